import { readFileSync } from 'node:fs';
import { loadLanguage } from '#src/conversation/language.ts';
import { createRefer, type Referred } from '#src/conversation/refer.ts';
import { percentile } from './machine.ts';
import { readCases as readOthers } from './understanding.ts';

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

/** `npm run bench -- referrals [--misses]`: how surely complaints and denunciations are told from feedback, with diacritics and without. */
export function benchReferrals(options: string[]): void {
  const refer = createRefer(loadLanguage());
  const times: number[] = [];
  const others = OTHERS.flatMap(readOthers).map(({ style, intent, text }) => ({ style, kind: intent, text, feedback: [] }));
  const sets = { 'tuned.tsv': readCases('tuned.tsv'), 'held.tsv': readCases('held.tsv'), 'messages of the evaluation of understanding': others };
  for (const [name, cases] of Object.entries(sets)) {
    for (const bare of [false, true]) {
      const results = cases.map((test) => {
        const written = bare ? { ...test, text: unmarked(test.text), feedback: test.feedback.map(unmarked) } : test;
        const from = performance.now();
        const got = refer(written.text);
        times.push(performance.now() - from);
        return { test: written, got };
      });
      const of = (kind: string) => results.filter(({ test }) => test.kind === kind);
      console.log(`\n=== ${name}${bare ? ' without diacritics' : ''}: ${cases.length} messages ===`);
      const referred = (...kinds: string[]) => {
        const list = kinds.flatMap(of);
        return `${percent(list.filter(({ got }) => got.kind !== null).length, list.length)} (${list.length})`;
      };
      for (const kind of [...REFERRED, 'referral'].filter((one) => of(one).length > 0)) {
        const right = percent(of(kind).filter(({ got }) => got.kind === kind).length, of(kind).length);
        console.log(`  ${kind.padEnd(13)} recognised${referred(kind)}${kind === 'referral' ? '' : `, as what it is${right}`}`);
      }
      if (of('complaint').length > 0) console.log(`  complaints and denunciations recognised${referred('complaint', 'denunciation')}`);
      console.log(`  feedback wrongly refused${referred('feedback')}${of('lookup').length > 0 ? `, look-ups${referred('lookup')}` : ''}`);
      const elsewhere = [...new Set(cases.map(({ kind }) => kind))].filter(
        (kind) => ![...REFERRED, 'referral', 'feedback', 'mixed', 'lookup'].includes(kind),
      );
      if (elsewhere.length > 0) console.log(`  other messages wrongly refused${referred(...elsewhere)}`);
      const mixed = of('mixed');
      const split = mixed.filter(({ test, got }) => got.kind !== null && splitRight(test, got));
      if (mixed.length > 0)
        console.log(`  mixed recognised${referred('mixed')}, split where the writer turned${percent(split.length, mixed.length)}`);
      if (!options.includes('--misses')) continue;
      for (const { test, got } of results) {
        const wrong =
          test.kind === 'mixed' ? !splitRight(test, got) || !got.kind : (got.kind === null) === [...REFERRED, 'referral'].includes(test.kind);
        if (wrong)
          console.log(
            `    ${test.kind} → ${got.kind} · ${test.style} · ${test.text}${test.kind === 'mixed' ? ` · GOES ON ${got.parts.feedback}` : ''}`,
          );
      }
    }
  }
  console.log(`\nTime for one message: p50 ${percentile(times, 50)} ms, p95 ${percentile(times, 95)} ms`);
}
