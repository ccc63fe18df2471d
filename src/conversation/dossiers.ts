import type { LookUp } from '#src/dossiers/lookUp.ts';
import type { CitizenView } from '#src/dossiers/presentCitizen.ts';
import type { DossierState } from '#src/dossiers/states.ts';
import type { Say } from '#src/platform/texts.ts';
import { NATIONAL_PORTAL } from '#src/procedures/sources.ts';
import type { Block } from '#src/text/blocks.ts';
import { formatDate, formatDateTime, shorten } from '#src/text/formats.ts';
import { type Choice, type Reply, reply } from '#src/text/reply.ts';
import type { Facts } from './facts.ts';
import { officeBlocks } from './topics.ts';

/** What a message asks about dossiers: the shell finds out, and the answer is drawn here. */
export type DossierAsk =
  | { kind: 'lookUp'; code: string; oneTimeCode: string | null }
  /** The token of a slip's QR: its holder sees the details, and the chat follows the dossier from then on. */
  | { kind: 'token'; token: string }
  | { kind: 'list' }
  | { kind: 'unlink'; code: string };

export type DossierTold =
  | { kind: 'lookUp'; result: LookUp }
  | { kind: 'list'; dossiers: { code: string; procedureName: string; state: DossierState }[] }
  | { kind: 'unlinked'; code: string; was: boolean };

/** Digits of the code that the one-stop desk gives to somebody without a slip (8, alone in the message beside the dossier's code). */
const ONE_TIME = /(?<![\d.-])\d{8}(?![\d.-])/;
const TOKEN = /^[A-Za-z0-9_-]{16,64}$/;

export const lookUpAsk = (message: string, code: string): DossierAsk => ({ kind: 'lookUp', code, oneTimeCode: ONE_TIME.exec(message)?.[0] ?? null });

/** What a choice's payload asks about dossiers; null when it is about something else. */
export function dossierAskOf(payload: string): DossierAsk | null {
  const [verb, value = ''] = [payload.slice(0, 3), payload.slice(3)];
  switch (verb) {
    case '#d:':
      return { kind: 'lookUp', code: value, oneTimeCode: null };
    case '#u:':
      return { kind: 'unlink', code: value };
    case '#k:':
      return TOKEN.test(value) ? { kind: 'token', token: value } : null;
    default:
      return null;
  }
}

/** What drawing an answer about dossiers looks at. */
export type DossierFacts = Pick<Facts, 'say' | 'sayAll' | 'now' | 'catalogue' | 'office'>;

const text = (content: string): Block => ({ kind: 'text', text: content });
const home = (say: Say): Choice => ({ label: say('home.label'), payload: '#m' });

/** What was found out, in words: nothing that the asker may not see is in it. */
export function drawDossier(told: DossierTold, facts: DossierFacts): Reply {
  const { say } = facts;
  switch (told.kind) {
    case 'unlinked':
      return reply([text(say(told.was ? 'dossier.talk.unlinked' : 'dossier.talk.notLinked', { code: told.code }))], [home(say)]);
    case 'list':
      return drawList(told.dossiers, facts);
    default:
      return drawFound(told.result, facts);
  }
}

function drawList(dossiers: { code: string; procedureName: string; state: DossierState }[], facts: DossierFacts): Reply {
  const { say } = facts;
  const follow = dossiers.map(({ code, procedureName, state }) => ({
    label: shorten(say('dossier.talk.entry', { code, state: say(`dossier.state.${state}`), procedure: procedureName }), 90),
    payload: `#d:${code}`,
  }));
  const portal: Block = { kind: 'link', label: say('topic.portal'), url: NATIONAL_PORTAL };
  const blocks = [...(follow.length > 0 ? [text(say('dossier.talk.following'))] : []), text(say('topic.dossier')), portal, ...officeBlocks(facts)];
  return reply(blocks, [...follow, home(say)]);
}

function drawFound(result: LookUp, facts: DossierFacts): Reply {
  const { say, now } = facts;
  switch (result.found) {
    case 'none':
      return reply([text(say('dossier.notFound')), ...officeBlocks(facts)], [home(say)]);
    case 'slowed':
      return reply(
        [text(say('dossier.slowed', { time: say('dossier.talk.minutes', { count: Math.ceil((result.until.getTime() - now.getTime()) / 60_000) }) }))],
        [home(say)],
      );
    case 'degree': {
      const { code, degree } = result.view;
      return reply(
        [
          { kind: 'heading', text: code },
          text(say('dossier.talk.degree', { degree: say(`dossier.degree.${degree}`) })),
          { kind: 'note', text: say('dossier.talk.howToSeeMore') },
        ],
        [home(say)],
      );
    }
    case 'details':
      return drawDetails(result.view, facts);
  }
}

function drawDetails(view: CitizenView, facts: DossierFacts): Reply {
  const { say } = facts;
  const rows = [
    { label: say('dossier.talk.procedure'), value: view.procedureName },
    { label: say('dossier.talk.state'), value: say(`dossier.state.${view.state}`) },
    ...(view.acceptedAt ? [{ label: say('dossier.talk.accepted'), value: formatDateTime(view.acceptedAt) }] : []),
    ...(view.promisedDueAt ? [{ label: say('dossier.talk.promised'), value: promiseText(view, say) }] : []),
    ...(view.returnedAt ? [{ label: say('dossier.talk.returned'), value: formatDateTime(view.returnedAt) }] : []),
  ];
  const blocks: Block[] = [
    { kind: 'heading', text: view.code },
    { kind: 'facts', rows },
  ];
  if (view.demo) blocks.push({ kind: 'note', text: say('dossier.talk.demo') });
  if (view.paused) {
    const { since, reason, expectedEnd } = view.paused;
    const values = { since: formatDate(since), reason: reason ?? say('dossier.talk.noReason'), until: expectedEnd ? formatDate(expectedEnd) : '' };
    blocks.push(text(say(expectedEnd ? 'dossier.talk.pausedUntil' : 'dossier.talk.paused', values)));
  }
  if (view.supplement) blocks.push(...supplementBlocks(view.supplement, say));
  if (view.apology)
    blocks.push(
      text(
        say('dossier.talk.apology', {
          reason: view.apology.reason,
          from: formatDate(view.apology.originalDueAt),
          to: formatDateTime(view.apology.newDueAt),
        }),
      ),
    );
  if (view.overdue) blocks.push(text(say('dossier.talk.overdue')));
  if (view.ending)
    blocks.push(
      text(
        say(view.ending.legalBasis ? 'dossier.talk.endingLegal' : 'dossier.talk.ending', {
          reason: view.ending.reason,
          legal: view.ending.legalBasis ?? '',
        }),
      ),
    );
  if (view.state === 'resolved') blocks.push(text(say(`dossier.talk.collect.${view.returnChannel}`)), ...officeBlocks(facts));
  return reply(blocks, [{ label: say('dossier.talk.unfollow'), payload: `#u:${view.code}` }, home(say)]);
}

function promiseText(view: CitizenView, say: Say): string {
  const date = formatDateTime(view.promisedDueAt as Date);
  return view.provisional ? say('dossier.talk.provisional', { date }) : date;
}

/** The papers that are missing, all at once, and by when. */
export function supplementBlocks(supplement: NonNullable<CitizenView['supplement']>, say: Say): Block[] {
  const { items, reason, guidance, deadline } = supplement;
  return [
    text(say('dossier.talk.supplement', { reason })),
    { kind: 'list', items: items.map((item) => (item.note ? `${item.name} (${item.note})` : item.name)) },
    ...(guidance ? [text(guidance)] : []),
    ...(deadline ? [text(say('dossier.talk.supplementBy', { date: formatDate(deadline) }))] : []),
  ];
}
