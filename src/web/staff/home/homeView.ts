import type { Calendar } from '#src/calendar/index.ts';
import { prepareUntil } from '#src/dossiers/apologyLists.ts';
import { isRefusal } from '#src/dossiers/refusals.ts';
import { ruleFor } from '#src/dossiers/transition.ts';
import type { WorkLine } from '#src/dossiers/work/acts.ts';
import { byUrgency, URGENCIES, type Urgency } from '#src/dossiers/work/urgency.ts';
import type { Catalogue } from '#src/procedures/content.ts';
import { nameOf } from '#src/procedures/present.ts';
import { formatDateTime, formatNumber, shorten } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { CAMPAIGNS } from '../campaigns/views.ts';
import { CATALOGUE, addressOf as catalogueAddress } from '../catalogue/places.ts';
import { APOLOGIES } from '../dossiers/apologiesPage.ts';
import { DOSSIERS, addressOf as dossierAddress, standingMark } from '../dossiers/visible.ts';
import { FEEDBACK, addressOf as feedbackAddress } from '../feedback/visible.ts';
import { TALKS, addressOf as talkAddress } from '../handover/queuePage.ts';
import { QUESTIONS } from '../learning/groupView.ts';
import type { View } from '../shell.ts';
import { table } from '../table.ts';
import { type Mine, SHOWN } from './readMine.ts';

interface Scene {
  mine: Mine;
  calendar: Calendar;
  catalogue: Catalogue;
  now: Date;
}

/** What is done to a dossier next, one click away: the step of its page that is meant. */
function nextStep(work: WorkLine, urgency: Urgency, until: Date): string | null {
  const { dossier, offeredTo, proposed } = work;
  if (proposed) return 'approveApology';
  if (offeredTo) return 'confirmHandOver';
  if (urgency === 'toReceive') return 'acceptDossier';
  if (dossier.dueAt && dossier.dueAt <= until && dossier.reappointments === 0 && urgency !== 'overdue') return 'proposeApology';
  return (['startProcessing', 'completeDossier'] as const).find((step) => !isRefusal(ruleFor(dossier, step))) ?? null;
}

/** Kinds of work in the order in which they come: a citizen in the chat first, what nobody waits for last. */
const ORDER = [
  'talks',
  'overdue',
  'feedbackOverdue',
  'today',
  'toApprove',
  'toTake',
  'soon',
  'feedback',
  'toReceive',
  'reviews',
  'later',
  'drafts',
  'also',
] as const;

interface Section {
  kind: (typeof ORDER)[number];
  part: VNode;
}

/** One kind of work as a list, with the way to the rest; none where there is nothing of it. */
function section(kind: Section['kind'], title: string, heads: readonly string[], rows: readonly unknown[][], rest: VNode | null = null): Section[] {
  if (rows.length === 0) return [];
  return [
    {
      kind,
      part: html`<section class=${heads.length === 4 ? 'mine' : undefined} aria-labelledby=${kind}><h2 id=${kind}>${title}</h2>${table(title, [...heads], [...rows])}${rest}</section>` as VNode,
    },
  ];
}

function dossierSections(view: View, { mine, calendar, now }: Scene): Section[] {
  const { say } = view;
  const sorted = byUrgency(calendar, mine.dossiers.work, now);
  const until = prepareUntil(calendar, now);
  const heads = ['code', 'procedure', 'due', 'act'].map((name) => say(`home.mine.heads.${name}`));
  return URGENCIES.flatMap((urgency) => {
    const own = sorted.filter((each) => each.urgency === urgency);
    const title = say(`work.count.${urgency}`, { count: own.length });
    const rows = own.slice(0, SHOWN).map(({ work }) => {
      const { code, procedureName } = work.dossier;
      const step = nextStep(work, urgency, until);
      return [
        html`<a href=${dossierAddress(code)}>${code}</a>`,
        procedureName,
        standingMark(view, calendar, work.dossier, now),
        step ? html`<a class="pill" href=${`${dossierAddress(code)}#${step}`}>${say(`desk.step.${step}`)}</a>` : '',
      ];
    });
    const rest =
      own.length > SHOWN ? html`<p><a href=${DOSSIERS}>${say('home.mine.rest', { count: formatNumber(own.length - SHOWN) })}</a></p>` : null;
    return section(urgency, title, heads, rows, rest as VNode | null);
  });
}

const link = (address: string, label: string) => html`<a class="pill" href=${address}>${label}</a>`;

function talkSection({ say }: View, { mine }: Scene): Section[] {
  const heads = ['who', 'since', 'state'].map((name) => say(`home.mine.heads.${name}`));
  const rows = mine.talks
    .slice(0, SHOWN)
    .map(({ id, state, askedAt, unansweredSince }) => [
      html`<a href=${talkAddress(id)}>${say('handOver.page.number', { id })}</a>`,
      html`<span class="standing overdue">${formatDateTime(unansweredSince ?? askedAt)}</span>`,
      link(talkAddress(id), say(state === 'waiting' ? 'handOver.page.take' : 'home.mine.answer')),
    ]);
  const rest = mine.talks.length > SHOWN ? html`<p><a href=${TALKS}>${say('home.mine.all')}</a></p>` : null;
  return section('talks', say('home.mine.talks'), heads, rows, rest as VNode | null);
}

function feedbackSections({ say }: View, { mine: { feedback }, now }: Scene): Section[] {
  const heads = ['code', 'about', 'due', 'act'].map((name) => say(`home.mine.heads.${name}`));
  const rowsOf = (late: boolean) =>
    feedback.rows
      .filter(({ dueAt }) => dueAt < now === late)
      .map(({ code, topic, dueAt, officerId }) => [
        html`<a href=${feedbackAddress(code)}>${code}</a>`,
        say(`feedback.topic.${topic}`),
        late ? html`<span class="standing overdue">${formatDateTime(dueAt)}</span>` : formatDateTime(dueAt),
        link(feedbackAddress(code), say(officerId ? 'home.mine.answer' : 'home.mine.sort')),
      ]);
  const rest = feedback.more ? (html`<p><a href=${FEEDBACK}>${say('home.mine.all')}</a></p>` as VNode) : null;
  const [late, timely] = [rowsOf(true), rowsOf(false)];
  return [
    ...section('feedbackOverdue', say('home.mine.feedbackOverdue'), heads, late, timely.length === 0 ? rest : null),
    ...section('feedback', say('home.mine.feedback'), heads, timely, rest),
  ];
}

function catalogueSections({ say }: View, { mine: { reviews, drafts }, catalogue }: Scene): Section[] {
  const named = (code: string) => {
    const procedure = catalogue.procedures.get(code);
    return procedure ? nameOf(procedure) : code;
  };
  const heads = (...names: string[]) => names.map((name) => say(`home.mine.heads.${name}`));
  const rest = (stand: string) => html`<p><a href=${`${CATALOGUE}?stand=${stand}`}>${say('home.mine.all')}</a></p>` as VNode;
  return [
    ...section(
      'reviews',
      say('home.mine.reviews'),
      heads('procedure', 'reason', 'act'),
      reviews.rows.map(({ code, reason }) => [
        html`<a href=${`${catalogueAddress(code)}/duyet`}>${named(code)}</a>`,
        reason,
        link(`${catalogueAddress(code)}/duyet`, say('home.mine.review')),
      ]),
      reviews.more ? rest('review') : null,
    ),
    ...section(
      'drafts',
      say('home.mine.drafts'),
      heads('procedure', 'saved', 'act'),
      drafts.rows.map(({ code, updatedAt, said }) => [
        html`<a href=${catalogueAddress(code)}>${named(code)}</a>${said === null ? null : html`<div class="note">${say('home.mine.remark', { text: shorten(said, 200) })}</div>`}`,
        formatDateTime(updatedAt),
        link(catalogueAddress(code), say('home.mine.goOn')),
      ]),
      drafts.more ? rest('editing') : null,
    ),
  ];
}

/** What is counted, and read on its own page. */
function countedSection({ say }: View, { mine }: Scene): Section[] {
  const counts = [
    ['toDeliver', mine.toDeliver, APOLOGIES],
    ['campaigns', mine.campaigns, CAMPAIGNS],
    ['questions', mine.questions, QUESTIONS],
    ['requests', mine.requests, '/can-bo/du-lieu'],
  ] as const;
  const items = counts.flatMap(([name, count, address]) =>
    count ? [html`<li><a href=${address}>${say(`home.mine.${name}`, { count: formatNumber(count) })}</a></li>`] : [],
  );
  if (items.length === 0) return [];
  const part =
    html`<section aria-labelledby="also"><h2 id="also">${say('home.mine.also')}</h2><div class="card"><ul>${items}</ul></div></section>` as VNode;
  return [{ kind: 'also', part }];
}

/** What lies with a person, the most urgent first, each with the step that is due. */
export function mineView(view: View, scene: Scene): VNode {
  const { say } = view;
  const { snoozed } = scene.mine.dossiers;
  const sections = [talkSection, dossierSections, feedbackSections, catalogueSections, countedSection]
    .flatMap((kind) => kind(view, scene))
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
    .map(({ part }) => part);
  const apologies = scene.mine.dossiers.work.length > 0 ? html`<p class="note"><a href=${APOLOGIES}>${say('home.mine.apologies')}</a></p>` : null;
  return html`
  ${sections.length > 0 ? sections : html`<p class="card">${say('home.mine.nothing')}</p>`}
  ${snoozed > 0 ? html`<p class="note">${say('work.count.snoozed', { count: snoozed })}</p>` : null}
  ${apologies}` as VNode;
}
