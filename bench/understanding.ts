import MiniSearch from 'minisearch';
import type { Understanding } from '#src/conversation/understand.ts';
import { type Case, EVALUATION_FILES, readCases } from '#src/learning/evaluation.ts';
import type { Catalogue } from '#src/procedures/content.ts';
import { titleOf } from '#src/procedures/present.ts';
import { fold } from '#src/text/fold.ts';
import { assistantOfFiles } from './assistant.ts';
import { percentile } from './machine.ts';

type Search = (text: string) => string[];

/** MiniSearch over the titles, as it comes and over folded words: what a good library finds by itself. */
function rivals(catalogue: Catalogue): Record<string, Search> {
  const build = (processTerm?: (term: string) => string): Search => {
    const search = new MiniSearch({ fields: ['title'], ...(processTerm ? { processTerm } : {}) });
    search.addAll([...catalogue.procedures.values()].map((procedure) => ({ id: procedure.code, title: titleOf(procedure) })));
    return (text) => search.search(text).map((hit) => String(hit.id));
  };
  return { 'MiniSearch, stock': build(), 'MiniSearch, folded': build((term) => fold(term)) };
}

const unmarked = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replaceAll('đ', 'd')
    .replaceAll('Đ', 'D');
const percent = (part: number, whole: number) => (whole > 0 ? ((100 * part) / whole).toFixed(1) : '–').padStart(6);

/** "first/among three/MRR" of a search over some messages. */
function ranks(cases: Case[], ask: Search): string {
  let [first, three, reciprocal] = [0, 0, 0];
  for (const { text, gold } of cases) {
    const rank = ask(text).findIndex((code) => gold.includes(code));
    if (rank === 0) first++;
    if (rank >= 0 && rank < 3) three++;
    if (rank >= 0) reciprocal += 1 / (rank + 1);
  }
  return `${percent(first, cases.length).trim()}/${percent(three, cases.length).trim()}/${(reciprocal / cases.length).toFixed(2)}`;
}

function printRanks(cases: Case[], searches: Record<string, Search>): void {
  const styles = [...new Set(cases.map((test) => test.style))].sort();
  const stripped = cases.map((test) => ({ ...test, text: unmarked(test.text) }));
  console.log('First right / right among three / MRR, by style:');
  console.log(['', 'all', 'no diacritics', ...styles].map((cell) => cell.padEnd(20)).join(''));
  for (const [name, ask] of Object.entries(searches)) {
    const cells = [
      ranks(cases, ask),
      ranks(stripped, ask),
      ...styles.map((style) =>
        ranks(
          cases.filter((test) => test.style === style),
          ask,
        ),
      ),
    ];
    console.log([name, ...cells].map((cell) => cell.padEnd(20)).join(''));
  }
}

interface Result {
  test: Case;
  got: Understanding;
}

function printIntents(results: Result[]): void {
  const right = (list: Result[]) => list.filter(({ test, got }) => got.intent === test.intent).length;
  const hard = results.filter(({ test }) => test.style === 'intent');
  console.log(
    `\nIntent right: ${percent(right(results), results.length)} % of all, ${percent(right(hard), hard.length)} % of the ${hard.length} written to mislead`,
  );
  for (const intent of [...new Set(results.map(({ test }) => test.intent))].sort()) {
    const own = results.filter(({ test }) => test.intent === intent);
    const said = results.filter(({ got }) => got.intent === intent);
    console.log(`  ${intent.padEnd(14)} recall ${percent(right(own), own.length)}  precision ${percent(right(said), said.length)}  (${own.length})`);
  }
  const off = results.filter(({ test }) => test.intent === 'out_of_scope');
  console.log(`Off-topic answered with a procedure: ${percent(off.filter(({ got }) => got.procedures.length > 0).length, off.length)} %`);
}

function printSections(results: Result[]): void {
  const about = results.filter(({ test }) => test.style !== 'intent' && test.style !== 'multi');
  const asked = about.filter(({ test }) => test.section !== null && test.section !== 'overview');
  const none = about.filter(({ test }) => test.section === null);
  const first = asked.filter(({ test, got }) => got.sections[0] === test.section).length;
  const among = asked.filter(({ test, got }) => got.sections.some((section) => section === test.section)).length;
  console.log(`Section right: ${percent(first, asked.length)} % first, ${percent(among, asked.length)} % among those found (${asked.length})`);
  console.log(`No section where none was asked: ${percent(none.filter(({ got }) => got.sections.length === 0).length, none.length)} %`);
}

/** How often a first score between two bounds is right: what the thresholds of the conversation rest on. */
function printCalibration(results: Result[]): void {
  const scored = results.filter(({ test, got }) => test.gold.length > 0 && test.intent === 'procedure' && got.procedures.length > 0);
  const bands = [0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01];
  const cells = bands.slice(1).map((to, at) => {
    const inside = scored.filter(({ got }) => got.procedures[0]!.score >= bands[at]! && got.procedures[0]!.score < to);
    return `${bands[at]}–${Math.min(to, 1)}: ${percent(inside.filter(({ test, got }) => test.gold.includes(got.procedures[0]!.code)).length, inside.length).trim()} % of ${inside.length}`;
  });
  console.log(`Calibration (score: right): ${cells.join(' · ')}`);
}

function printMisses(results: Result[], catalogue: Catalogue): void {
  const name = (code: string) => catalogue.procedures.get(code)?.name.slice(0, 60) ?? code;
  for (const { test, got } of results) {
    const { style, intent, gold, section, text } = test;
    if (got.intent !== intent) console.log(`intent ${got.intent} for ${intent} · ${style} · ${text}`);
    else if (gold.length > 0 && intent === 'procedure' && !gold.includes(got.procedures[0]?.code ?? '')) {
      const found = got.procedures.slice(0, 3).map(({ code, score }) => `${score} ${name(code)}`);
      console.log(`procedure · ${style} · ${text} · WANT ${gold.map(name).join(' | ')} · GOT ${found.join(' | ')}`);
    } else if (section !== null && (got.sections[0] ?? 'overview') !== section)
      console.log(`section ${got.sections} for ${section} · ${style} · ${text}`);
  }
}

/** `npm run bench -- understanding [--only tune.tsv] [--misses]` */
export function benchUnderstanding(options: string[]): void {
  const { catalogue, understand } = assistantOfFiles();
  const searches = { ...rivals(catalogue), 'Một Cửa': (text: string) => understand(text, null).procedures.map(({ code }) => code) };
  const only = options.includes('--only') ? options[options.indexOf('--only') + 1] : undefined;
  const files = only ? [only] : EVALUATION_FILES;
  for (const file of files) {
    const cases = readCases(file);
    if (cases.length === 0) continue;
    console.log(`\n=== ${file}: ${cases.length} messages, ${catalogue.procedures.size} procedures ===\n`);
    printRanks(
      cases.filter((test) => test.intent === 'procedure' && test.style !== 'intent'),
      searches,
    );
    const results = cases.map((test) => ({ test, got: understand(test.text, null) }));
    printIntents(results);
    printSections(results);
    printCalibration(results);
    if (options.includes('--misses')) printMisses(results, catalogue);
  }
  const texts = files.flatMap(readCases).map((test) => test.text);
  const times = texts.map((text) => {
    const from = performance.now();
    understand(text, null);
    return performance.now() - from;
  });
  console.log(`\nTime to understand one message: p50 ${percentile(times, 50)} ms, p95 ${percentile(times, 95)} ms`);
}
