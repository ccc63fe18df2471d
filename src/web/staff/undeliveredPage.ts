import { type RequestHandler, Router } from 'express';
import { drop, listUndelivered, resend, type Undelivered, type WhyNot } from '#src/delivery/undelivered.ts';
import { AppError } from '#src/platform/errors.ts';
import { actorId } from '#src/staff/actor.ts';
import { formatDateTime, formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../html.ts';
import { subjectWords } from './auditWords.ts';
import { allOf, form } from './forms.ts';
import { actorOf, type Shell, type View } from './shell.ts';
import { table } from './table.ts';

const LIST = '/quan-tri/tin-chua-toi';
const STATES = ['dead', 'unknown', 'aside'] as const;
const VERBS = { resend, drop } as const;
type Verb = keyof typeof VERBS;

const PAGES: Record<string, string> = { dossier: '/can-bo/ho-so', feedback: '/can-bo/gop-y' };

/** The dossier or feedback that a notice is about, as a link; of anything else what kind of thing it is, for its id tells nobody anything. */
function subjectText({ say }: View, subject: string | null): unknown {
  const [, kind = '', code = ''] = /^(\w+):(.+)$/.exec(subject ?? '') ?? [];
  const page = PAGES[kind];
  return page ? html`<a href=${`${page}/${encodeURIComponent(code)}`}>${code}</a>` : (subjectWords(say, kind) ?? '–');
}

function body(view: View, rows: Undelivered[], state: string, whyNot: WhyNot): VNode {
  const { say } = view;
  const shown = rows.filter((row) => state === '' || row.state === state);
  const heads = ['id', 'at', 'channel', 'kind', 'state', 'reason', 'subject'].map((head) => say(`staff.undelivered.heads.${head}`));
  const lines = shown.map((row) => [
    html`<label class="tick"><input type="checkbox" name="id" value=${row.id} /> ${row.id}</label>`,
    formatDateTime(row.at),
    say(`doctor.names.${row.channel}`),
    say(`staff.undelivered.kind.${row.kind}`),
    say(`operator.state.${row.state}`),
    say(`staff.undelivered.why.${whyNot(row)}`),
    subjectText(view, row.subject),
  ]);
  return html`
  <p>${say('staff.undelivered.about')}</p>
  <nav class="pills" aria-label=${say('staff.undelivered.filter')}>
    ${['', ...STATES].map(
      (value) => html`<a class="pill" href=${value ? `${LIST}?state=${value}` : LIST} aria-current=${value === state ? 'true' : undefined}>
        ${say(value ? `operator.state.${value}` : 'staff.undelivered.all')} (${formatNumber(rows.filter((row) => !value || row.state === value).length)})</a>`,
    )}
  </nav>
  ${
    shown.length === 0
      ? html`<p class="card">${say('staff.undelivered.none')}</p>`
      : form(
          view,
          LIST,
          html`${table(say('staff.nav.undelivered'), heads, lines)}
          <p class="note">${say('staff.undelivered.hint')}</p>
          <p class="act">
            <button type="submit" name="verb" value="resend" class="primary">${say('staff.undelivered.resend')}</button>
            <button type="submit" name="verb" value="drop" class="danger">${say('staff.undelivered.drop')}</button>
          </p>`,
        )
  }` as VNode;
}

/** `/quan-tri/tin-chua-toi`: what was refused, may not have arrived or could not be handled; a person sends it again or lets it go. */
export function undeliveredPage(shell: Shell): Router {
  const { database, clock } = shell.deps;
  const router = Router();
  router.use(LIST, shell.signedIn, shell.allowed('channel.switch'));

  router.get(LIST, async (request, response) => {
    const rows = await listUndelivered(database);
    const state = STATES.find((known) => known === request.query['state']) ?? '';
    await shell.send(request, response, (view) => ({ title: view.say('staff.nav.undelivered'), body: body(view, rows, state, shell.deps.whyNot) }));
  });

  // What is let go is erased and cannot be had back: whoever does so gives the password again. What is sent again needs none.
  const proved: RequestHandler = (request, response, next) =>
    allOf(request.body, 'verb')[0] === 'drop' ? shell.proved(request, response, next) : next();
  router.post(LIST, shell.form, proved, async (request, response) => {
    const verb = allOf(request.body, 'verb')[0];
    if (verb !== 'resend' && verb !== 'drop') throw new AppError('formBroken', { status: 400 });
    const ids = allOf(request.body, 'id');
    const by = { actor: actorId(actorOf(request)), now: clock.now() };
    let count = 0;
    for (const id of ids) count += await decideOne(verb, id, by);
    shell.done(response, LIST, { key: count > 0 ? `staff.undelivered.said.${verb}` : 'staff.undelivered.said.nothing', values: { count } });
  });

  /** 1 when it was done, 0 when somebody else has decided about it meanwhile. */
  async function decideOne(verb: Verb, id: string, by: { actor: string; now: Date }): Promise<number> {
    try {
      await VERBS[verb](database, id, by);
      return 1;
    } catch (error) {
      if (error instanceof AppError && error.code === 'undeliveredUnknown') return 0;
      throw error;
    }
  }

  return router;
}
