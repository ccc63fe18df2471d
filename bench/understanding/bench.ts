import { readFileSync } from 'node:fs';
import MiniSearch from 'minisearch';
import { loadLanguage } from '#src/conversation/language.ts';
import { createUnderstand } from '#src/conversation/understand.ts';
import { catalogueFromFiles } from '#src/procedures/catalogue.ts';
import { readCatalogueFiles } from '#src/procedures/files.ts';
import { titleOf } from '#src/procedures/present.ts';
import { fold } from '#src/text/fold.ts';

interface Case {
  style: string;
  intent: string;
  gold: string[];
  section: string;
  text: string;
}

const read = (name: string): Case[] =>
  readFileSync(new URL(name, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => {
      const [style, intent, gold, section, text] = line.split('\t') as [string, string, string, string, string];
      return { style, intent, gold: gold === '-' ? [] : gold.split(','), section, text };
    });

const catalogue = catalogueFromFiles(readCatalogueFiles());
const started = performance.now();
const understand = createUnderstand(catalogue, loadLanguage());
console.log(
  `procedures ${catalogue.procedures.size}, elsewhere ${catalogue.elsewhere.length}, ready in ${Math.round(performance.now() - started)} ms`,
);

const titles = [...catalogue.procedures.values()].map((procedure) => ({ id: procedure.code, title: titleOf(procedure) }));
const mini = (processTerm?: (term: string) => string) => {
  const search = new MiniSearch({ fields: ['title'], ...(processTerm ? { processTerm } : {}) });
  search.addAll(titles);
  return (text: string) =>
    search
      .search(text)
      .slice(0, 10)
      .map((hit) => String(hit.id));
};
const rivals: Record<string, (text: string) => string[]> = {
  'MiniSearch, stock': mini(),
  'MiniSearch, folded': mini((term) => fold(term)),
  ours: (text) => understand(text, null).procedures.map((p) => p.code),
};

const percent = (part: number, whole: number) => (whole ? `${((100 * part) / whole).toFixed(1)}` : '–').padStart(6);
const verbose = process.argv.includes('--misses');

for (const name of process.argv.includes('--tune') ? ['tune.tsv'] : ['tune.tsv', 'held.tsv']) {
  const cases = read(name);
  const about = cases.filter((test) => test.intent === 'procedure' && test.style !== 'intent');
  const styles = [...new Set(about.map((test) => test.style))].sort();
  console.log(`\n${name}: ${cases.length} messages\n`);
  console.log(`${'hit@1 / hit@3 / MRR'.padEnd(22)}${['all', ...styles, 'no marks'].map((style) => style.padStart(15)).join('')}`);
  for (const [rival, ask] of Object.entries(rivals)) {
    const cell = (tests: Case[], change = (text: string) => text) => {
      let [first, three, reciprocal] = [0, 0, 0];
      for (const test of tests) {
        const rank = ask(change(test.text)).findIndex((code) => test.gold.includes(code));
        if (rank === 0) first++;
        if (rank >= 0 && rank < 3) three++;
        if (rank >= 0) reciprocal += 1 / (rank + 1);
      }
      return `${((100 * first) / tests.length).toFixed(0)}/${((100 * three) / tests.length).toFixed(1)}/${(reciprocal / tests.length).toFixed(2)}`.padStart(
        15,
      );
    };
    console.log(
      rival.padEnd(22) +
        [
          cell(about),
          ...styles.map((style) => cell(about.filter((test) => test.style === style))),
          cell(about, (text) =>
            text
              .normalize('NFD')
              .replace(/[\u0300-\u036f]/g, '')
              .replace(/đ/g, 'd')
              .replace(/Đ/g, 'D'),
          ),
        ].join(''),
    );
  }
  const results = cases.map((test) => ({ test, got: understand(test.text, null) }));
  const intents = [...new Set(cases.map((test) => test.intent))].sort();
  console.log(
    `\nintent   all ${percent(results.filter((r) => r.got.intent === r.test.intent).length, results.length)}  of the intent messages ${percent(results.filter((r) => r.test.style === 'intent' && r.got.intent === r.test.intent).length, results.filter((r) => r.test.style === 'intent').length)}`,
  );
  for (const intent of intents) {
    const own = results.filter((r) => r.test.intent === intent);
    const said = results.filter((r) => r.got.intent === intent);
    console.log(
      `  ${intent.padEnd(14)} recall ${percent(own.filter((r) => r.got.intent === intent).length, own.length)}  precision ${percent(said.filter((r) => r.test.intent === intent).length, said.length)}  (${own.length})`,
    );
  }
  const off = results.filter((r) => r.test.intent === 'out_of_scope');
  console.log(`off-topic answered with a procedure ${percent(off.filter((r) => r.got.procedures.length > 0).length, off.length)} %`);
  const parts = results.filter((r) => r.test.style !== 'intent' && r.test.section !== '-');
  const none = results.filter((r) => r.test.style !== 'intent' && r.test.section === '-' && r.test.style !== 'multi');
  console.log(
    `section right ${percent(parts.filter((r) => (r.got.sections[0] ?? 'overview') === r.test.section).length, parts.length)}  among those found ${percent(parts.filter((r) => r.got.sections.includes(r.test.section as never)).length, parts.length)}  none where none was asked ${percent(none.filter((r) => r.got.sections.length === 0).length, none.length)}`,
  );
  if (verbose) {
    for (const { test, got } of results) {
      const codes = got.procedures.map((p) => p.code);
      const bad =
        got.intent !== test.intent
          ? `intent ${got.intent}`
          : test.intent === 'procedure' && test.style !== 'intent' && !test.gold.includes(codes[0] ?? '')
            ? 'procedure'
            : test.section !== '-' && (got.sections[0] ?? 'overview') !== test.section
              ? `section ${got.sections}`
              : null;
      if (bad)
        console.log(
          `${test.style} · ${bad} · ${test.intent}${test.section === '-' ? '' : `:${test.section}`} · ${test.text.slice(0, 170)}${bad === 'procedure' ? ` · WANT ${test.gold.map((c) => catalogue.procedures.get(c)?.name.slice(0, 60))} · GOT ${got.procedures.slice(0, 3).map((p) => `${p.score} ${catalogue.procedures.get(p.code)?.name.slice(0, 50)}`)}` : ''}`,
        );
    }
  }
}

const texts = [...read('tune.tsv'), ...read('held.tsv')].map((test) => test.text);
for (const text of texts) understand(text, null);
const times = texts
  .map((text) => {
    const from = performance.now();
    understand(text, null);
    return performance.now() - from;
  })
  .sort((a, b) => a - b);
console.log(
  `\nlatency ms: p50 ${times[Math.floor(times.length / 2)]?.toFixed(2)}, p95 ${times[Math.floor(times.length * 0.95)]?.toFixed(2)}, max ${times.at(-1)?.toFixed(2)}`,
);
