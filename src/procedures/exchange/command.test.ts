import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { run } from '#tests/support/spawn.ts';

const CLI = fileURLToPath(new URL('../../catalogueCli.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'exchange-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string) => join(folder, name);
async function command(...args: string[]) {
  const child = run(CLI, { DATA_DIR: file('data') }, { args });
  return { code: await child.ended, out: child.stdout(), err: child.stderr() };
}

test('export, change, dry run, import, export again', async () => {
  expect(await command('export', 'procedures', file('a.json'))).toMatchObject({ code: 0 });
  const entries = JSON.parse(readFileSync(file('a.json'), 'utf8')) as { content: { code: string; agency?: string; level: string } }[];
  const changed = entries.slice(0, 3);
  changed[0]!.content.agency = 'Nơi khác';
  changed[1]!.content.level = 'thôn';
  writeFileSync(file('b.json'), JSON.stringify(changed));

  const dry = await command('import', 'procedures', file('b.json'), '--dry-run', '--json');
  expect(dry.code).toBe(1);
  expect(JSON.parse(dry.out)).toMatchObject({
    written: false,
    summary: { new: 0, changed: 1, unchanged: 1, refused: 1, errors: 1 },
    changes: [{ row: 1, procedure: changed[0]!.content.code, status: 'changed', fields: ['agency'] }],
    findings: [{ row: 2, level: 'error', code: 'levelUnknown', procedure: changed[1]!.content.code }],
  });
  const refused = await command('import', 'procedures', file('b.json'));
  expect(refused.code).toBe(1);
  expect(refused.out).toMatch(/Mục 2 \[Lỗi\].*thôn.*Chưa ghi gì vì có lỗi/s);
  expect(await command('import', 'procedures', file('b.json'), '--skip-errors')).toMatchObject({
    code: 1,
    out: expect.stringContaining('Đã ghi vào danh mục'),
  });
  await command('export', 'procedures', file('c.json'));
  expect(JSON.parse(readFileSync(file('c.json'), 'utf8'))[0].content.agency).toBe('Nơi khác');
}, 120_000);

test.each([
  [['export'], 'npm run export'],
  [['export', 'citizens', 'a.json'], 'npm run export'],
  [['import', 'procedures', 'a.json', '--dry'], '--dry-run'],
  [['import', 'procedures', 'a.xls'], '.xlsx, .json, .csv'],
  [['import', 'procedures', 'not-there.json'], 'not-there.json'],
])('%j says what is wrong', async (args, said) => {
  const { code, err } = await command(...args);
  expect(code).toBe(1);
  expect(err).toContain(said);
  expect(err).not.toContain(' at ');
});
