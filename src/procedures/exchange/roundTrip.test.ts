import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sayIn } from '#src/platform/texts.ts';
import { realFiles } from '#tests/support/assistant.ts';
import { madeUp } from '#tests/support/procedure.ts';
import { catalogueFromFiles } from '../catalogue.ts';
import type { Procedure } from '../content.ts';
import { openProcedures, writeProcedures } from './formats.ts';
import { type Current, planImport } from './plan.ts';
import { HEADER_ROWS, toTables } from './toTables.ts';

const real = () => [...catalogueFromFiles(realFiles()).procedures.values()];
const groups = [...new Set(realFiles().procedures.map(({ group }) => group))];
const contentOf = ({ group: _group, version: _version, words: _words, ...content }: Procedure) => content;
const inForce = (procedures: Procedure[]) =>
  new Map(
    procedures.map((entry): [string, Current] => [
      entry.code,
      { group: entry.group, content: contentOf(entry), words: entry.words, origin: 'files', wordsOrigin: 'files' },
    ]),
  );

async function readBack(format: string, procedures: Procedure[], current = new Map<string, Current>(), locale: 'vi' | 'en' = 'vi') {
  const bytes = await writeProcedures(`a.${format}`, procedures, sayIn(locale));
  const read = (await openProcedures(`a.${format}`, bytes))(groups);
  return planImport(read, { current, source: 'test', zeroWords: [] });
}

describe.each(['xlsx', 'json'])('%s', (format) => {
  test('every procedure, its papers and its words come back as they were', async () => {
    const procedures = real();
    expect(procedures.length).toBeGreaterThanOrEqual(763);
    const { items, broken, remarks } = await readBack(format, procedures);
    expect(broken).toEqual([]);
    expect(remarks.filter(({ code }) => code !== 'nameShared' && code !== 'aliasIsTitle')).toEqual([]);
    expect(items.map(({ group, content, words }) => ({ group, content, words }))).toEqual(
      procedures.map((entry) => ({ group: entry.group, content: contentOf(entry), words: entry.words })),
    );
  });

  test('compared with what is in force nothing changes', async () => {
    const { items, remarks } = await readBack(format, real(), inForce(real()));
    expect(items.filter(({ status }) => status !== 'unchanged')).toEqual([]);
    expect(remarks).toEqual([]);
  });

  test('hard texts come back untouched', async () => {
    const hard = fc.constantFrom(
      '=HYPERLINK("x")',
      '+1',
      '-',
      '@cmd',
      '007',
      ' có khoảng trắng ',
      'dòng một\ndòng hai',
      '\\n',
      '"',
      '0',
      '1.001190',
      'a\r\nb',
      '_x000D_',
      'valueOf',
      '__proto__',
      '\ufffd',
      '\uffff',
      '\u0085',
      '\u{1fffe}',
    );
    // Any whole character: half of one and U+0000, which PostgreSQL refuses, never get into a catalogue (see mended in cells.ts).
    const text = fc.oneof(
      hard,
      fc
        .oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }))
        .map((value) => value.normalize('NFC').replaceAll('\u0000', ''))
        .filter((value) => value.trim() !== ''),
    );
    const list = fc.array(text, { maxLength: 3 });
    const made = fc.record({
      name: text,
      field: text,
      agency: text,
      steps: list,
      flags: list,
      sources: fc.array(text, { minLength: 1, maxLength: 2 }),
      documents: fc.array(fc.record({ name: text, group: text, form: text, copies: fc.integer({ min: 1, max: 9 }) }), { maxLength: 3 }),
    });
    const words = fc.record({ aliases: list, situations: list, summary: text });
    await fc.assert(
      fc.asyncProperty(made, words, async (content, own) => {
        const procedure = { ...madeUp(content), words: own };
        const { items } = await readBack(format, [procedure]);
        expect(items[0]?.content).toEqual(contentOf(procedure));
        expect(items[0]?.words ?? { aliases: [], situations: [] }).toEqual(own);
      }),
      { numRuns: 40 },
    );
  });
});

test('CSV, which has no papers and no words, changes neither', async () => {
  const { items, remarks } = await readBack('csv', real(), inForce(real()));
  expect(items.filter(({ status }) => status !== 'unchanged')).toEqual([]);
  expect(remarks).toEqual([]);
});

test('a file written in English is read alike', async () => {
  const { items } = await readBack('xlsx', real().slice(0, 30), inForce(real()), 'en');
  expect(items.map(({ status }) => status)).toEqual(Array(30).fill('unchanged'));
});

test('a procedure without a national code says so in each sheet, and is found again by what stands behind the words', () => {
  const [uncoded] = real().filter(({ code, documents }) => code.startsWith('x-') && documents.length > 0);
  const cells = toTables([uncoded!], sayIn('vi')).flatMap(({ rows }) => rows.slice(HEADER_ROWS).map(([first]) => String(first)));
  expect(new Set(cells)).toEqual(new Set([`${sayIn('vi')('procedure.noCode')} (${uncoded!.code})`]));
});
