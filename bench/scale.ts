import { loadLearnedLanguage } from '#src/conversation/language.ts';
import { createUnderstand } from '#src/conversation/understand.ts';
import { readCases } from '#src/learning/evaluation.ts';
import { catalogueFromFiles } from '#src/procedures/catalogue.ts';
import type { Catalogue, Procedure } from '#src/procedures/content.ts';
import { readCatalogueFiles } from '#src/procedures/files.ts';
import { percentile } from './machine.ts';

/** The real catalogue cut to `size`, or grown to it with the province's titles, again and again under other codes. */
export function sized(catalogue: Catalogue, size: number): Catalogue {
  const real = [...catalogue.procedures.values()].slice(0, size);
  const extra = Array.from({ length: Math.max(0, size - real.length) }, (_, at): Procedure => {
    const { name, field } = catalogue.elsewhere[at % catalogue.elsewhere.length]!;
    return {
      ...real[0]!,
      code: `x-${at.toString(16).padStart(10, '0')}`,
      name: `${name} ${Math.floor(at / catalogue.elsewhere.length)}`,
      field,
      otherNames: [],
      words: { aliases: [], situations: [] },
    };
  });
  return { ...catalogue, procedures: new Map([...real, ...extra].map((procedure) => [procedure.code, procedure])) };
}

/** `npm run bench -- scale`: time to build the index and to understand, by size of the catalogue. */
export function benchScale(): void {
  const catalogue = catalogueFromFiles(readCatalogueFiles());
  const language = loadLearnedLanguage();
  const texts = [...readCases('tune.tsv'), ...readCases('held.tsv')].map((test) => test.text);
  createUnderstand(catalogue, language); // the first one also warms the compiler
  for (const size of [400, catalogue.procedures.size, 6000]) {
    const cut = sized(catalogue, size);
    const from = performance.now();
    const understand = createUnderstand(cut, language);
    const build = performance.now() - from;
    const times = texts.map((text) => {
      const start = performance.now();
      understand(text, null);
      return performance.now() - start;
    });
    console.log(
      `${String(size).padStart(5)} procedures: built in ${build.toFixed(0)} ms; understood in p50 ${percentile(times, 50)} ms, p95 ${percentile(times, 95)} ms`,
    );
  }
}
