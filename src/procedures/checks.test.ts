import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modelFaults } from '#src/checkData.ts';
import { realFiles } from '#tests/support/assistant.ts';
import { madeUpContent } from '#tests/support/procedure.ts';
import {
  aliasFaults,
  countsOf,
  groupFaults,
  groupNameFaults,
  labelledFaults,
  localeFaults,
  normalFaults,
  publicationFaults,
  wordsFaults,
} from './checks.ts';
import type { CatalogueFiles } from './files.ts';

const many = (count: number, word: string) => Array.from({ length: count }, (_, at) => `${word} ${at}`);
const enough = { aliases: many(5, 'tên'), situations: many(10, 'tôi muốn') };
const procedure = (code: string, name: string) => ({ group: 'justice', content: madeUpContent({ code, name }) });
const group = (id: string, triggers: string[], ...codes: string[]) => ({
  id,
  question: 'Gì?',
  triggers,
  options: codes.map((code) => ({ code, label: code })),
});
const files = (rest: Partial<CatalogueFiles> = {}): CatalogueFiles => ({
  hash: '',
  procedures: [procedure('1.000001', 'Thủ tục đăng ký khai sinh'), procedure('1.000002', 'Đăng ký khai tử')],
  words: new Map([
    ['1.000001', enough],
    ['1.000002', enough],
  ]),
  groups: [],
  elsewhere: [],
  publications: [],
  legal: [],
  succession: [],
  ...rest,
});

test('sound files have no fault', () => {
  const sound = files({ groups: [group('two', ['khai'], '1.000001', '1.000002')] });
  expect([...wordsFaults(sound), ...aliasFaults(sound), ...groupFaults(sound)]).toEqual([]);
});

describe('words', () => {
  test('a procedure without any is named', () => {
    expect(wordsFaults(files({ words: new Map([['1.000001', enough]]) }))).toEqual(['words/justice.yaml: 1.000002 has no words']);
  });

  test('too few are counted', () => {
    const few = { aliases: many(4, 'tên'), situations: many(9, 'tôi') };
    const faults = wordsFaults(files({ words: new Map([...files().words, ['1.000002', few]]) }));
    expect(faults).toEqual([expect.stringContaining('1.000002 has 4 aliases'), expect.stringContaining('1.000002 has 9 situations')]);
  });

  test('words of a code that nobody has are named', () => {
    expect(wordsFaults(files({ words: new Map([...files().words, ['9.000009', enough]]) }))).toEqual(['words: 9.000009 is not in the catalogue']);
  });
});

describe('an alias', () => {
  const withAlias = (alias: string, more: Partial<CatalogueFiles> = {}) =>
    aliasFaults(files({ words: new Map([['1.000002', { ...enough, aliases: [alias] }]]), ...more }));

  test.each(['Đăng ký khai sinh', 'dang ky khai sinh', 'ĐĂNG KÝ KHAI SINH'])(
    'that is the title of another procedure, however written, is named: %s',
    (alias) => {
      expect(withAlias(alias)).toEqual([`words/justice.yaml: alias "${alias}" of 1.000002 is the title of 1.000001`]);
    },
  );

  test('that is its own title, or nobody’s, is none', () => {
    expect(withAlias('đăng ký khai tử')).toEqual([]);
    expect(withAlias('báo tử')).toEqual([]);
  });

  test('that is its own title, which another procedure has too, is none', () => {
    const procedures = [...files().procedures, procedure('1.000003', 'Đăng ký khai tử')];
    expect(withAlias('đăng ký khai tử', { procedures })).toEqual([]);
  });
});

describe('a group of look-alikes', () => {
  test('that offers what is not there is named', () => {
    expect(groupFaults(files({ groups: [group('two', ['a'], '1.000001', '9.000009')] }))).toEqual([
      'ambiguity.yaml: two offers 9.000009, which is not in the catalogue',
    ]);
  });

  test('that shares a trigger with another, however written, is named with it', () => {
    const groups = [group('one', ['Giấy khai sinh'], '1.000001', '1.000002'), group('two', ['giay khai sinh'], '1.000001', '1.000002')];
    expect(groupFaults(files({ groups }))).toEqual(['ambiguity.yaml: trigger "giay khai sinh" is in one and in two']);
  });

  test('that has the same trigger twice itself is none', () => {
    expect(groupFaults(files({ groups: [group('one', ['a', 'A'], '1.000001', '1.000002')] }))).toEqual([]);
  });
});

describe('a published list', () => {
  const list = (codes: string[], procedures: number) => ({
    id: 'list',
    name: 'Danh mục',
    note: 'thử',
    from: '2026-01-01',
    counts: { commune: { procedures, fields: 1 } },
    members: { commune: { justice: codes } },
  });

  test('that holds what its decision says has no fault', () => {
    expect(publicationFaults(files({ publications: [list(['1.000001', '1.000002'], 2)] }))).toEqual([]);
  });

  test('that holds too few, one twice, or what is not there, is named', () => {
    expect(publicationFaults(files({ publications: [list(['1.000001'], 2)] }))).toEqual([expect.stringContaining('holds 1 in 1 fields')]);
    expect(publicationFaults(files({ publications: [list(['1.000001', '1.000001'], 2)] }))).toEqual([expect.stringContaining('1.000001 twice')]);
    expect(publicationFaults(files({ publications: [list(['1.000001', '9.000009'], 2)] }))).toEqual([expect.stringContaining('9.000009')]);
  });
});

test('text that is not in NFC is named by file and line', () => {
  expect(normalFaults('x.yaml', `một\n${'hai'}\n${'đã'.normalize('NFD')}`)).toEqual(['x.yaml:3: not in NFC']);
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => void expect(normalFaults('x', text.normalize('NFC'))).toEqual([])));
});

describe('locales', () => {
  const vi = { app: { name: 'Một Cửa' }, hello: 'Chào {{name}}', items: ['một', 'hai'] };

  test('that agree have no fault', () => {
    expect(localeFaults({ vi, en: { app: { name: 'One Door' }, hello: 'Hello {{ name }}', items: ['one', 'two'] } })).toEqual([]);
  });

  test('a sentence that one of them lacks, or has alone', () => {
    const en = { app: { name: 'One Door', more: 'x' }, hello: 'Hello {{name}}', items: ['one', 'two'] };
    const { app, ...rest } = en;
    expect(localeFaults({ vi, en: rest })).toEqual(['locales/en.json: app.name is missing']);
    expect(localeFaults({ vi, en: { app, ...rest } })).toEqual(['locales/en.json: app.more is not in vi.json']);
  });

  test('one thing may be said otherwise than several, of what the measure has and with the same values', () => {
    expect(localeFaults({ vi, en: { ...vi, hello_one: 'Hello, {{name}} alone' } })).toEqual([]);
    expect(localeFaults({ vi, en: { ...vi, bye_one: 'Bye' } })).toEqual(['locales/en.json: bye_one is not in vi.json']);
    expect(localeFaults({ vi, en: { ...vi, hello_one: 'Hello' } })).toEqual(['locales/en.json: hello_one fills in (), vi.json (name)']);
  });

  test('a list that is shorter', () => {
    expect(localeFaults({ vi, en: { ...vi, items: ['one'] } })).toEqual(['locales/en.json: items.1 is missing']);
  });

  test('a value that one of them does not fill in', () => {
    expect(localeFaults({ vi, en: { ...vi, hello: 'Hello {{nam}}' } })).toEqual(['locales/en.json: hello fills in (nam), vi.json (name)']);
  });

  test('an empty sentence', () => {
    expect(localeFaults({ vi, en: { ...vi, hello: ' ' } })).toContain('locales/en.json: hello is empty');
  });

  test('a group of fields without a name', () => {
    expect(groupNameFaults(files(), { vi: { group: { justice: 'Tư pháp' } }, en: { group: { land: 'Land' } } })).toEqual([
      'locales/en.json: group.justice is missing',
    ]);
  });
});

test('lines with a label that there is not, or without a text, are named by file and line', () => {
  const text = '# comment\n\nfee\tbao nhiêu\nfees\tbao nhiêu\nfee\t \nfee\ta\tb\nfee\n';
  expect(labelledFaults('s.tsv', text, ['fee'])).toEqual([
    's.tsv:4: unknown label "fees"',
    's.tsv:5: is not "label<TAB>text"',
    's.tsv:6: is not "label<TAB>text"',
    's.tsv:7: is not "label<TAB>text"',
  ]);
});

test('a model trained on other data, or on nobody knows what, is a fault', () => {
  expect(modelFaults('a', 'a')).toEqual([]);
  expect(modelFaults('a', 'b')).toEqual([expect.stringContaining('npm run train')]);
  expect(modelFaults(undefined, 'b')).toEqual([expect.stringContaining('npm run train')]);
});

test('the counts are those of the real files', () => {
  const counts = countsOf(realFiles());
  expect(counts).toContain(`procedures: ${realFiles().procedures.length}`);
  expect(counts).toHaveLength(6);
});

test('the real catalogue: words for every procedure, options that exist, no trigger twice', () => {
  expect(wordsFaults(realFiles())).toEqual([]);
  expect(groupFaults(realFiles())).toEqual([]);
});
