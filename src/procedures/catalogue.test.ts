import { expect, test } from 'vitest';
import { madeUpContent } from '#tests/support/procedure.ts';
import { catalogueFromFiles } from './catalogue.ts';
import type { CatalogueFiles } from './files.ts';

const option = (code: string) => ({ code, label: code });
const group = (id: string, ...codes: string[]) => ({ id, question: 'Gì?', triggers: ['a'], options: codes.map(option) });
const files = (rest: Partial<CatalogueFiles>): CatalogueFiles => ({
  hash: '',
  procedures: ['1.000002', '1.000001', 'x-0123456789'].map((code) => ({ group: 'justice', content: madeUpContent({ code }) })),
  words: new Map(),
  groups: [],
  elsewhere: [],
  publications: [],
  legal: [],
  succession: [],
  ...rest,
});

test('procedures stand in the order of their codes, with their words or none', () => {
  const words = { aliases: ['tên gọi'], situations: [] };
  const { procedures } = catalogueFromFiles(files({ words: new Map([['1.000001', words]]) }));
  expect([...procedures.keys()]).toEqual(['1.000001', '1.000002', 'x-0123456789']);
  expect(procedures.get('1.000001')?.words).toEqual(words);
  expect(procedures.get('1.000002')?.words).toEqual({ aliases: [], situations: [] });
});

test('an option of a group that is no longer there is left out, and a group with nothing left to choose', () => {
  const { groups } = catalogueFromFiles(
    files({
      groups: [group('three', '1.000001', '1.000002', '9.000009'), group('one', '1.000001', '9.000009'), group('none', '9.000008', '9.000009')],
    }),
  );
  expect(groups).toEqual([group('three', '1.000001', '1.000002')]);
});

test('what is answered here is not sent elsewhere', () => {
  const entry = (code: string) => ({ code, name: code, field: 'A', aliases: [] });
  expect(catalogueFromFiles(files({ elsewhere: [entry('1.000001'), entry('3.000003')] })).elsewhere).toEqual([entry('3.000003')]);
});
