import { Router } from 'express';
import { z } from 'zod';
import { isoDay } from '#src/directory/isoDay.ts';
import type { ApiKey } from '#src/generated/prisma/client.ts';
import { createApiKey, revokeApiKey } from '#src/staff/apiKeys.ts';
import { fieldFaults } from '#src/staff/credentials.ts';
import { KEY_SCOPES } from '#src/staff/policy.ts';
import { formatDate, formatIsoDate } from '#src/text/formats.ts';
import { html, type VNode } from '../html.ts';
import { allOf, confirmed, faultSummary, faultsOf, form, input, readForm, select, submit, type Typed, ticks, typedIn } from './forms.ts';
import { loadPlaces, type Places } from './places.ts';
import { actorOf, type Shell, type View } from './shell.ts';
import { table } from './table.ts';

const LIST = '/quan-tri/khoa';

const fields = z.object({
  name: z.string('required').min(1, 'required').max(120, 'tooLong'),
  place: z.string().default(''),
  expires: isoDay
    .or(z.literal(''))
    .default('')
    .refine((day) => day === '' || day >= '2000', 'day'),
});

function row(view: View, places: Places, now: Date) {
  const { say } = view;
  return ({ id, name, prefix, scopes, agencyId, expiresAt, lastUsedDay, revokedAt }: ApiKey) => [
    name,
    html`<code>mc_${prefix}_…</code>`,
    [
      ...scopes.map((scope) => say(`staff.action.${scope}`)),
      agencyId ? places.nameOf({ agencyId, unitId: null }) : say('staff.keys.everywhere'),
    ].join(' · '),
    lastUsedDay ? formatIsoDate(lastUsedDay) : say('staff.keys.neverUsed'),
    revokedAt
      ? say('staff.keys.revoked', { date: formatDate(revokedAt) })
      : html`<div>${expiresAt ? say(expiresAt <= now ? 'staff.keys.expired' : 'staff.keys.until', { date: formatDate(expiresAt) }) : say('staff.keys.noEnd')}</div>
        ${confirmed(view, `${LIST}/${id}/thu-hoi`, { open: say('staff.keys.revoke'), question: say('staff.keys.revokeQuestion', { name }), button: say('staff.keys.revoke') })}`,
  ];
}

function body(view: View, keys: ApiKey[], places: Places, now: Date, typed: Typed, scopes: string[]): VNode {
  const { say } = view;
  const heads = ['name', 'key', 'scopes', 'used', 'state'].map((head) => say(`staff.keys.heads.${head}`));
  return html`
  <p>${say('staff.keys.about')}</p>
  ${faultSummary(view, typed)}
  ${keys.length > 0 ? table(say('staff.nav.keys'), heads, keys.map(row(view, places, now))) : html`<p class="card">${say('staff.keys.none')}</p>`}
  <section aria-labelledby="new"><h2 id="new">${say('staff.keys.add')}</h2><div class="card">${form(
    view,
    LIST,
    html`
    ${input(view, { name: 'name', label: say('staff.keys.name'), hint: say('staff.keys.nameHint'), required: true, maxlength: 120 }, typed)}
    ${ticks(
      view,
      { name: 'scopes', label: say('staff.keys.scopes') },
      KEY_SCOPES.map((value) => ({ value, label: say(`staff.action.${value}`) })),
      scopes,
      typed,
    )}
    ${select(view, { name: 'place', label: say('staff.keys.agency') }, [{ value: '', label: say('staff.keys.everywhere') }, ...places.options], typed)}
    ${input(view, { name: 'expires', label: say('staff.keys.expires'), hint: say('staff.keys.expiresHint'), type: 'date' }, typed)}
    ${submit(say('staff.keys.add'))}`,
  )}</div></section>` as VNode;
}

/** `/quan-tri/khoa`: keys of programs, made (shown once) and revoked. */
export function keyPages(shell: Shell): Router {
  const { database, clock } = shell.deps;
  const router = Router();
  router.use(LIST, shell.signedIn, shell.allowed('key.manage'));

  const show = async (request: Parameters<Shell['send']>[0], response: Parameters<Shell['send']>[1], typed: Typed, scopes: string[] = []) => {
    const keys = await database.apiKey.findMany({ orderBy: [{ revokedAt: { sort: 'asc', nulls: 'first' } }, { id: 'desc' }], take: 200 });
    const places = await loadPlaces(database);
    const status = typed.faults ? 422 : 200;
    await shell.send(request, response, (view) => ({
      title: view.say('staff.nav.keys'),
      body: body(view, keys, places, clock.now(), typed, scopes),
      status,
    }));
  };

  router.get(LIST, (request, response) => show(request, response, { values: {} }));

  router.post(LIST, shell.form, shell.proved, async (request, response) => {
    const [values, scopes] = [typedIn(request.body), allOf(request.body, 'scopes')];
    try {
      const { name, place, expires } = readForm(fields, values);
      const found = place ? (await loadPlaces(database)).find(place) : null;
      if (place && !found) throw fieldFaults({ place: 'choose' });
      // The last day counts, in Vietnam.
      const expiresAt = expires ? new Date(Date.parse(`${expires}T00:00:00+07:00`) + 86_400_000) : null;
      if (expiresAt && expiresAt <= clock.now()) throw fieldFaults({ expires: 'dayPast' });
      const { key } = await createApiKey(shell.deps, actorOf(request), { name, scopes, agencyId: found?.agencyId ?? null, expiresAt });
      shell.done(response, LIST, { key: 'staff.said.keyMade', values: { name }, secret: key });
    } catch (error) {
      await show(request, response, { values, faults: faultsOf(error) }, scopes);
    }
  });

  router.post(`${LIST}/:id/thu-hoi`, shell.form, shell.proved, async (request, response) => {
    await revokeApiKey(shell.deps, actorOf(request), Number.parseInt(String(request.params['id']), 10) || 0);
    shell.done(response, LIST, { key: 'staff.said.keyRevoked' });
  });

  return router;
}
