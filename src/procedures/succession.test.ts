import { describe, expect, test } from 'vitest';
import { sayIn } from '#src/platform/texts.ts';
import { realFiles } from '#tests/support/assistant.ts';
import { madeUp } from '#tests/support/procedure.ts';
import { catalogueFromFiles } from './catalogue.ts';
import { legalFaults } from './checks.ts';
import { standingOf } from './facts.ts';
import { successorBlocks } from './presentSuccession.ts';
import { succession, successorsOf } from './succession.ts';

const row = (rest: object) =>
  succession.parse({
    id: 'one',
    kind: 'powersTo',
    scope: 'field',
    from: { level: 'district' },
    to: [{ level: 'commune', agency: 'X' }],
    date: '2025-07-01',
    source: 's',
    confidence: 'sourced',
    ...rest,
  });
const of = (content: Parameters<typeof madeUp>[0]) => madeUp({ level: 'district', levelNow: undefined, ...content });
const ids = (content: Parameters<typeof madeUp>[0], table: ReturnType<typeof row>[]) => successorsOf(of(content), table).map(({ id }) => id);

describe('of the rows that fit, the closest are told', () => {
  const table = [
    row({ id: 'all', scope: 'all' }),
    row({ id: 'field', for: { fields: ['thử'] } }),
    row({ id: 'code', scope: 'procedure', for: { codes: ['1.000001'] } }),
  ];

  test('procedure before field before all', () => {
    expect(ids({ code: '1.000001' }, table)).toEqual(['code']);
    expect(ids({}, table)).toEqual(['field']);
    expect(ids({ field: 'Khác' }, table)).toEqual(['all']);
    expect(ids({ level: 'commune', field: 'Khác' }, table)).toEqual([]);
  });

  test('one agency may have several successors, and one procedure several rows', () => {
    const both = [
      row({ id: 'first' }),
      row({
        id: 'second',
        to: [
          { level: 'commune', agency: 'X' },
          { level: 'province', agency: 'Y' },
        ],
      }),
    ];
    expect(successorsOf(of({}), both).flatMap(({ to }) => to.map(({ agency }) => agency))).toEqual(['X', 'X', 'Y']);
  });
});

test('titles and agencies are compared without case, but with diacritics', () => {
  const table = [row({ for: { titles: ['quỹ'], except: ['trợ giúp'] }, from: { agencies: ['phòng nội vụ'] } })];
  expect(ids({ name: 'Thành lập Quỹ', agency: 'UBND huyện; Phòng Nội vụ' }, table)).toEqual(['one']);
  expect(ids({ name: 'Thông tin quy hoạch', agency: 'Phòng Nội vụ' }, table)).toEqual([]);
  expect(ids({ name: 'Thành lập quỹ trợ giúp', agency: 'Phòng Nội vụ' }, table)).toEqual([]);
  expect(ids({ name: 'Thành lập quỹ' }, table)).toEqual([]);
});

describe('the table of the repository', () => {
  const catalogue = catalogueFromFiles(realFiles());
  const procedures = [...catalogue.procedures.values()];

  test('has nothing that is not in the catalogue, and every cited text is registered', () => {
    expect(legalFaults(realFiles())).toEqual([]);
    const broken = { ...realFiles(), legal: [], succession: [row({ for: { codes: ['9.999999'], groups: ['hill'] } })] };
    expect(legalFaults(broken)).toEqual(expect.arrayContaining([expect.stringContaining('9.999999'), expect.stringContaining('hill')]));
    expect(legalFaults(broken).length).toBeGreaterThan(300);
  });

  test('every row fits a procedure, but for those of agencies whose old name nothing of ours bears any more', () => {
    const idle = catalogue.succession.filter(
      (entry) => entry.from.level === 'district' && !procedures.some((one) => successorsOf(one, [entry]).length > 0),
    );
    expect(idle.map(({ id }) => id)).toEqual([]);
  });

  test('never says another level than a record says itself', () => {
    for (const one of procedures) {
      const rows = successorsOf(one, catalogue.succession).filter(({ scope, kind }) => scope !== 'all' && kind === 'powersTo');
      if (one.levelNow && rows.length > 0)
        expect(
          rows.flatMap(({ to }) => to.map(({ level }) => level)),
          one.code,
        ).toContain(one.levelNow);
    }
  });

  test('has somebody for every procedure of the district People’s Committee, and tells the page', () => {
    const say = sayIn('vi');
    for (const one of procedures.filter((entry) => standingOf(entry) === 'district-historical')) {
      const blocks = successorBlocks(one, catalogue.succession, say);
      expect(blocks.length, one.code).toBeGreaterThan(0);
      if (!['police', 'tax'].includes(one.group)) expect(successorsOf(one, catalogue.succession).length, one.code).toBeGreaterThan(0);
    }
  });

  test('what is recalled is said to be confirmed, what is sourced is not', () => {
    const text = (code: string) => JSON.stringify(successorBlocks(catalogue.procedures.get(code)!, catalogue.succession, sayIn('vi')));
    expect(text('x-97198ba75e')).not.toContain('cần xác nhận');
    expect(text('x-af5919259e')).toContain('cần xác nhận');
    expect(text('x-2184ddb6e6')).toContain('Sở Văn hóa');
  });

  test('a record that names today’s agency speaks for itself', () => {
    const one = procedures.find((entry) => entry.level === 'district' && entry.agencyNow)!;
    expect(successorBlocks(one, catalogue.succession, sayIn('vi'))).toEqual([]);
  });
});
