import type { Say } from '#src/platform/texts.ts';
import type { Block, Source } from '#src/text/blocks.ts';
import { formatIsoDate, formatNumber, shorten } from '#src/text/formats.ts';
import type { Paper, Procedure } from './content.ts';
import { formsOf, inForce, papersOf, standingOf, tellableFee, tellableTerm } from './facts.ts';
import type { Section } from './sections.ts';
import { mainSource, NATIONAL_PORTAL } from './sources.ts';

/** How a procedure is called: the plain name where there is one, else the title without its opening "Thủ tục". */
export function nameOf(procedure: Pick<Procedure, 'name' | 'words'>): string {
  return procedure.words.friendlyName ?? titleOf(procedure);
}

export function titleOf(procedure: Pick<Procedure, 'name'>): string {
  const title = procedure.name.replace(/^Thủ tục\s+/i, '');
  return title.charAt(0).toUpperCase() + title.slice(1);
}

/** Whether a code is one that we gave, for want of a national one. */
export const isOwnCode = (code: string): boolean => code.startsWith('x-');

/** The national code; of a procedure that has none yet, that it has none: ours in its place tells nobody anything. */
export const codeWords = (code: string, say: Say): string => (isOwnCode(code) ? say('procedure.noCode') : code);

const LONGEST_ITEM = 320;
const MOST_ITEMS = 14;

/** A list with no more than MOST_ITEMS, and a line that says how many were left out. */
function list(items: string[], say: Say): Block[] {
  const shown: Block[] = [{ kind: 'list', items: items.slice(0, MOST_ITEMS).map((item) => shorten(item, LONGEST_ITEM)) }];
  if (items.length > MOST_ITEMS) shown.push({ kind: 'note', text: say('procedure.more', { count: items.length - MOST_ITEMS }) });
  return shown;
}

/** "for the value as of": the date, year or page that a value is of. */
const asOf = (procedure: Procedure, say: Say) => (procedure.valuesAsOf ? say('procedure.asOf', { date: formatIsoDate(procedure.valuesAsOf) }) : '');

const join = (...parts: string[]) => parts.filter(Boolean).join(' ');

export function timeLine(procedure: Procedure, say: Say): string {
  const term = tellableTerm(procedure);
  if (!term) return say('procedure.time.unknown');
  if (term.basis === 'portal-case-limit') return say('procedure.time.caseLimit', { time: term.text });
  if (term.basis === 'page') return join(term.text, asOf(procedure, say));
  return term.text;
}

export function feeLine(procedure: Procedure, say: Say): string {
  const fee = tellableFee(procedure);
  if (fee.standing === 'unknown') return say('procedure.fee.unknown');
  if (fee.standing === 'by-reference') return say('procedure.fee.byReference', { text: fee.text });
  if (fee.standing === 'set-by-province' && !/hội đồng nhân dân/i.test(fee.text)) return say('procedure.fee.setByProvince', { text: fee.text });
  return join(fee.text, asOf(procedure, say));
}

export function whereLine(procedure: Procedure, say: Say): string {
  const standing = standingOf(procedure);
  const agency = procedure.agencyNow ?? procedure.agency ?? '';
  // The agency of the district era answers no more: with no other known, only that the province does is told.
  if (standing === 'moved-to-province' && !procedure.agencyNow) return say('procedure.standing.moved-to-province');
  if (standing === 'commune' && /\b(công an|quân sự)/i.test(agency)) return shorten(agency, 160);
  return say(`procedure.where.${standing}`, { agency: shorten(agency, 160) });
}

/** Says when nobody can file this today, or that another level answers now; null when there is nothing to warn of. */
export function standingNote(procedure: Procedure, say: Say): Block | null {
  const standing = standingOf(procedure);
  return standing === 'commune' ? null : { kind: 'note', text: say(`procedure.standing.${standing}`) };
}

function onlineLine(procedure: Procedure, say: Say): string {
  const ways = procedure.submission.map((way) => say(`procedure.ways.${way}`));
  return ways.length > 0 ? say('procedure.online.ways', { ways: ways.join(', ') }) : say('procedure.online.unknown');
}

function paperLine(paper: Paper, say: Say): string {
  const counts = [
    paper.originals ? say('procedure.papers.originals', { count: paper.originals }) : '',
    paper.copies ? say('procedure.papers.copies', { count: paper.copies }) : '',
  ].filter(Boolean);
  return counts.length > 0 ? `${shorten(paper.name, LONGEST_ITEM)} (${counts.join(', ')})` : paper.name;
}

const unknown = (what: Section, say: Say): Block[] => [{ kind: 'text', text: say(`procedure.unknown.${what}`) }];

/** Papers under the headings of their source, those without one first. */
function grouped(papers: Paper[], say: Say): Block[] {
  const groups = [...Map.groupBy(papers, (paper) => paper.group ?? '')].sort(([a], [b]) => Number(a !== '') - Number(b !== ''));
  return groups.flatMap(([group, items]) => [
    ...(group ? [{ kind: 'text' as const, text: `${shorten(group, 200)}:` }] : []),
    ...list(
      items.map((item) => paperLine(item, say)),
      say,
    ),
  ]);
}

function documents(procedure: Procedure, say: Say): Block[] {
  const { always, cases, guidance } = papersOf(procedure);
  if (always.length + cases.length === 0) return unknown('documents', say);
  const blocks = grouped(always, say);
  if (cases.length > 0)
    blocks.push(
      { kind: 'text', text: say('procedure.papers.cases') },
      ...list(
        cases.map((paper) => paperLine(paper, say)),
        say,
      ),
    );
  if (guidance > 0) blocks.push({ kind: 'note', text: say('procedure.papers.guidance', { count: guidance }) });
  if (procedure.sets) blocks.push({ kind: 'note', text: say('procedure.papers.sets', { count: procedure.sets }) });
  blocks.push({ kind: 'note', text: say('procedure.papers.integrated') });
  return blocks;
}

function overview(procedure: Procedure, say: Say): Block[] {
  const { always, cases } = papersOf(procedure);
  const count = always.length + cases.length;
  const rows = [
    {
      label: say('section.documents'),
      value: count > 0 ? say('procedure.papers.count', { count: formatNumber(count) }) : say('procedure.unknown.short'),
    },
    { label: say('section.time'), value: shorten(timeLine(procedure, say), 200) },
    { label: say('section.fee'), value: shorten(feeLine(procedure, say), 240) },
    { label: say('section.where'), value: whereLine(procedure, say) },
    { label: say('section.online'), value: onlineLine(procedure, say) },
  ];
  const { summary } = procedure.words;
  const { lastDay } = procedure;
  return [
    ...(summary ? [{ kind: 'text' as const, text: summary }] : []),
    { kind: 'facts', rows },
    ...(lastDay
      ? [{ kind: 'note' as const, text: say(inForce(procedure) ? 'procedure.until' : 'procedure.ended', { date: formatIsoDate(lastDay) }) }]
      : []),
  ];
}

const SECTION_BLOCKS: Record<Section, (procedure: Procedure, say: Say) => Block[]> = {
  overview,
  documents,
  time: (procedure, say) => {
    const note = tellableTerm(procedure)?.note;
    return [
      { kind: 'text', text: timeLine(procedure, say) },
      ...(note && tellableTerm(procedure) ? [{ kind: 'note' as const, text: shorten(note, 300) }] : []),
    ];
  },
  fee: (procedure, say) => [{ kind: 'text', text: feeLine(procedure, say) }],
  where: (procedure, say) => [
    { kind: 'text', text: whereLine(procedure, say) },
    { kind: 'text', text: onlineLine(procedure, say) },
  ],
  steps: (procedure, say) => (procedure.steps.length > 0 ? list(procedure.steps, say) : unknown('steps', say)),
  forms: (procedure, say) => {
    const forms = formsOf(procedure);
    if (forms.length === 0) return unknown('forms', say);
    return [
      ...list(
        forms.map((paper) => (paper.form ? `${paper.name} — ${paper.form}` : paper.name)),
        say,
      ),
      { kind: 'note', text: say('procedure.forms.where') },
    ];
  },
  legal: (procedure, say) => (procedure.legalBasis.length > 0 ? list(procedure.legalBasis, say) : unknown('legal', say)),
  online: (procedure, say) => [
    { kind: 'text', text: onlineLine(procedure, say) },
    ...(procedure.submission.includes('online') ? [{ kind: 'link' as const, label: say('procedure.online.portal'), url: NATIONAL_PORTAL }] : []),
  ],
  eligibility: (procedure, say) => {
    const blocks: Block[] = procedure.applicants ? [{ kind: 'text', text: say('procedure.applicants', { text: procedure.applicants }) }] : [];
    if (procedure.conditions.length > 0) blocks.push({ kind: 'text', text: say('procedure.conditions') }, ...list(procedure.conditions, say));
    return blocks.length > 0 ? blocks : unknown('eligibility', say);
  },
  result: (procedure, say) => (procedure.results.length > 0 ? list(procedure.results, say) : unknown('result', say)),
};

/** Whether the catalogue knows anything for a section, so that a choice does not lead to "unknown". */
export function hasSection(procedure: Procedure, section: Section): boolean {
  switch (section) {
    case 'documents':
      return procedure.documents.length > 0;
    case 'steps':
      return procedure.steps.length > 0;
    case 'forms':
      return formsOf(procedure).length > 0;
    case 'legal':
      return procedure.legalBasis.length > 0;
    case 'eligibility':
      return procedure.conditions.length > 0 || procedure.applicants !== undefined;
    case 'result':
      return procedure.results.length > 0;
    case 'time':
      return tellableTerm(procedure) !== null;
    case 'fee':
      return tellableFee(procedure).standing !== 'unknown';
    case 'online':
      return procedure.submission.length > 0;
    default:
      return true;
  }
}

/** Blocks that answer one section, without the procedure's name. */
export const presentSection = (procedure: Procedure, section: Section, say: Say): Block[] => SECTION_BLOCKS[section](procedure, say);

/** Code, deciding document and date, in one line below every answer. */
export function identityLine(procedure: Procedure, say: Say): string {
  const coded = !procedure.code.startsWith('x-');
  return [
    coded ? say('procedure.code', { code: procedure.code }) : say('procedure.noCode'),
    procedure.decision ? say('procedure.decision', { decision: procedure.decision }) : '',
    procedure.valuesAsOf ? say('procedure.valuesAsOf', { date: shorten(formatIsoDate(procedure.valuesAsOf), 90) }) : say('procedure.valuesUndated'),
  ]
    .filter(Boolean)
    .join(' · ');
}

export const sourceOf = (procedure: Procedure, say: Say): Source => mainSource(procedure, say('procedure.nationalPortal'));
