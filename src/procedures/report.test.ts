import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { LOCALES, sayIn } from '#src/platform/texts.ts';
import { realFiles } from '#tests/support/assistant.ts';
import { madeUp } from '#tests/support/procedure.ts';
import { catalogueFromFiles } from './catalogue.ts';
import { missingParts, PARTS } from './completeness.ts';
import type { Catalogue, Procedure } from './content.ts';
import { contradictionsOf, sameTitles } from './contradictions.ts';
import { legalText } from './legal.ts';
import { FAULTS, reportOn } from './report.ts';
import { faultTexts, reportLines } from './reportText.ts';
import type { Succession } from './succession.ts';

const today = '2026-11-22';
const term = (text: string, value?: number) => ({ text, basis: 'portal' as const, ...(value ? { value, unit: 'workingDays' as const } : {}) });
const whole = madeUp({
  valuesAsOf: '2026-07-18',
  agency: 'UBND cấp xã',
  term: term('5 ngày làm việc', 5),
  fee: { text: '8.000 đồng', flag: 'published' },
  submission: ['direct'],
  applicants: 'Cá nhân',
  documents: [{ name: 'Tờ khai', originals: 1 }, { name: 'Số lượng hồ sơ: 01 bộ' }],
  results: ['Giấy'],
  conditions: ['Không'],
  steps: ['Bước 1'],
  legalBasis: ['1/2020/A'],
});
const catalogue = (procedures: Procedure[], rest: Partial<Catalogue> = {}): Catalogue => ({
  revision: 1,
  publishedAt: null,
  procedures: new Map(procedures.map((entry) => [entry.code, entry])),
  groups: [],
  elsewhere: [],
  publications: [],
  legal: [],
  succession: [],
  ...rest,
});
const faultsOf = (procedure: Procedure, rest?: Partial<Catalogue>) => reportOn(catalogue([procedure], rest), today).findings[0]?.faults ?? [];

describe('the parts of a procedure', () => {
  test('none is missing where all are there, all are where none is', () => {
    expect(missingParts(whole)).toEqual([]);
    expect(missingParts(madeUp({}))).toEqual([...PARTS]);
  });

  test('a zero of the national database is no fee, a term of another province no term, the old district no agency', () => {
    expect(missingParts({ ...whole, fee: { text: 'Miễn phí', flag: 'portal-zero' } })).toEqual(['fees']);
    expect(missingParts({ ...whole, term: { text: '3 ngày', basis: 'local-publication' } })).toEqual(['term']);
    expect(missingParts({ ...whole, level: 'district', agency: 'UBND cấp huyện' })).toEqual(['agency']);
  });

  test('a procedure that only lacks what is wanted where there is any is not incomplete', () => {
    expect(faultsOf({ ...whole, conditions: [], documents: [{ name: 'Giấy' }] })).toEqual([]);
    expect(faultsOf({ ...whole, steps: [] })).toEqual(['incomplete']);
  });
});

describe('a contradiction', () => {
  const kinds = (procedure: Procedure, ...others: Procedure[]) =>
    contradictionsOf(procedure, sameTitles([procedure, ...others])).map(({ kind }) => kind);

  test('is a time that differs, not one that is written otherwise', () => {
    expect(kinds({ ...whole, termNow: term('25 ngày làm việc', 25) })).toEqual(['time']);
    expect(kinds({ ...whole, termNow: term('05 ngày làm việc', 5) })).toEqual([]);
    expect(kinds({ ...whole, term: term('Ngay  trong ngày'), termNow: term('ngay trong ngày') })).toEqual([]);
  });

  test('is a level beside those then and now, not the reform', () => {
    expect(kinds(madeUp({ level: 'district', levelNow: 'commune', levels: ['district', 'commune'] }))).toEqual([]);
    expect(kinds(madeUp({ levels: ['commune', 'province'] }))).toEqual(['levels']);
  });

  test('is another code with the same title', () => {
    expect(kinds(whole, madeUp({ code: '9.000001', name: 'thử nghiệm' }))).toEqual(['title']);
    expect(kinds(whole, madeUp({ code: '9.000001', name: 'Thử nghiệm khác' }))).toEqual([]);
  });

  test('is a flag of doubt, not one of origin', () => {
    expect(kinds(madeUp({ flags: ['possible-duplicate-of: 1.000001', 'time-from-2026-not-district-era'] }))).toEqual(['flag']);
    expect(kinds(madeUp({ flags: ['absent-from-2026-national-catalogue'] }))).toEqual(['flag']);
    expect(kinds(madeUp({ levelNow: undefined, flags: ['absent-from-2026-national-catalogue'] }))).toEqual([]);
  });
});

test('a replaced text marks what cites it', () => {
  const legal = [legalText.parse({ number: '1/2020/A', status: 'replaced', replacedBy: ['2/2026/A'], to: '2026-06-30', source: 's' })];
  const [finding] = reportOn(catalogue([whole], { legal }), today).findings;
  expect(finding).toMatchObject({ faults: ['replacedText', 'stale'], gone: [{ number: '1/2020/A', replacedBy: ['2/2026/A'], since: '2026-07-01' }] });
  expect(faultTexts(finding!, sayIn('vi'))[0]).toContain('2/2026/A từ 01/07/2026');
});

test('what is historical has no successor but by a row of its own', () => {
  const row: Succession = {
    id: 'a',
    kind: 'powersTo',
    from: {},
    for: {},
    to: [],
    date: '2025-07-01',
    source: 's',
    confidence: 'sourced',
    scope: 'all',
  };
  const old = { ...whole, levelNow: undefined, successor: '1.000001' };
  expect(faultsOf(old)).toEqual(['noSuccessor']);
  expect(faultsOf(old, { succession: [row] })).toEqual(['noSuccessor']);
  expect(faultsOf(old, { succession: [{ ...row, scope: 'field' }] })).toEqual([]);
  expect(reportOn(catalogue([old]), today).findings[0]?.guess).toBe('1.000001');
});

describe('the report on the real catalogue', () => {
  const real = catalogueFromFiles(realFiles());

  test('its counts are what its findings say', () => {
    const report = reportOn(real, today);
    expect(report.procedures).toBe(real.procedures.size);
    for (const fault of FAULTS) {
      const found = report.findings.filter((finding) => finding.faults.includes(fault));
      expect(report.faults[fault]).toBe(found.length);
      expect(report.fields.reduce((sum, field) => sum + field.faults[fault], 0)).toBe(found.length);
    }
  });

  test('is worst first, and says each fault in each language', () => {
    const { findings } = reportOn(real, today);
    expect(findings.map(({ weight }) => weight)).toEqual(findings.map(({ weight }) => weight).sort((a, b) => b - a));
    for (const locale of LOCALES)
      for (const finding of findings) {
        const texts = faultTexts(finding, sayIn(locale));
        expect(texts.length).toBeGreaterThan(0);
        expect(texts.join(' ')).not.toMatch(/staleness\.|undefined|\{\{/);
      }
  });

  test('what the civil-status law of 2027 replaces is due on its first day', () => {
    const finding = (day: string) => reportOn(real, day).findings.find(({ code }) => code === '1.001193');
    expect(finding('2027-02-28')?.faults ?? []).not.toContain('replacedText');
    expect(finding('2027-03-01')).toMatchObject({ due: { day: '2027-03-01', text: '60/2014/QH13' } });
  });

  test('as lines begins with how much there is and the worst', () => {
    const lines = reportLines(reportOn(real, today), sayIn('vi'));
    expect(lines[0]).toContain('22/11/2026');
    expect(lines.slice(0, 4).join('\n')).toMatch(/^1\. /m);
    expect(lines.join('\n')).not.toMatch(/staleness\.|undefined|\{\{/);
  });

  test('is printed as JSON by the command, at the day asked for', () => {
    const cli = fileURLToPath(new URL('../catalogueCli.ts', import.meta.url));
    const env = { ...process.env, DATA_DIR: '/nowhere', DATABASE_URL: '' };
    const printed = JSON.parse(
      execFileSync(process.execPath, [cli, 'report', '--json', '--at', '2026-11-22'], { env, encoding: 'utf8', maxBuffer: 1 << 24 }),
    );
    expect(printed).toEqual(JSON.parse(JSON.stringify(reportOn(real, today))));
  });
});
