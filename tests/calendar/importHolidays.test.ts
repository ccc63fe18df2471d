import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { run } from '#tests/support/spawn.ts';

const folder = mkdtempSync(join(tmpdir(), 'holidays-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function command(cli: string, ...args: string[]) {
  const child = run(fileURLToPath(new URL(`../../src/${cli}`, import.meta.url)), { DATA_DIR: join(folder, 'data') }, { args });
  return { code: await child.ended, out: child.stdout(), err: child.stderr() };
}
const due = () => command('dueCli.ts', '--received', '2027-02-03T09:00', '--term', '2', '--unit', 'workingDays');

test('Tết is announced: the file is tried, imported, and the due date is no longer provisional', async () => {
  const file = join(folder, 'tet.csv');
  writeFileSync(file, 'Ngày,Đến ngày,Loại,Tên,Trạng thái,Căn cứ\n04/02/2027,10/02/2027,nghỉ lễ,Tết Nguyên đán,chính thức,Thông báo 1/TB\n');
  expect((await due()).out).toMatch(/^Hạn trả kết quả \(tạm tính\): 17:00 thứ Sáu, 05\/02\/2027/);
  const dry = await command('catalogueCli.ts', 'import', 'holidays', file, '--dry-run');
  expect(dry).toMatchObject({
    code: 0,
    out: expect.stringMatching(/~ 04\/02\/2027: .*đề xuất.* → Tết Nguyên đán, nghỉ lễ, chính thức.*--announced 2027.*chạy thử/s),
  });
  const done = await command('catalogueCli.ts', 'import', 'holidays', file, '--announced', '2027', '--json');
  expect([done.code, JSON.parse(done.out)]).toMatchObject([0, { written: true, summary: { new: 0, changed: 5, errors: 0 }, openYears: [] }]);
  expect((await due()).out).toMatch(/^Hạn trả kết quả \(tạm tính\): 17:00 thứ Sáu, 12\/02\/2027[\s\S]*11\/02\/2027–12\/02\/2027/);
  const unknown = await command('dueCli.ts', '--received', '2027-02-03T09:00', '--term', '2', '--unit', 'days', '--agency', 'nowhere');
  expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('nowhere') });
}, 240_000);

test.each([
  [['holidays'], '--announced'],
  [['holidays', 'a.csv', '--announced', 'Tết'], '--announced'],
  [['holidays', 'not-there.csv'], 'not-there.csv'],
])('%j says what is wrong', async (args, said) => {
  const { code, err } = await command('catalogueCli.ts', 'import', ...args);
  expect([code, err]).toEqual([1, expect.stringContaining(said)]);
});
