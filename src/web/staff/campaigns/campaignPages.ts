import { type Request, type Response, Router } from 'express';
import { type Area, areasOf, authorityOf } from '#src/campaigns/areas.ts';
import { audienceOf } from '#src/campaigns/audience.ts';
import { approveCampaign, returnCampaign, stopCampaign, submitCampaign } from '#src/campaigns/commands/decide.ts';
import { changeCampaign, dropCampaign, type Seen, writeCampaign } from '#src/campaigns/commands/write.ts';
import { letterOf } from '#src/campaigns/letter.ts';
import type { Campaign } from '#src/campaigns/model.ts';
import { isRefused, refusal } from '#src/campaigns/refusals.ts';
import { countLetters, type Figure } from '#src/campaigns/settle.ts';
import { reachOf } from '#src/delivery/reach.ts';
import { loadDirectory, loadOffice } from '#src/directory/directory.ts';
import { LOCALES, type Locale, sayIn } from '#src/platform/texts.ts';
import type { PersonActor } from '#src/staff/actor.ts';
import { FieldFaults } from '#src/staff/credentials.ts';
import { may, scopesOf } from '#src/staff/policy.ts';
import { dayOf, formatDateTime, formatNumber } from '#src/text/formats.ts';
import { renderPlain } from '#src/text/plain.ts';
import { html, type VNode } from '../../html.ts';
import { STYLES } from '../catalogue/places.ts';
import { channelsView } from '../catalogue/previewView.ts';
import { officialsNamed } from '../dossiers/listPage.ts';
import { area, form, type Typed } from '../forms.ts';
import { actorOf, type Shell, type View } from '../shell.ts';
import { readContent, typedContent } from './readContent.ts';
import { audienceView, CAMPAIGNS, editView, listView, pathOf, reportView, stateMark, typedOf } from './views.ts';

const MOST = 200;

interface Shown {
  campaign: Campaign;
  authority: string;
  areas: readonly Area[];
  typed: Typed;
  refused: string | null;
}

/** `/quan-tri/chien-dich`: news for those who asked for it; written by one person, let go by a second, stopped by either. */
export function campaignPages(shell: Shell): Router {
  const { database, clock, previews, channels } = shell.deps;
  const staff = { database, clock };
  const router = Router();
  router.use(CAMPAIGNS, shell.signedIn, shell.allowed('campaign.edit'));

  /** Campaigns of the agencies in which this person may write them. */
  const visible = (actor: PersonActor) => {
    const scopes = scopesOf(actor, 'campaign.edit');
    const everywhere = scopes.some(({ agencyId, unitId }) => agencyId === undefined && unitId === undefined);
    return everywhere ? {} : { agencyId: { in: scopes.flatMap(({ agencyId }) => agencyId ?? []) } };
  };
  const load = async (request: Request): Promise<Campaign> => {
    const id = Number.parseInt(String(request.params['id']), 10) || 0;
    const campaign = await database.campaign.findFirst({ where: { AND: [{ id }, visible(actorOf(request))] } });
    if (!campaign) throw refusal('campaignUnknown');
    return campaign;
  };
  const whereabouts = async () => {
    const [directory, office] = [await loadDirectory(database), await loadOffice(database)];
    return { authority: authorityOf(directory, office), areas: areasOf(directory, office, dayOf(clock.now())) };
  };

  async function showList(request: Request, response: Response, dropped?: Record<string, string>): Promise<void> {
    const campaigns = await database.campaign.findMany({ where: visible(actorOf(request)), orderBy: { id: 'desc' }, take: MOST });
    await shell.send(request, response, (view) => ({
      title: view.say('staff.nav.campaigns'),
      body: [...(dropped ? [droppedView(view, dropped)] : []), listView(view, campaigns)],
    }));
  }
  router.get(CAMPAIGNS, (request, response) => showList(request, response));

  async function showNew(request: Request, response: Response, typed: Typed): Promise<void> {
    const { areas } = await whereabouts();
    await shell.send(request, response, (view) => ({
      title: view.say('campaign.new'),
      status: typed.faults ? 422 : 200,
      body: [back(view), editView(view, { campaign: null, areas, typed })],
    }));
  }
  router.get(`${CAMPAIGNS}/moi`, (request, response) => showNew(request, response, { values: typedOf(null) }));

  router.post(CAMPAIGNS, shell.form, async (request, response) => {
    const values = typedContent(request.body);
    const { areas } = await whereabouts();
    try {
      const content = readContent(values, areas.map(({ code }) => code), clock.now()); // biome-ignore format: one line
      const id = await writeCampaign(staff, actorOf(request), content);
      shell.done(response, pathOf(id), { key: 'campaign.said.save' });
    } catch (error) {
      if (!(error instanceof FieldFaults)) throw error;
      await showNew(request, response, { values, faults: error.faults });
    }
  });

  async function show(request: Request, response: Response, outcome: { typed?: Typed; refused?: string; status?: number } = {}): Promise<void> {
    const campaign = await load(request);
    const { authority, areas } = await whereabouts();
    const begun = ['sending', 'stopped', 'done'].includes(campaign.state);
    const audience = begun ? [] : await audienceOf(database, campaign, reachOf(channels()), clock.now());
    const figures = (campaign.figures as Figure[] | null) ?? (await countLetters(database, campaign.id));
    const named = await officialsNamed(database, [campaign.authorId, campaign.approverId, campaign.stoppedBy]);
    const shown: Shown = { campaign, authority, areas, typed: outcome.typed ?? { values: typedOf(campaign) }, refused: outcome.refused ?? null };
    await shell.send(request, response, (view) => ({
      title: campaign.title,
      status: outcome.status ?? 200,
      styles: STYLES,
      watching: campaign.state === 'sending',
      body: [
        back(view),
        html`${shown.refused ? html`<p class="card warning" role="alert">${view.say(`errors.${shown.refused}`)}</p>` : null}` as VNode,
        standing(view, shown, named, actorOf(request)),
        ...(campaign.state === 'draft' ? [editView(view, shown)] : []),
        preview(view, shown),
        ...(begun ? [reportView(view, figures)] : [audienceView(view, audience, campaign)]),
      ],
    }));
  }

  /** The message as it would be sent, in each language that it has, with its length. */
  function preview({ say }: View, { campaign, authority }: Shown): VNode {
    const written = LOCALES.filter((locale) => locale === 'vi' || campaign.textEn);
    const one = (locale: Locale) => {
      const letter = letterOf(campaign, authority, locale, sayIn(locale));
      return html`${written.length > 1 ? html`<h3>${say(locale === 'vi' ? 'topic.vietnamese' : 'topic.english')}</h3>` : null}
      <p class="note">${say('campaign.length', { count: formatNumber(renderPlain(letter, '').length) })}</p>
      ${channelsView(say, letter, locale, previews)}`;
    };
    return html`<section class="card" aria-labelledby="preview"><h2 id="preview">${say('catalogueEditing.preview.title')}</h2>${written.map(one)}</section>` as VNode;
  }

  router.get(`${CAMPAIGNS}/:id`, (request, response) => show(request, response));

  router.post(`${CAMPAIGNS}/:id`, shell.form, async (request, response) => {
    const { id } = await load(request);
    const actor = actorOf(request);
    const values = typedContent(request.body);
    const act = values['do'] ?? 'save';
    const seen: Seen = { id, revision: Number(values['revision']) || 0 };
    try {
      switch (act) {
        case 'save':
        case 'submit': {
          const { areas } = await whereabouts();
          await changeCampaign(staff, actor, seen, readContent(values, areas.map(({ code }) => code), clock.now())); // biome-ignore format: one line
          if (act === 'submit') await submitCampaign(staff, actor, { id, revision: seen.revision + 1 });
          break;
        }
        case 'drop': {
          // The page after it holds the whole draft, so that one button writes it anew.
          const draft = typedOf(await load(request));
          await dropCampaign(staff, actor, seen);
          return showList(request, response, draft);
        }
        case 'approve': {
          await approveCampaign(staff, actor, seen);
          const waits = (await load(request)).sendAt;
          return shell.done(response, pathOf(id), { key: waits ? 'campaign.said.approve' : 'campaign.said.approveAtOnce' });
        }
        case 'return':
          await returnCampaign(staff, actor, seen, values['reason'] || null);
          break;
        case 'stop': {
          const count = await stopCampaign(staff, actor, seen);
          return shell.done(response, pathOf(id), { key: 'campaign.said.stop', values: { count } });
        }
        default:
          throw refusal('campaignWrongState');
      }
      shell.done(response, pathOf(id), { key: `campaign.said.${act === 'return' && !values['reason'] ? 'takeBack' : act}` });
    } catch (error) {
      if (error instanceof FieldFaults) return show(request, response, { typed: { values, faults: error.faults }, status: 422 });
      if (!isRefused(error)) throw error;
      const typed = 'title' in values ? { typed: { values } } : {};
      return show(request, response, { ...typed, refused: error.code, status: error.status });
    }
  });

  return router;
}

/** Says that a draft was dropped, and writes it anew with one button. */
function droppedView(view: View, fields: Record<string, string>): VNode {
  const many = (name: string) =>
    (fields[name] ?? '')
      .split(',')
      .filter(Boolean)
      .map((value) => [name, value] as const);
  const all = Object.entries(fields).flatMap(([name, value]) => (name === 'topics' || name === 'areas' ? many(name) : [[name, value] as const]));
  return html`<div class="card said" role="status"><p>${view.say('campaign.said.drop')}</p>
  ${form(
    view,
    CAMPAIGNS,
    html`${all.map(([name, value]) => html`<input type="hidden" name=${name} value=${value} />`)}
    <p class="act"><button type="submit" class="second">${view.say('staff.undo')}</button></p>`,
  )}</div>` as VNode;
}

const back = ({ say }: View): VNode => html`<p><a href=${CAMPAIGNS}>${say('campaign.back')}</a></p>` as VNode;

/** Where it stands, who had which part in it, and what this person may do with it now. */
function standing(view: View, { campaign, areas, refused }: Shown, named: (id: string | null) => string, actor: PersonActor): VNode {
  const { say } = view;
  const { state, authorId, approverId, approvedAt, stoppedBy, startedAt, endedAt, sendAt, returnedReason } = campaign;
  const own = authorId === actor.id;
  const mayApprove = may(actor, 'campaign.approve', { agencyId: campaign.agencyId });
  const revision = html`<input type="hidden" name="revision" value=${campaign.revision} />`;
  const button = (act: string, look: string, label = act) =>
    form(
      view,
      pathOf(campaign.id),
      html`${revision}<p class="act"><button type="submit" name="do" value=${act} class=${look}>${say(`campaign.do.${label}`)}</button></p>`,
    );
  const where = areas.filter(({ code }) => campaign.areas.includes(code)).map(({ name }) => name);
  const time = sendAt ? formatDateTime(sendAt) : say('campaign.atOnce');
  return html`<section class="card" aria-labelledby="standing"><h2 id="standing">${say('campaign.standing')}</h2>
    <p>${stateMark(say, campaign)}</p>
    ${
      state === 'draft'
        ? null
        : html`<p>${say('campaign.to', { topics: campaign.topics.map((topic) => say(`news.topic.${topic}`)).join(', '), areas: where.length > 0 ? where.join(', ') : say('campaign.everywhere') })}</p>
        <p>${say('campaign.when', { time, pace: formatNumber(campaign.perMinute) })}</p>`
    }
    <p>${say('campaign.writtenBy', { name: named(authorId) })}${approverId && approvedAt ? html`<br />${say('campaign.approvedBy', { name: named(approverId), time: formatDateTime(approvedAt) })}` : null}
    ${startedAt ? html`<br />${say('campaign.started', { time: formatDateTime(startedAt) })}` : null}
    ${stoppedBy ? html`<br />${say('campaign.stoppedBy', { name: named(stoppedBy) })}` : null}${endedAt ? html`<br />${say('campaign.ended', { time: formatDateTime(endedAt) })}` : null}</p>
    ${returnedReason ? html`<p class="card warning">${say('campaign.returned', { reason: returnedReason })}</p>` : null}
    ${state === 'submitted' && !(mayApprove && !own) ? html`<p class="note">${say('campaign.needsSecond')}</p>` : null}
    ${state === 'submitted' && mayApprove && !own ? button('approve', 'primary') : null}
    ${state === 'approved' || state === 'sending' ? button('stop', 'danger') : null}
    ${state === 'draft' ? button('drop', 'danger') : null}
    ${
      state === 'submitted' || state === 'approved'
        ? own
          ? button('return', 'second', 'takeBack')
          : html`<details open=${refused === 'campaignReasonMissing'}><summary>${say('campaign.do.return')}</summary>${form(
              view,
              pathOf(campaign.id),
              html`${revision}${area(view, { name: 'reason', label: say('campaign.input.reason'), required: true, maxlength: 500 }, { values: {} }, 2)}
              <p class="act"><button type="submit" name="do" value="return" class="second">${say('campaign.do.return')}</button></p>`,
            )}</details>`
        : null
    }
  </section>` as VNode;
}
