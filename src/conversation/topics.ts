import type { Agency } from '#src/directory/agency.ts';
import type { Say } from '#src/platform/texts.ts';
import { NATIONAL_PORTAL } from '#src/procedures/sources.ts';
import type { Block } from '#src/text/blocks.ts';
import { type Choice, type Reply, reply } from '#src/text/reply.ts';
import type { Facts } from './facts.ts';
import type { Referral } from './intents.ts';
import { drawNews } from './news.ts';
import { privacyChoices } from './privacy.ts';
import type { Topic } from './screen.ts';

const text = (content: string): Block => ({ kind: 'text', text: content });
const portal = (say: Say): Block => ({ kind: 'link', label: say('topic.portal'), url: NATIONAL_PORTAL });

/** Days with the same sessions together: "Thứ Hai – Thứ Sáu: 07:30–11:30, 13:00–17:00". */
export function openingHours(hours: NonNullable<Agency['hours']>, say: Say): string {
  const days = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, sessions: (hours[String(day)] ?? []).join(', ').replaceAll('-', '–') }));
  const runs: { from: number; to: number; sessions: string }[] = [];
  for (const { day, sessions } of days) {
    const run = runs.at(-1);
    if (run && run.sessions === sessions) run.to = day;
    else runs.push({ from: day, to: day, sessions });
  }
  return runs
    .map(({ from, to, sessions }) => `${say(`day.${from}`)}${to > from ? ` – ${say(`day.${to}`)}` : ''}: ${sessions || say('day.closed')}`)
    .join('; ');
}

type Told = Pick<Facts, 'office' | 'say'> & Partial<Facts>;
type Row = { label: string; value: string };

function mainRows(agency: Agency, say: Say): Row[] {
  return [
    { label: say('office.unit'), value: agency.name },
    { label: say('office.address'), value: agency.address ?? say('office.unknown') },
    { label: say('office.phone'), value: agency.phone ?? say('office.unknown') },
    { label: say('office.hours'), value: agency.hours ? openingHours(agency.hours, say) : say('office.unknown') },
  ];
}

const demonstration = (agency: Agency, say: Say): Block[] => (agency.demonstration ? [{ kind: 'note', text: say('office.demonstration') }] : []);

/** Name, address, telephone and hours of the one-stop unit, as far as known. */
export const officeBlocks = ({ office, say }: Told): Block[] => [{ kind: 'facts', rows: mainRows(office, say) }, ...demonstration(office, say)];

/** "Chủ tịch xã: sáng thứ Năm (Phòng Tiếp công dân)" for each who receives. */
export const receptionTexts = ({ receptionDays }: Pick<Agency, 'receptionDays'>, say: Say): string[] =>
  receptionDays.map(({ by, when, where }) => say(where ? 'office.receptionAt' : 'office.reception', { by, when, where: where ?? '' }));

/** All that is known of an agency, for citizens. */
export function agencyBlocks(agency: Agency, say: Say): Block[] {
  const more: [label: string, values: (string | undefined)[]][] = [
    ['hotline', [agency.hotline]],
    ['email', [agency.email]],
    ['website', [agency.website]],
    ['map', [agency.map]],
    ['receptionDays', receptionTexts(agency, say)],
    ['feedback', agency.feedback],
    ['note', [agency.note]],
  ];
  const rows = more.flatMap(([label, values]) => {
    const value = values.filter(Boolean).join('; ');
    return value ? [{ label: say(`office.${label}`), value }] : [];
  });
  return [{ kind: 'facts', rows: [...mainRows(agency, say), ...rows] }, ...demonstration(agency, say)];
}

const directory = ({ office, say }: Told): Block[] => agencyBlocks(office, say);

export function drawTopic(topic: Topic, facts: Facts): Reply {
  const { say } = facts;
  const home: Choice = { label: say('home.label'), payload: '#m' };
  switch (topic) {
    case 'dossier':
      return reply([text(say('topic.dossier')), portal(say), ...officeBlocks(facts)], [home]);
    case 'feedback':
      return reply([text(say('topic.feedback')), portal(say), ...directory(facts)], [home]);
    case 'directory':
      return reply(directory(facts), [home]);
    case 'handover':
      return reply([text(say('topic.handover')), ...officeBlocks(facts)], [home]);
    case 'help':
      return reply(
        [text(say('topic.help')), { kind: 'list', items: facts.sayAll('topic.helpItems') }],
        [{ label: say('home.browse'), payload: '#l' }, { label: say('home.news'), payload: '#t:news' }, home],
      );
    case 'language':
      return reply(
        [text(say('topic.language'))],
        [{ label: say('topic.vietnamese'), payload: '#v:vi' }, { label: say('topic.english'), payload: '#v:en' }, home],
      );
    case 'news':
      return drawNews(facts);
    case 'privacy':
      return reply([text(say('topic.privacy'))], privacyChoices(facts));
    case 'erase':
      return reply(
        [text(say('topic.eraseConfirm'))],
        [
          { label: say('topic.eraseYes'), payload: '#x' },
          { label: say('topic.eraseNo'), payload: '#m' },
        ],
      );
    case 'erased':
      return reply([text(say('topic.erased'))], [home]);
  }
}

/** Complaints, denunciations and crimes have their own law and are not taken in here: who, how, by when (see docs/decisions/0007). A `mixed` message also holds feedback. */
export function drawReferral(kind: Referral, facts: Facts, mixed = false): Reply {
  const { say } = facts;
  const blocks: Block[] = [text(say(`referral.${kind}.text`))];
  const items = facts.sayAll(`referral.${kind}.items`);
  if (items.length > 0) blocks.push({ kind: 'list', items });
  if (kind !== 'emergency') blocks.push({ kind: 'note', text: say('referral.notStored') }, ...directory(facts));
  // As the law splits a mixed letter: what is feedback goes on without the rest.
  if (mixed) blocks.push(text(say('referral.mixed')));
  return reply(blocks, [{ label: say('home.label'), payload: '#m' }]);
}

/** The same for what may ask for a procedure after all, whose answer follows. Whoever is in danger reads the numbers to call first. */
export function drawReferralBeside(kind: Referral, facts: Facts): Reply {
  const { blocks } = drawReferral(kind, facts);
  return reply(kind === 'complaint' || kind === 'denunciation' ? [{ kind: 'text', text: facts.say('referral.beside') }, ...blocks] : blocks);
}

/** The same for what may be feedback: the question which it is follows. */
export function drawDoubt(kind: Referral, facts: Facts): Reply {
  const { say } = facts;
  const items = facts.sayAll(`referral.${kind}.items`);
  const door: Block[] = [text(say(`referral.${kind}.text`)), { kind: 'list', items }, ...(kind === 'emergency' ? [] : directory(facts))];
  return reply(kind === 'emergency' ? door : [text(say('referral.doubt')), ...door]);
}
