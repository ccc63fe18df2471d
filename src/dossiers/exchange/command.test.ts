import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { formatCsv } from '#src/platform/sheets/csv.ts';
import { run } from '#tests/support/spawn.ts';

const CLI = fileURLToPath(new URL('../../catalogueCli.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'dossier-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string) => join(folder, name);
async function command(...args: string[]) {
  const child = run(CLI, { DATA_DIR: file('data'), CLOCK: '2026-11-23T09:00:00+07:00' }, { args });
  return { code: await child.ended, out: child.stdout(), err: child.stderr() };
}

test('a dry run, an import with a remembered mapping and a file of rows to correct, an export that can be imported', async () => {
  const rows = [
    ['Số HS nội bộ', 'Mã thủ tục', 'Ngày tiếp nhận', 'Ngày hẹn trả', 'TT', 'Lý do'],
    ['H26.1-261109-0001', '1.001193', '09/11/2026 08:30', '16/11/2026', 'Đang xử lý', ''],
    ['H26.1-261109-0002', '1.001193', '09/11/2026 08:30', '', 'Từ chối tiếp nhận', ''],
  ];
  writeFileSync(file('a.csv'), formatCsv(rows));
  const map = ['--mapping', 'tinh', '--map', 'Số HS nội bộ=code', '--map', 'TT=state'];
  const dry = await command('import', 'dossiers', file('a.csv'), ...map, '--dry-run', '--json');
  expect(JSON.parse(dry.out)).toMatchObject({ dryRun: true, run: null, outcomes: { created: 1 }, counts: { refused: 1 } });

  const first = await command('import', 'dossiers', file('a.csv'), ...map, '--errors', file('errors.xlsx'));
  expect(first).toMatchObject({ code: 1, err: '' });
  expect(first.out).toMatch(/Dòng 3|Mục 3/);
  expect(first.out).toContain('Mới: 1.');
  expect(existsSync(file('errors.xlsx'))).toBe(true);

  const again = await command('import', 'dossiers', file('a.csv'), '--mapping=tinh', '--json');
  expect(JSON.parse(again.out)).toMatchObject({ outcomes: { created: 0, unchanged: 1 } });

  expect(await command('export', 'dossiers', file('out.json'))).toMatchObject({ code: 0 });
  expect(JSON.parse(readFileSync(file('out.json'), 'utf8'))).toMatchObject([
    { MaHoSo: 'H26.1-261109-0001', MaTTHC: '1.001193', NgayTiepNhan: '20261109083000', TrangThaiHoSo: 4 },
  ]);
  const back = await command('import', 'dossiers', file('out.json'), '--dry-run', '--json');
  expect(JSON.parse(back.out)).toMatchObject({ counts: { rows: 1, refused: 0 } });
}, 180_000);

test.each([
  [['import', 'dossiers'], 'npm run import -- dossiers FILE'],
  [['import', 'dossiers', 'a.csv', '--dry'], '--dry-run'],
  [['import', 'dossiers', 'a.xls'], '.xlsx, .csv, .json'],
  [['import', 'dossiers', 'nowhere.csv'], 'nowhere.csv'],
  [['import', 'dossiers', CLI.replace('.ts', '.csv'), '--map', 'x=y'], 'catalogueCli.csv'],
  [['export', 'dossiers'], 'npm run export -- dossiers FILE'],
])('%j says what is wrong', async (args, said) => {
  const { code, err } = await command(...args);
  expect(code).toBe(1);
  expect(err).toContain(said);
  expect(err).not.toContain(' at ');
});
