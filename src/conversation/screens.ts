import type { Procedure } from '#src/procedures/content.ts';
import { inForce } from '#src/procedures/facts.ts';
import { heirOf } from '#src/procedures/heir.ts';
import { hasSection, identityLine, nameOf, presentSection, sourceOf, standingNote, titleOf } from '#src/procedures/present.ts';
import type { Section } from '#src/procedures/sections.ts';
import type { Block } from '#src/text/blocks.ts';
import { formatIsoDate, shorten } from '#src/text/formats.ts';
import { type Choice, type Reply, reply } from '#src/text/reply.ts';
import type { Facts } from './facts.ts';
import { filingBlocks } from './filingAnswer.ts';
import { payloadOf, type Screen } from './screen.ts';
import { drawTopic, officeBlocks } from './topics.ts';

const PAGE = 8;
const LABEL = 90;

export const choice = (label: string, screen: Screen): Choice => ({ label: shorten(label, LABEL), payload: payloadOf(screen) });
const text = (content: string): Block => ({ kind: 'text', text: content });

/** Draws a screen; null when what it shows is no longer there (a procedure withdrawn since). */
export function draw(screen: Screen, facts: Facts): Reply | null {
  switch (screen.kind) {
    case 'home':
      return drawHome(facts);
    case 'levels':
      return drawLevels(facts);
    case 'fields':
      return drawFields(screen, facts);
    case 'field':
      return drawField(screen, facts);
    case 'procedure':
      return drawProcedure(screen, facts);
    case 'candidates':
      return drawCandidates(screen, facts);
    case 'clarify':
      return drawClarify(screen, facts);
    case 'topic':
      return drawTopic(screen.topic, facts);
  }
}

/** Five choices, which every channel shows as buttons; what is rarer stands with the help. */
function drawHome({ say }: Facts): Reply {
  return reply(
    [text(say('home.text'))],
    [
      choice(say('home.browse'), { kind: 'levels' }),
      choice(say('home.dossier'), { kind: 'topic', topic: 'dossier' }),
      choice(say('home.directory'), { kind: 'topic', topic: 'directory' }),
      choice(say('home.feedback'), { kind: 'topic', topic: 'feedback' }),
      choice(say('home.help'), { kind: 'topic', topic: 'help' }),
    ],
  );
}

type BrowseLevel = 'district' | 'commune';

/** Procedures of a level as they were published: a procedure of both levels is in both. */
const ofLevel = ({ catalogue }: Facts, level: BrowseLevel) =>
  [...catalogue.procedures.values()].filter((procedure) => procedure.level === level || procedure.levels.includes(level));

function drawLevels(facts: Facts): Reply {
  const { say } = facts;
  return reply(
    [text(say('browse.levels'))],
    (['commune', 'district'] as const).map((level) =>
      choice(say(`browse.${level}`, { count: ofLevel(facts, level).length }), { kind: 'fields', level, page: 0 }),
    ),
  );
}

/** One page of entries with a choice each, and the choices to turn pages. */
function page<T>(items: T[], at: number, draw: (item: T) => Choice, turn: (page: number) => Screen, { say }: Facts): Choice[] {
  const last = Math.max(0, Math.ceil(items.length / PAGE) - 1);
  const current = Math.min(at, last);
  const choices = items.slice(current * PAGE, (current + 1) * PAGE).map(draw);
  if (current < last) choices.push(choice(say('browse.next', { page: current + 2, pages: last + 1 }), turn(current + 1)));
  if (current > 0) choices.push(choice(say('browse.previous', { page: current, pages: last + 1 }), turn(current - 1)));
  return choices;
}

function drawFields({ level, page: at }: Extract<Screen, { kind: 'fields' }>, facts: Facts): Reply {
  const { say } = facts;
  const counts = Map.groupBy(ofLevel(facts, level), (procedure) => procedure.group);
  const groups = [...counts].map(([group, items]) => ({ group, count: items.length })).sort((a, b) => b.count - a.count);
  const label = (group: string, count: number) => say('browse.fieldCount', { field: say(`group.${group}`), count });
  return reply(
    [text(say('browse.fields', { level: say(`browse.level.${level}`) }))],
    page(
      groups,
      at,
      ({ group, count }) => choice(label(group, count), { kind: 'field', level, field: group, page: 0 }),
      (next) => ({ kind: 'fields', level, page: next }),
      facts,
    ),
  );
}

function drawField({ level, field, page: at }: Extract<Screen, { kind: 'field' }>, facts: Facts): Reply | null {
  const { say } = facts;
  const items = ofLevel(facts, level).filter((procedure) => procedure.group === field);
  if (items.length === 0) return null;
  items.sort((a, b) => Number(inForce(b)) - Number(inForce(a)) || nameOf(a).localeCompare(nameOf(b), 'vi'));
  const label = (procedure: Procedure) => (inForce(procedure) ? nameOf(procedure) : say('browse.historical', { name: nameOf(procedure) }));
  return reply(
    [text(say('browse.procedures', { field: say(`group.${field}`), count: items.length }))],
    page(
      items,
      at,
      (procedure) => choice(label(procedure), procedureScreen(procedure.code)),
      (next) => ({ kind: 'field', level, field, page: next }),
      facts,
    ),
  );
}

export const procedureScreen = (code: string, sections: Section[] = []): Screen => ({ kind: 'procedure', code, sections });

/** What is shown in the place of a procedure that came to an end, and a word about it; null where it is to be shown itself. */
export function succeeded(screen: Screen, { say, catalogue }: Facts): { screen: Screen; word: Block } | null {
  const procedure = screen.kind === 'procedure' ? catalogue.procedures.get(screen.code) : undefined;
  const heir = procedure && heirOf(procedure, catalogue);
  if (!heir || screen.kind !== 'procedure') return null;
  const values = { name: nameOf(procedure), code: procedure.code, date: formatIsoDate(procedure.lastDay ?? '') };
  const key = procedure.code.startsWith('x-') ? 'procedure.succeededUncoded' : 'procedure.succeeded';
  return { screen: { ...screen, code: heir.code }, word: text(say(key, values)) };
}

const OFFERED: Section[] = ['documents', 'time', 'fee', 'where', 'steps', 'forms', 'online', 'eligibility', 'result', 'legal'];

function drawProcedure({ code, sections }: Extract<Screen, { kind: 'procedure' }>, facts: Facts): Reply | null {
  const { say, catalogue } = facts;
  const procedure = catalogue.procedures.get(code);
  if (!procedure) return null;
  const asked: Section[] = sections.length > 0 ? sections : ['overview'];
  const blocks: Block[] = [{ kind: 'heading', text: nameOf(procedure) }];
  if (nameOf(procedure) !== titleOf(procedure)) blocks.push({ kind: 'note', text: say('procedure.title', { title: titleOf(procedure) }) });
  const standing = standingNote(procedure, say);
  if (standing && !inForce(procedure)) blocks.unshift(standing);
  for (const section of asked) {
    if (section !== 'overview') blocks.push(text(`${say(`section.${section}`)}:`));
    blocks.push(...presentSection(procedure, section, say));
    if (section === 'time') blocks.push(...filingBlocks(procedure, facts));
  }
  if (standing && inForce(procedure)) blocks.push(standing);
  if (asked.some((section) => section !== 'overview' && !hasSection(procedure, section))) blocks.push(...officeBlocks(facts));
  blocks.push({ kind: 'note', text: identityLine(procedure, say) });
  const offered = OFFERED.filter((section) => !asked.includes(section) && hasSection(procedure, section)).slice(0, 6);
  const choices = offered.map((section) => choice(say(`section.${section}`), procedureScreen(code, [section])));
  if (!asked.includes('overview')) choices.push(choice(say('section.overview'), procedureScreen(code)));
  return reply(blocks, choices, [sourceOf(procedure, say)]);
}

/** Several procedures to pick from, each told apart by its name, and the way out when none is meant. */
function drawCandidates({ codes, sections }: Extract<Screen, { kind: 'candidates' }>, facts: Facts): Reply | null {
  const { say, catalogue } = facts;
  const procedures = codes.flatMap((code) => catalogue.procedures.get(code) ?? []);
  if (procedures.length === 0) return null;
  const label = (procedure: Procedure) => (inForce(procedure) ? nameOf(procedure) : say('browse.historical', { name: nameOf(procedure) }));
  return reply(
    [text(say('candidates.text'))],
    [
      ...procedures.map((procedure) => choice(label(procedure), procedureScreen(procedure.code, sections))),
      { label: say('candidates.none'), payload: '#n' },
    ],
  );
}

function drawClarify({ group: id, sections }: Extract<Screen, { kind: 'clarify' }>, { say, catalogue }: Facts): Reply | null {
  const group = catalogue.groups.find((entry) => entry.id === id);
  if (!group) return null;
  return reply(
    [text(group.question)],
    [
      ...group.options.map((option) => choice(option.label, procedureScreen(option.code, sections))),
      { label: say('candidates.none'), payload: '#n' },
    ],
  );
}
