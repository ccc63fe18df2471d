import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { formatCsv } from '#src/platform/sheets/csv.ts';
import { legacyFontOf } from '#src/platform/sheets/legacyFonts.ts';
import { formatXlsx } from '#src/platform/sheets/xlsx.ts';
import { procedureNames } from './procedureNames.ts';
import { readRows, scanFile } from './readFile.ts';
import type { ImportedDossier } from './record.ts';
import { openFile } from './sources.ts';
import { exportEntry, exportHeadings, exportRow } from './toTable.ts';

const folder = mkdtempSync(join(tmpdir(), 'round-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const setting = { now: new Date('2030-01-01T00:00:00Z'), procedures: procedureNames([{ code: '1.001193', name: 'Đăng ký khai sinh' }]) };

const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
    fc.constantFrom('=1+1', '+84', '-', '@x', '007', 'Nguyễn Thị “Ánh”', 'a;b,c\nd', '46221'),
  )
  .map((value) =>
    value
      .normalize('NFC')
      .replace(/(?!\n)\p{Cc}/gu, '')
      .trim(),
  )
  .filter((value) => value !== '' && legacyFontOf(value) === null && !/^#(REF|N\/A|NAME|VALUE|DIV|NUM|NULL|FORMULA)/.test(value));
const START = Date.UTC(2026, 0, 5);
const seconds = (from: number) => fc.integer({ min: from, max: from + 200_000 }).map((value) => new Date(START + value * 1000).toISOString());
const term = fc.oneof(
  fc.constantFrom<NonNullable<ImportedDossier['term']>>({ text: 'trong ngày', unit: 'sameDay' }, { text: 'theo mô tả', unit: 'text' }),
  fc
    .tuple(fc.constantFrom('workingDays' as const, 'days' as const, 'months' as const), fc.constantFrom(0.5, 1, 3.5, 7.25, 15, 30))
    .map(([unit, value]) => ({ text: '', unit, value })),
);

/** Sound dossiers: every state with what it needs. */
const dossier = fc
  .record({
    serial: fc.integer({ min: 1, max: 9999 }),
    state: fc.constantFrom<ImportedDossier['state']>(
      'submitted',
      'accepted',
      'rejected',
      'processing',
      'supplementRequested',
      'awaitingPayment',
      'withdrawalRequested',
      'withdrawn',
      'stopped',
      'resolved',
      'returned',
    ),
    refused: fc.boolean(),
    paused: fc.boolean(),
    reason: text,
    optional: fc.record(
      {
        owner: text,
        address: text,
        subject: text,
        field: text,
        unit: text,
        procedureName: text,
        phone: fc.constantFrom('0912345678', '02838291234'),
        email: fc.constant('a.b@example.vn'),
        channel: fc.constantFrom('direct' as const, 'online' as const, 'postal' as const),
        ownerKind: fc.constantFrom('person' as const, 'organisation' as const),
        returnChannel: fc.constantFrom('oneStop' as const, 'online' as const, 'postal' as const),
        fee: fc.integer({ min: 0, max: 5_000_000 }),
        setCount: fc.integer({ min: 1, max: 9 }),
        term,
      },
      { requiredKeys: [] },
    ),
    times: fc.tuple(seconds(0), seconds(300_000), seconds(600_000), seconds(900_000), seconds(1_200_000)),
  })
  .map(({ serial, state, refused, paused, reason, optional, times: [submittedAt, acceptedAt, dueAt, resolvedAt, returnedAt] }): ImportedDossier => {
    const decided = state === 'resolved' || state === 'returned';
    const received = state !== 'submitted' && state !== 'rejected';
    return {
      code: `H26.1-260105-${String(serial).padStart(4, '0')}`,
      procedureCode: '1.001193',
      submittedAt,
      state,
      reason,
      ...optional,
      ...(received ? { acceptedAt, dueAt } : {}),
      ...(decided ? { resolvedAt } : {}),
      ...(state === 'returned' ? { returnedAt } : {}),
      ...(state === 'rejected' ? { rejectedAt: acceptedAt } : {}),
      ...(state === 'supplementRequested' ? { supplementRequestedAt: dueAt } : {}),
      ...(state === 'resolved' && refused ? { outcome: 'refused' as const } : {}),
      ...(state === 'processing' && paused ? { paused: true as const } : {}),
    };
  });

const WRITE: Record<string, (dossiers: ImportedDossier[]) => Promise<string | Uint8Array> | string> = {
  csv: (dossiers) => formatCsv([exportHeadings(), ...dossiers.map(exportRow)]),
  json: (dossiers) => JSON.stringify(dossiers.map(exportEntry)),
  xlsx: (dossiers) => formatXlsx([{ name: 'A', rows: [exportHeadings(), ...dossiers.map(exportRow)] }], 1),
};

async function readBack(format: string, dossiers: ImportedDossier[]): Promise<ImportedDossier[]> {
  const file = join(folder, `a.${format}`);
  writeFileSync(file, await WRITE[format]!(dossiers));
  const opened = await openFile(file);
  const found: ImportedDossier[] = [];
  for await (const event of readRows(opened, {}, setting, await scanFile(opened, {}))) {
    if (event.kind !== 'row') continue;
    expect(event.row.remarks.filter(({ code }) => code !== 'termUnclear' && code !== 'amountThousands')).toEqual([]);
    if (event.row.dossier) found.push(event.row.dossier);
  }
  opened.close();
  return found;
}

/** The words of a term that is counted by are ours once it was written. */
const comparable = (entry: ImportedDossier) => (entry.term && entry.term.unit !== 'text' ? { ...entry, term: { ...entry.term, text: '' } } : entry);

describe.each(['csv', 'json', 'xlsx'])('%s', (format) => {
  test('what was exported is imported as it was', async () => {
    const list = fc.uniqueArray(dossier, { selector: ({ code }) => code, minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(list, async (dossiers) => {
        expect((await readBack(format, dossiers)).map(comparable)).toEqual(dossiers.map(comparable));
      }),
      { numRuns: 40 },
    );
  });
});
