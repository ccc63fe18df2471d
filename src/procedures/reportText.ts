import type { Say } from '#src/platform/texts.ts';
import { formatIsoDate, formatNumber, shorten } from '#src/text/formats.ts';
import { IF_ANY, PARTS } from './completeness.ts';
import type { Contradiction } from './contradictions.ts';
import { codeWords } from './present.ts';
import { type CatalogueReport, FAULTS, type Fault, type Finding } from './report.ts';

/** Findings that the summary names one by one. */
const WORST = 15;
const LONGEST = 90;

const FLAGS: [start: string, key: string][] = [
  ['possible-duplicate-of', 'duplicate'],
  ['older-land-law-version', 'olderLandLaw'],
  ['code-as-published-by-one-province', 'oneProvince'],
  ['absent-from-2026', 'absent'],
];

function contradictionText({ kind, between }: Contradiction, say: Say): string {
  const [first = '', second = ''] = between.map((text) => shorten(text, LONGEST));
  if (kind === 'time') return say('staleness.contradiction.time', { before: first, now: second });
  if (kind === 'levels')
    return say('staleness.contradiction.levels', { levels: between.map((level) => say(`procedures.levels.${level}`)).join(', ') });
  if (kind === 'title') return say('staleness.contradiction.title', { codes: [...new Set(between.map((code) => codeWords(code, say)))].join(', ') });
  const key = FLAGS.find(([start]) => first.startsWith(start))?.[1] ?? 'other';
  return say(`staleness.flag.${key}`, {
    detail: first
      .slice(first.indexOf(':') + 1)
      .trim()
      .replaceAll(/\bx-[0-9a-f]{10}\b/g, (code) => codeWords(code, say)),
  });
}

function goneText({ number, replacedBy, since }: Finding['gone'][number], say: Say): string {
  const values = { number, since: since ? formatIsoDate(since) : '', by: replacedBy.join(', ') };
  const known = since ? 'since' : 'undated';
  return say(`staleness.gone.${replacedBy.length > 0 ? 'replaced' : 'expired'}.${known}`, values);
}

const DETAILS: Record<Fault, (finding: Finding, say: Say) => string> = {
  replacedText: ({ gone }, say) => gone.map((entry) => goneText(entry, say)).join('; '),
  noSuccessor: ({ guess }, say) => (guess ? say('staleness.detail.guess', { code: codeWords(guess, say) }) : say('staleness.detail.noSuccessor')),
  contradicting: ({ contradictions }, say) => contradictions.map((entry) => contradictionText(entry, say)).join('; '),
  unsourced: (_finding, say) => say('staleness.detail.unsourced'),
  stale: ({ due }, say) => say(`staleness.detail.${due.reason}`, { day: formatIsoDate(due.day), values: formatIsoDate(due.values ?? '') }),
  incomplete: ({ missing }, say) =>
    say('staleness.detail.incomplete', {
      parts: missing
        .filter((part) => !IF_ANY.has(part))
        .map((part) => say(`staleness.part.${part}`))
        .join(', '),
    }),
};

/** What is wrong with a procedure, one sentence a fault, worst first; that it has no date is not said twice. */
export const faultTexts = (finding: Finding, say: Say): string[] =>
  finding.faults
    .filter((fault) => !(fault === 'stale' && finding.due.reason === 'undated' && finding.faults.includes('unsourced')))
    .map((fault) => DETAILS[fault](finding, say));

/** The report as lines for a terminal: the worst first, then the counts, by fault, by part and by field. */
export function reportLines(report: CatalogueReport, say: Say): string[] {
  const count = (fault: Fault, counts: Record<Fault, number>) => `${say(`staleness.fault.${fault}`)}: ${formatNumber(counts[fault])}`;
  return [
    say('staleness.summary', {
      day: formatIsoDate(report.day),
      count: formatNumber(report.procedures),
      faulty: formatNumber(report.findings.length),
    }),
    '',
    say('staleness.worst'),
    ...report.findings
      .slice(0, WORST)
      .flatMap((finding, at) => [
        `${at + 1}. ${codeWords(finding.code, say)}: ${finding.name} (${say(`group.${finding.group}`)})`,
        ...faultTexts(finding, say).map((text) => `   - ${text}`),
      ]),
    '',
    say('staleness.counts'),
    ...FAULTS.map((fault) => `- ${count(fault, report.faults)}`),
    '',
    say('staleness.parts'),
    ...PARTS.map(
      (part) => `- ${say(`staleness.part.${part}`)}: ${formatNumber(report.parts[part])}${IF_ANY.has(part) ? ` ${say('staleness.ifAny')}` : ''}`,
    ),
    '',
    say('staleness.fields'),
    ...report.fields.map(
      ({ group, procedures, faults }) =>
        `- ${say(`group.${group}`)} (${formatNumber(procedures)}): ${FAULTS.filter((fault) => faults[fault] > 0)
          .map((fault) => count(fault, faults))
          .join('; ')}`,
    ),
  ];
}
