import { readFileSync } from 'node:fs';
import type { Referred } from '#src/conversation/refer.ts';
import type { Understanding } from '#src/conversation/understand.ts';
import { readCases as readOthers } from '#src/learning/evaluation.ts';
import { assistantOfFiles } from './assistant.ts';
import { percentile } from './machine.ts';

interface Case {
  style: string;
  /** A kind of referral, "feedback", "mixed" or "lookup". */
  kind: string;
  text: string;
  /** The words of a mixed message that are feedback. */
  feedback: string[];
}

const folder = new URL('referrals/', import.meta.url);
/** Others' messages, of the evaluation of understanding: which kind of referral they are is not said there. */
const OTHERS = ['held.tsv', 'second.tsv'];
const REFERRED = ['complaint', 'denunciation', 'crime', 'emergency'];

/** The messages of an evaluation file, the braces around feedback taken off. */
function readCases(name: string): Case[] {
  const rows = readFileSync(new URL(name, folder), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'));
  return rows.map((line) => {
    const [style = '', kind = '', text = ''] = line.split('\t');
    const feedback = [...text.matchAll(/\{(.*?)\}/g)].flatMap(([, part]) => wordsOf(part!));
    return { style, kind, text: text.replace(/[{}]/g, ''), feedback };
  });
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
const unmarked = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D');
const percent = (part: number, whole: number) => `${whole > 0 ? ((100 * part) / whole).toFixed(1) : '–'} %`.padStart(8);

/** Whether a mixed message was split where its writer turned: most words of the feedback go on, and hardly any others. */
function splitRight({ feedback, text }: Case, { parts }: Referred): boolean {
  const got = new Set(wordsOf(parts.feedback));
  const rest = wordsOf(text).filter((word) => !feedback.includes(word));
  const share = (list: string[]) => list.filter((word) => got.has(word)).length / Math.max(list.length, 1);
  return share(feedback) >= 0.8 && share(rest) <= 0.2;
}

/** Recognised: the door is shown, alone, or with the question which it is. */
const recognised = ({ kind, doubt }: Referred): boolean => kind !== null || doubt !== null;
/** Refused: the door is shown and nothing of it goes on. */
const refused = ({ kind, doubt }: Referred): boolean => kind !== null && doubt === null;

/** `npm run bench -- referrals [--misses] [--only last.tsv]`: how surely complaints and denunciations are told from feedback, with diacritics and without. */
export function benchReferrals(options: string[]): void {
  const { refer, understand } = assistantOfFiles();
  const times: number[] = [];
  const others = OTHERS.flatMap(readOthers).map(({ style, intent, text }) => ({ style, kind: intent, text, feedback: [] }));
  const sets = {
    'tuned.tsv': readCases('tuned.tsv'),
    'held.tsv': readCases('held.tsv'),
    'fresh.tsv': readCases('fresh.tsv'),
    'unseen.tsv': readCases('unseen.tsv'),
    'last.tsv': readCases('last.tsv'),
    'sealed.tsv': readCases('sealed.tsv'),
    'voices.tsv': readCases('voices.tsv'),
    'veiled.tsv': readCases('veiled.tsv'),
    'channel.tsv': readCases('channel.tsv'),
    'messages of the evaluation of understanding': others,
  };
  const only = options[options.indexOf('--only') + 1];
  for (const [name, cases] of Object.entries(sets).filter(([name]) => !options.includes('--only') || name === only)) {
    for (const bare of [false, true]) {
      const results = cases.map((test) => {
        const written = bare ? { ...test, text: unmarked(test.text), feedback: test.feedback.map(unmarked) } : test;
        const from = performance.now();
        const got = refer(written.text);
        times.push(performance.now() - from);
        return { test: written, got, meant: understand(written.text, null) };
      });
      const of = (kind: string) => results.filter(({ test }) => test.kind === kind);
      console.log(`\n=== ${name}${bare ? ' without diacritics' : ''}: ${cases.length} messages ===`);
      const referred = (...kinds: string[]) => {
        const list = kinds.flatMap(of);
        return `${percent(list.filter(({ got }) => recognised(got)).length, list.length)} (${list.length})`;
      };
      const shareOf = (kind: string, is: (got: Referred) => boolean) => percent(of(kind).filter(({ got }) => is(got)).length, of(kind).length);
      const asked = ({ doubt }: Referred) => doubt !== null;
      for (const kind of [...REFERRED, 'referral'].filter((one) => of(one).length > 0)) {
        const right = shareOf(kind, (got) => (got.doubt ?? got.kind) === kind);
        console.log(`  ${kind.padEnd(13)} recognised${referred(kind)}${kind === 'referral' ? '' : `, as what it is${right}`}`);
      }
      if (of('complaint').length > 0)
        console.log(
          `  complaints and denunciations recognised${referred('complaint', 'denunciation')}, of these asked${shareOf('complaint', asked)} and${shareOf('denunciation', asked)}`,
        );
      console.log(
        `  feedback wrongly refused${shareOf('feedback', refused)} (${of('feedback').length}), asked which it is${shareOf('feedback', asked)}${of('lookup').length > 0 ? `; look-ups refused${shareOf('lookup', refused)}` : ''}`,
      );
      const elsewhere = [...new Set(cases.map(({ kind }) => kind))].filter(
        (kind) => ![...REFERRED, 'referral', 'feedback', 'mixed', 'lookup'].includes(kind),
      );
      const others = elsewhere.flatMap(of);
      if (others.length > 0)
        console.log(`  other messages wrongly refused${percent(others.filter(({ got }) => refused(got)).length, others.length)}`);
      // Among the other models, as a first message is heard: what is printed above is what the feedback dialogue asks.
      const heard = (kinds: string[], is: (meant: Understanding) => boolean) => {
        const list = kinds.flatMap(of);
        return percent(list.filter(({ meant }) => is(meant)).length, list.length);
      };
      const away = ({ referral }: Understanding) => referral !== null;
      const gone = ({ intent }: Understanding) => intent === 'referral';
      const toWhich = ({ intent, referral }: Understanding) => intent === 'feedback' && referral !== null;
      const grave = of('referral').length > 0 ? ['referral'] : ['complaint', 'denunciation'];
      console.log(
        `  as a first message: complaints and denunciations sent to their door${heard(grave, away)}, feedback refused${heard(['feedback'], gone)}, asked${heard(['feedback'], toWhich)} and taken for it${heard(['feedback'], ({ intent }) => intent === 'feedback')}, others refused${heard([...elsewhere, 'lookup'], gone)}, asked${heard([...elsewhere, 'lookup'], toWhich)}, shown the door beside${heard([...elsewhere, 'lookup'], ({ intent, referral }) => intent === 'procedure' && referral !== null)}`,
      );
      const mixed = of('mixed');
      const split = mixed.filter(({ test, got }) => refused(got) && splitRight(test, got));
      if (mixed.length > 0)
        console.log(`  mixed recognised${referred('mixed')}, split where the writer turned${percent(split.length, mixed.length)}`);
      if (!options.includes('--misses')) continue;
      for (const { test, got } of results) {
        const wrong =
          test.kind === 'mixed'
            ? !splitRight(test, got) || !got.kind
            : [...REFERRED, 'referral'].includes(test.kind)
              ? !recognised(got)
              : refused(got);
        if (wrong)
          console.log(
            `    ${test.kind} → ${got.kind} · ${test.style} · ${test.text}${test.kind === 'mixed' ? ` · GOES ON ${got.parts.feedback}` : ''}`,
          );
      }
    }
  }
  console.log(`\nTime for one message: p50 ${percentile(times, 50)} ms, p95 ${percentile(times, 95)} ms`);
}
