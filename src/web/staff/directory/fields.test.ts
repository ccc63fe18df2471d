import { describe, expect, test } from 'vitest';
import { adminUnit, successorsOf } from '#src/directory/adminUnit.ts';
import { agency } from '#src/directory/agency.ts';
import { readDirectoryFile } from '#src/directory/directory.ts';
import { directoryWith } from '#src/directory/editing/commands.ts';
import type { FieldFaults } from '#src/staff/credentials.ts';
import { readAgency, typedFrom, typedOf } from './agencyFields.ts';
import { moveRows } from './rows.ts';
import { moveUnits, readChange, typedOfChange } from './unitFields.ts';

const whole = readDirectoryFile();
const faultsOf = (work: () => unknown): Readonly<Record<string, string>> => {
  try {
    work();
  } catch (error) {
    return (error as FieldFaults).faults;
  }
  return {};
};

describe('the form of an agency', () => {
  test('gives back every entry as it is', () => {
    for (const entry of whole.agencies) expect(readAgency(typedFrom(typedOf(entry)), entry.id, entry)).toEqual(entry);
  });

  test('keeps since when a code holds, which it does not show', () => {
    const entry = agency.parse({ id: 'a', name: 'A', codes: [{ value: 'H26.1', validFrom: '2025-07-01' }] });
    expect(readAgency({ ...typedOf(entry), codes: 'H26.1\nH26.2' }, 'a', entry).codes).toEqual([...entry.codes, { value: 'H26.2' }]);
  });

  test('reads hours as people write them, and leaves a week without hours unknown', () => {
    const read = (hours: string) => readAgency({ name: 'A', kind: 'other', 'hours.1': hours, 'hours.2': 'nghỉ' }, 'a', null).hours;
    expect(read('7h30 - 11h30; 13h–17h')).toEqual({ 1: ['07:30-11:30', '13:00-17:00'] });
    expect(read('')).toBeUndefined();
    for (const wrong of ['sáng', '11h-7h', '7h-11h, 10h-12h', '25h-26h'])
      expect(
        faultsOf(() => read(wrong)),
        wrong,
      ).toEqual({ 'hours.1': 'sessions' });
  });

  test('names what is wrong in a row, and passes over rows in which nothing stands', () => {
    const typed = { name: 'A', kind: 'other', ...moveRows(moveRows({}, 'add:counters'), 'add:specialDays') };
    expect(readAgency(typed, 'a', null)).toMatchObject({ counters: [], specialDays: [] });
    const wrong = { ...typed, 'counters.0.staff': 'Công chức', 'specialDays.1.from': '2026-02-02', 'specialDays.1.to': '2026-02-01' };
    expect(faultsOf(() => readAgency(wrong, 'a', null))).toEqual({
      'counters.0.name': 'required',
      'counters.0.fields': 'counterFields',
      'specialDays.1.to': 'dayBefore',
      'specialDays.1.reason': 'required',
    });
  });

  test('of 40,000 letters in every field is refused beside each, at once', () => {
    const long = 'https://a.'.padEnd(40_000, 'b.');
    const typed = Object.fromEntries(Object.keys(typedOf(whole.agencies[1]!)).map((name) => [name, `${long} x`]));
    const began = performance.now();
    const faults = faultsOf(() => readAgency(typed, 'a', null));
    expect(performance.now() - began).toBeLessThan(2000);
    expect(faults).toMatchObject({
      name: 'tooLong',
      address: 'tooLong',
      email: 'tooLong',
      map: 'tooLong',
      'hours.1': 'sessions',
      codes: 'organisationCode',
    });
  });
});

describe('the form of a merger', () => {
  const nothing = new Set<string>();
  const row = (side: string, at: number, kind: string, name: string, parent = '') => ({
    [`${side}.${at}.kind`]: kind,
    [`${side}.${at}.name`]: name,
    [`${side}.${at}.parent`]: parent,
  });

  test('gives back every change as it is, with nothing added and nothing ended', () => {
    for (const change of whole.successions) {
      const read = readChange(typedOfChange(change, whole), change.id, whole, nothing);
      expect([read.change, read.added, read.ended]).toEqual([change, [], []]);
    }
  });

  test('tells a commune of before from one of now with its name by what they are part of', () => {
    const typed = {
      kind: 'merged',
      date: '2025-07-01',
      ...row('from', 0, 'commune', 'Hòa Bình', 'demo-mong-tuong'),
      ...row('from', 1, 'commune', 'hoa tưởng'),
      ...row('to', 0, 'commune', 'Hòa Bình', 'demo-tuong-tuong'),
    };
    const read = readChange(typed, null, whole, nothing);
    expect(read.added).toMatchObject([
      { name: 'Hòa Bình', parent: 'demo-mong-tuong', validTo: '2025-06-30' },
      { name: 'Hòa Bình', parent: 'demo-tuong-tuong', validFrom: '2025-07-01' },
    ]);
    expect(new Set(read.added.map(({ code }) => code)).size).toBe(2);
    expect(read.change.from).toContain('demo-hoa-tuong');
    const next = directoryWith(whole, read.entries);
    expect(successorsOf(next, read.added[0]!.code, '2026-01-01')?.units).toEqual([read.added[1]]);
  });

  test('of a commune that goes on under its name with others ends the others alone', () => {
    const units = ['Một', 'Hai'].map((name) => adminUnit.parse({ code: name, name, level: 'commune', kind: 'commune' }));
    const typed = {
      kind: 'merged',
      date: '2026-10-01',
      ...row('from', 0, 'commune', 'Một'),
      ...row('from', 1, 'commune', 'Hai'),
      ...row('to', 0, 'commune', 'Một'),
    };
    const read = readChange(typed, null, { units }, nothing);
    expect(read.ended).toMatchObject([{ code: 'Hai', validTo: '2026-09-30' }]);
    expect([read.change.from, read.change.to]).toEqual([['Một', 'Hai'], ['Một']]);
  });

  test('says what is missing or cannot be', () => {
    const wrong = { kind: 'x', date: '31/02', ...row('from', 0, 'commune', ''), ...row('to', 0, 'xxx', 'A', 'nowhere') };
    expect(faultsOf(() => readChange(wrong, null, whole, nothing))).toMatchObject({
      kind: 'choose',
      date: 'day',
      'from.0.name': 'required',
      'to.0.kind': 'choose',
      'to.0.parent': 'choose',
    });
    const district = { kind: 'powersTo', date: '2025-08-01', ...row('from', 0, 'town', 'Mới'), ...row('to', 0, 'commune', 'Minh Họa') };
    expect(faultsOf(() => readChange(district, null, whole, nothing))).toEqual({ 'from.0.kind': 'districtEnded' });
  });

  test('has rows added and removed by buttons, in order', () => {
    const typed = { kind: 'merged', ...row('from', 0, 'ward', 'Một'), ...row('from', 1, 'commune', 'Hai') };
    expect(moveUnits(moveUnits(typed, 'remove:from:0'), 'add:from')).toEqual({
      kind: 'merged',
      ...row('from', 0, 'commune', 'Hai'),
      ...row('from', 1, 'commune', ''),
    });
    expect(moveUnits(typed, 'add:elsewhere')).toEqual(typed);
  });
});
