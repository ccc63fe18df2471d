import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { seedCalendar } from '#src/calendar/store/seed.ts';
import { fixedClock } from '#src/platform/clock.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import type { Cell } from '#src/platform/sheets/cells.ts';
import { formatCsv } from '#src/platform/sheets/csv.ts';
import { type Actor, SYSTEM_ACTOR } from '#src/staff/actor.ts';
import { testDatabase } from '#tests/support/database.ts';
import type { DossierEvent } from '../events.ts';
import { listDifferences } from './differences.ts';
import { type ImportOptions, importFile, markInterrupted } from './importFile.ts';
import { upsertBatch } from './upsert.ts';

const NOW = new Date('2026-11-23T09:00:00+07:00');
const folder = mkdtempSync(join(tmpdir(), 'import-'));
let database: OpenDatabase;
const told: DossierEvent[] = [];

beforeAll(async () => {
  database = await testDatabase();
  await seedCalendar(database.prisma, NOW);
});
beforeEach(async () => {
  told.length = 0;
  const tables = ['dossier_chat', 'dossier_supplement', 'dossier_applicant', 'dossier_difference', 'import_run'];
  for (const table of tables) await database.prisma.$executeRawUnsafe(`DELETE FROM ${table}`);
  await database.prisma.$executeRawUnsafe('ALTER TABLE dossier_event DISABLE TRIGGER USER');
  await database.prisma.$executeRawUnsafe('DELETE FROM dossier_event');
  await database.prisma.$executeRawUnsafe('ALTER TABLE dossier_event ENABLE TRIGGER USER');
  await database.prisma.$executeRawUnsafe('DELETE FROM dossier');
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const HEADINGS = [
  'Mã hồ sơ',
  'Tên thủ tục',
  'Chủ hồ sơ',
  'Số điện thoại',
  'Ngày tiếp nhận',
  'Ngày hẹn trả',
  'Trạng thái',
  'Ngày có kết quả',
  'Ngày trả kết quả',
  'Lý do',
  'Thời hạn giải quyết',
  'Đơn vị xử lý',
];
const row = (serial: number, change: Record<string, Cell> = {}): Cell[] => {
  const values: Record<string, Cell> = {
    'Mã hồ sơ': `H26.1-261109-${String(serial).padStart(4, '0')}`,
    'Tên thủ tục': 'Đăng ký kết hôn',
    'Chủ hồ sơ': 'Nguyễn Văn A',
    'Số điện thoại': '0912345678',
    'Ngày tiếp nhận': '09/11/2026 08:30',
    'Ngày hẹn trả': '16/11/2026 17:00',
    'Trạng thái': 'Đang xử lý',
    'Thời hạn giải quyết': '5 ngày làm việc',
    ...change,
  };
  return HEADINGS.map((heading) => values[heading] ?? null);
};
const options = (rows: Cell[][], more: Partial<ImportOptions> = {}): ImportOptions => {
  const file = join(folder, 'a.csv');
  writeFileSync(file, formatCsv([HEADINGS, ...rows]));
  const tell: ImportOptions['tell'] = async (_tx, events) => void told.push(...events);
  return { file, source: 'a.csv', actor: SYSTEM_ACTOR, clock: fixedClock(NOW), tell, ...more };
};
const run = (rows: Cell[][], more?: Partial<ImportOptions>) => importFile(database, options(rows, more));
const dossierOf = (serial: number) =>
  database.prisma.dossier.findUniqueOrThrow({
    where: { code: `H26.1-261109-${String(serial).padStart(4, '0')}` },
    include: { applicant: true, events: { orderBy: { id: 'asc' } }, supplements: true },
  });

test('a dossier is mirrored: their date is the promise, ours stands beside it, the history says where it comes from', async () => {
  const { outcomes, counts } = await run([row(1)]);
  expect(outcomes).toEqual({ created: 1, updated: 0, unchanged: 0, kept: 0 });
  expect(counts).toMatchObject({ rows: 1, sound: 1, refused: 0 });
  expect(await dossierOf(1)).toMatchObject({
    source: 'mirrored',
    state: 'processing',
    dueBasis: 'imported',
    dueAt: new Date('2026-11-16T17:00:00+07:00'),
    promisedDueAt: new Date('2026-11-16T17:00:00+07:00'),
    originalDueAt: new Date('2026-11-16T17:00:00+07:00'),
    computedDueAt: new Date('2026-11-16T17:00:00+07:00'),
    termUnit: 'workingDays',
    termValue: 5,
    procedureName: 'Đăng ký kết hôn',
    agencyId: 'one-stop',
    applicant: { name: 'Nguyễn Văn A', phone: '0912345678' },
    events: [{ kind: 'imported', fromState: null, toState: 'processing', actor: 'import:a.csv', at: new Date('2026-11-09T08:30:00+07:00') }],
  });
  expect(await database.prisma.importRun.findFirstOrThrow()).toMatchObject({ state: 'done', total: 1, done: 1, created: 1, source: 'a.csv' });
});

test('rows of another agency than the actor\u2019s are refused and named, the others are taken', async () => {
  const officer = (agencyId: string): Actor => ({
    kind: 'person',
    id: 'p1',
    name: 'x',
    locale: 'vi',
    memberships: [{ agencyId, unitId: null, role: 'oneStopOfficer', field: null, standing: 'member' }],
  });
  const content = { id: 'other', name: 'Xã Khác', codes: [{ value: 'H27.9' }] };
  await database.prisma.agency.create({ data: { id: 'other', content, origin: 'admin' } });
  const rows = [row(1), row(2, { 'Mã hồ sơ': 'H27.9-261109-0002' })];
  const ours = await run(rows, { actor: officer('one-stop') });
  expect(ours.outcomes.created).toBe(1);
  expect(ours.counts).toMatchObject({ rows: 2, sound: 1, refused: 1, findings: { agencyNotAllowed: 1 } });
  expect(ours.findings).toContainEqual({ row: 3, dossier: 'H27.9-261109-0002', field: 'code', code: 'agencyNotAllowed' });
  const theirs = await run(rows, { actor: officer('other'), dryRun: true });
  expect(theirs.outcomes.created).toBe(1);
  expect(theirs.counts.refused).toBe(1);
  expect(await database.prisma.dossier.count()).toBe(1);
  await database.prisma.agency.delete({ where: { id: 'other' } });
});

test('the same file again changes nothing, also with its rows in another order', async () => {
  await run([row(1), row(2)]);
  const before = [await dossierOf(1), await dossierOf(2)];
  expect((await run([row(2), row(1)])).outcomes).toEqual({ created: 0, updated: 0, unchanged: 2, kept: 0 });
  expect([await dossierOf(1), await dossierOf(2)]).toEqual(before);
});

test('what went on there goes on here, line by line, and linked chats are told once', async () => {
  await run([row(1), row(2)]);
  const { id } = await dossierOf(1);
  await database.prisma.dossierChat.create({ data: { dossierId: id, channel: 'telegram', conversationId: '7', proof: 'token', since: NOW } });
  const next = [
    row(1, { 'Trạng thái': 'Yêu cầu bổ sung', 'Lý do': 'Thiếu giấy tờ' }),
    row(2, { 'Trạng thái': '9', 'Ngày có kết quả': '13/11/2026 10:00' }),
  ];
  expect((await run(next)).outcomes).toMatchObject({ updated: 2 });
  expect(told).toMatchObject([{ kind: 'supplementRequested', dossierId: id, reason: 'Thiếu giấy tờ', number: 1 }]);
  expect(await dossierOf(1)).toMatchObject({
    version: 2,
    state: 'supplementRequested',
    supplementCount: 1,
    pausedAt: NOW,
    supplements: [{ stage: 'processing', completedAt: null }],
  });
  expect(await dossierOf(2)).toMatchObject({ state: 'resolved', resolvedAt: new Date('2026-11-13T10:00:00+07:00'), closedAt: null });
  await run([row(1), next[1]!]);
  const back = await dossierOf(1);
  expect(back).toMatchObject({ state: 'processing', pausedAt: null, supplements: [{ completedAt: NOW }] });
  expect(back.events.map(({ fromState, toState }) => [fromState, toState])).toEqual([
    [null, 'processing'],
    ['processing', 'supplementRequested'],
    ['supplementRequested', 'processing'],
  ]);
  expect(told.map(({ kind }) => kind)).toEqual(['supplementRequested', 'supplementAccepted']);
});

test('a changed date is a line of history; the first promise is kept', async () => {
  await run([row(1)]);
  await run([row(1, { 'Ngày hẹn trả': '20/11/2026 17:00' })]);
  const dossier = await dossierOf(1);
  expect(dossier).toMatchObject({ dueAt: new Date('2026-11-20T17:00:00+07:00'), originalDueAt: new Date('2026-11-16T17:00:00+07:00') });
  expect(dossier.events[1]?.data).toEqual({ changes: { dueAt: ['2026-11-16T10:00:00.000Z', '2026-11-20T10:00:00.000Z'] } });
});

describe('where both sides disagree', () => {
  const open = () => listDifferences(database.prisma, {});

  test('a date that the calendar does not give is told, not corrected, and settled when it agrees', async () => {
    await run([row(1, { 'Ngày hẹn trả': '18/11/2026 17:00' })]);
    expect(await dossierOf(1)).toMatchObject({ dueAt: new Date('2026-11-18T17:00:00+07:00') });
    expect(await open()).toMatchObject([
      { kind: 'computedDue', ours: '2026-11-16T10:00:00.000Z', theirs: '2026-11-18T10:00:00.000Z', procedureName: 'Đăng ký kết hôn' },
    ]);
    await run([row(1)]);
    expect(await open()).toEqual([]);
  });

  test('a term that is surely a typing error is not counted by', async () => {
    const { findings } = await run([row(1, { 'Thời hạn giải quyết': '15 HOUR' })]);
    expect(findings).toContainEqual(expect.objectContaining({ code: 'termReview', column: 'K', row: 2 }));
    expect(await dossierOf(1)).toMatchObject({ computedDueAt: null, termUnit: 'text' });
    expect(await open()).toEqual([]);
  });

  test('a final state is not lowered', async () => {
    const done = { 'Trạng thái': 'Đã trả kết quả', 'Ngày có kết quả': '13/11/2026', 'Ngày trả kết quả': '16/11/2026' };
    await run([row(1, done)]);
    expect((await run([row(1)])).outcomes).toMatchObject({ kept: 1 });
    expect(await dossierOf(1)).toMatchObject({ state: 'returned' });
    expect(await open()).toMatchObject([{ kind: 'state', ours: 'returned', theirs: 'processing' }]);
    await run([row(1, done)]);
    expect(await open()).toEqual([]);
  });

  test('a dossier of this register is left alone', async () => {
    await run([row(1)]);
    await database.prisma.dossier.updateMany({ data: { source: 'local' } });
    const before = await dossierOf(1);
    const { outcomes } = await run([row(1, { 'Trạng thái': 'Được tiếp nhận', 'Ngày hẹn trả': '17/11/2026' })]);
    expect(outcomes).toMatchObject({ kept: 1 });
    expect(await dossierOf(1)).toEqual(before);
    expect((await open()).map(({ kind }) => kind)).toEqual(['dueAt', 'state']);
  });

  test('an apology promised here stands until they have a new date', async () => {
    await run([row(1)]);
    const promised = new Date('2026-11-20T17:00:00+07:00');
    await database.prisma.dossier.updateMany({ data: { promisedDueAt: promised, reappointments: 1 } });
    await run([row(1, { 'Đơn vị xử lý': 'Phòng Kinh tế', 'Số điện thoại': '0987654321' })]);
    expect(await dossierOf(1)).toMatchObject({ promisedDueAt: promised });
    expect(await open()).toMatchObject([{ kind: 'promise' }]);
    await run([row(1, { 'Ngày hẹn trả': '20/11/2026 17:00' })]);
    expect(await dossierOf(1)).toMatchObject({ promisedDueAt: promised, dueAt: promised });
    expect(await open()).toEqual([]);
  });
});

test('what a person had erased does not come back', async () => {
  await run([row(1)]);
  await database.prisma.dossierApplicant.updateMany({ data: { name: null, phone: null, erasedAt: NOW } });
  await run([row(1, { 'Trạng thái': 'Được tiếp nhận' })]);
  expect(await dossierOf(1)).toMatchObject({ state: 'accepted', applicant: { name: null, phone: null } });
});

test('good rows are taken; the others come back as a file that can be imported once it is corrected', async () => {
  const errors = join(folder, 'errors.csv');
  const rows = [row(1), row(2, { 'Trạng thái': 'Từ chối tiếp nhận' }), row(3, { 'Ngày hẹn trả': '01/11/2026' })];
  const first = await run(rows, { errors });
  expect(first).toMatchObject({ outcomes: { created: 1 }, counts: { refused: 2 }, written: 2 });
  const back = readFileSync(errors, 'utf8');
  expect(back.split('\r\n')[0]).toMatch(/^\ufeffNội dung cần sửa,Mã hồ sơ,/);
  const corrected = back
    .replace('01/11/2026', '17/11/2026')
    .replace(/(Từ chối tiếp nhận),,/, '$1,,Không thuộc thẩm quyền')
    .replace('Từ chối tiếp nhận,', 'Từ chối tiếp nhận,');
  writeFileSync(join(folder, 'corrected.csv'), corrected);
  const second = await importFile(database, { ...options([]), file: join(folder, 'corrected.csv') });
  expect(second.findings.filter(({ code }) => code === 'columnUnknown')).toEqual([]);
  expect(second.outcomes.created + second.counts.refused).toBe(2);
  expect(await dossierOf(3)).toMatchObject({ dueAt: new Date('2026-11-17T17:00:00+07:00') });
});

test('a dry run says what would happen and writes nothing', async () => {
  await run([row(1)]);
  expect((await run([row(1), row(2), row(3, { 'Trạng thái': 'gì đó' })], { dryRun: true })).outcomes).toEqual({
    created: 1,
    updated: 0,
    unchanged: 1,
    kept: 0,
  });
  expect(await database.prisma.dossier.count()).toBe(1);
  expect(await database.prisma.importRun.count()).toBe(1);
});

test('cut off in the middle it has written whole batches, and a second run completes it', async () => {
  const rows = Array.from({ length: 1_200 }, (_, at) => row(at + 1));
  const stop = new Error('cut off');
  await expect(
    run(rows, {
      onProgress: ({ stage, done }) => {
        if (stage === 'writing' && done >= 100) throw stop;
      },
    }),
  ).rejects.toBe(stop);
  const dossiers = await database.prisma.dossier.count();
  expect(dossiers).toBeGreaterThanOrEqual(100);
  expect(dossiers).toBeLessThan(1_200);
  expect(await database.prisma.dossierApplicant.count()).toBe(dossiers);
  expect(await database.prisma.dossierEvent.count()).toBe(dossiers);
  expect((await run(rows)).outcomes).toEqual({ created: 1_200 - dossiers, updated: 0, unchanged: dossiers, kept: 0 });
});

test('a batch with a fault leaves nothing of itself', async () => {
  const calendar = { calendar: (await import('#src/calendar/index.ts')).makeCalendar({ days: [], officialYears: [] }) };
  const place = { agencyId: 'one-stop', unitId: 'one-stop', procedureCode: '1', procedure: null, now: NOW, ...calendar };
  const dossier = { code: 'H26.1-261109-0001', state: 'accepted' as const, submittedAt: NOW.toISOString(), acceptedAt: NOW.toISOString() };
  const broken = { ...dossier, code: 'H26.1-261109-0002', channel: 'pigeon' as never };
  const setting = { now: NOW, source: 'test', tell: async () => {} };
  const rows = [dossier, broken].map((entry) => ({ dossier: entry, hash: entry.code }));
  await expect(upsertBatch(database.prisma, rows, [place, place], setting)).rejects.toThrow();
  expect(await database.prisma.dossier.count()).toBe(0);
});

test('an import whose process ended is told so at the next start', async () => {
  await database.prisma.importRun.create({ data: { source: 'x', actor: 'system', state: 'writing', startedAt: NOW, updatedAt: NOW } });
  expect(await markInterrupted(database, NOW)).toBe(0);
  expect(await markInterrupted(database, new Date(NOW.getTime() + 61_000))).toBe(1);
  expect(await markInterrupted(database, NOW)).toBe(0);
});
