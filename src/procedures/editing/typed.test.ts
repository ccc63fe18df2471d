import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { realFiles } from '#tests/support/assistant.ts';
import { madeUpContent } from '#tests/support/procedure.ts';
import { changedFields } from '../drafts.ts';
import { joinFee, moveRows, rowAt, rowsOf, splitFee } from './fields.ts';
import { readTyped, typedOf } from './typed.ts';

const side = (content: Parameters<typeof madeUpContent>[0]) => ({ group: 'justice', content: madeUpContent(content) });

test('a form that is sent as it was drawn changes nothing, for every procedure there is', () => {
  for (const { group, content } of realFiles().procedures) {
    const before = { group, content };
    // Browsers send line breaks as two characters, and the pages take blanks off the ends.
    const sent = Object.fromEntries(Object.entries(typedOf(before)).map(([key, text]) => [key, text.replaceAll('\n', '\r\n').trim()]));
    const { side: after, faults } = readTyped(sent, before);
    expect(faults, content.code).toEqual({});
    expect(changedFields(before, after!), content.code).toEqual([]);
  }
});

test('a fee in rows is the same fee', () => {
  fc.assert(fc.property(fc.string(), (text) => joinFee(splitFee(text)) === text));
  expect(splitFee('Tại xã: 8.000 đồng; Miễn phí')).toEqual([
    { when: 'Tại xã', amount: '8.000 đồng' },
    { when: '', amount: 'Miễn phí' },
  ]);
});

describe('today’s value and the one of the district', () => {
  const fee = { text: '5.000 đồng', flag: 'published' as const };
  test('goes beside what the district published', () => {
    const before = side({ level: 'district', levelNow: 'commune', fee });
    const typed = { ...typedOf(before), 'fees.0.amount': '8.000 đồng', 'fee.flag': 'published' };
    expect(readTyped(typed, before).side?.content).toMatchObject({ fee, feeNow: { text: '8.000 đồng', flag: 'published' } });
  });
  test('replaces what the commune published', () => {
    const before = side({ fee });
    const after = readTyped({ ...typedOf(before), 'fees.0.amount': '8.000 đồng' }, before).side?.content;
    expect(after?.fee).toEqual({ text: '8.000 đồng', flag: 'published' });
    expect(after?.feeNow).toBeUndefined();
  });
});

describe('what is not right', () => {
  const before = side({});
  const read = (more: Record<string, string>) => readTyped({ ...typedOf(before), ...more }, before);
  test.each([
    [{ name: ' ' }, { name: 'required' }],
    [{ 'term.value': '5' }, { 'term.unit': 'unit' }],
    [{ 'term.value': 'năm', 'term.unit': 'days', 'term.basis': 'portal' }, { 'term.value': 'number' }],
    [{ 'fees.0.when': 'Bản sao', 'fees.0.amount': '', 'fee.flag': 'published' }, { 'fees.0.amount': 'required' }],
    [{ 'documents.0.originals': 'một', 'documents.0.name': 'Đơn' }, { 'documents.0.originals': 'papersCount' }],
    [{ 'documents.0.form': 'Mẫu 01', 'documents.0.name': '' }, { 'documents.0.name': 'required' }],
    [{ 'steps.0': 'ạ'.repeat(40_000) }, { 'steps.0': 'tooLong' }],
    [{ 'sources.0': '' }, { sources: 'source' }],
    [{ levelNow: 'ward' }, { levelNow: 'choose' }],
    [{ lastDay: '31/12/2026' }, { lastDay: 'day' }],
  ])('%j', (typed, faults) => expect(read(typed)).toEqual({ side: null, faults }));

  test('a new procedure needs its code', () => {
    expect(readTyped({ ...typedOf(before), code: '12' }, null).faults).toEqual({ code: 'code' });
  });
});

test('a term in a number and a unit writes its own words', () => {
  const before = side({});
  const typed = { ...typedOf(before), 'term.value': '0,5', 'term.unit': 'workingDays', 'term.basis': 'portal' };
  expect(readTyped(typed, before).side?.content.term).toEqual({ text: '0,5 ngày làm việc', value: 0.5, unit: 'workingDays', basis: 'portal' });
});

test('rows are added, removed and moved; an unknown button changes nothing', () => {
  const typed = { 'steps.0': 'một', 'steps.1': 'hai', 'steps.5': 'ba' };
  const texts = (from: Record<string, string>) => rowsOf(from, 'steps').map((at) => rowAt(from, 'steps', at)['']);
  expect(texts(moveRows(typed, 'add:steps'))).toEqual(['một', 'hai', 'ba', '']);
  expect(texts(moveRows(typed, 'remove:steps:1'))).toEqual(['một', 'ba']);
  expect(texts(moveRows(typed, 'up:steps:5'))).toEqual(['một', 'ba', 'hai']);
  for (const act of ['up:steps:0', 'remove:steps:9', 'add:__proto__', 'drop', '']) expect(texts(moveRows(typed, act))).toEqual(['một', 'hai', 'ba']);
});
