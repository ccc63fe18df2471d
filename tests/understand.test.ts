import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { INTENTS } from '#src/conversation/intents.ts';
import { lockDataFolder, prepareDataFolder } from '#src/platform/dataFolder.ts';
import { sayIn } from '#src/platform/texts.ts';
import { SECTIONS } from '#src/procedures/sections.ts';
import { run } from './support/spawn.ts';

/** The fixed shape of a line; see design/interfaces.md. */
const shape = z.strictObject({
  q: z.string(),
  intent: z.enum(INTENTS),
  section: z.enum(SECTIONS).optional(),
  dossierCode: z.string().optional(),
  procedures: z.array(z.strictObject({ code: z.string(), name: z.string().min(1), score: z.number().min(0).max(1) })).max(10),
  reply: z.string().min(1).optional(),
});

let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'motcua-understand-'));
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

async function understand(lines: string[], args: string[] = [], folder = join(place, 'none')) {
  const process = run('src/cli.ts', { DATA_DIR: folder, CLOCK: '' }, { args: ['understand', ...args], stdin: `${lines.join('\n')}\n` });
  expect(await process.ended).toBe(0);
  expect(process.stderr()).toBe('');
  return process
    .stdout()
    .trimEnd()
    .split('\n')
    .map((line) => shape.parse(JSON.parse(line)));
}

describe('npm run -s understand', () => {
  test('one JSON object for each line, in order, whatever the line is', async () => {
    const lines = [
      'xin giấy độc thân',
      '',
      '   ',
      '😀',
      '{"a": 1}',
      '#p:1.001193:fee',
      '<b>',
      'đăng ký kết hôn mất bao lâu',
      'tra hồ sơ H01.23.45-260310-0001',
      // A line that ends as on Windows.
      'xin giấy độc thân để mua nhà\r',
    ];
    const answers = await understand(lines);
    expect(answers.map(({ q }) => q)).toEqual(lines.map((line) => line.replace('\r', '')));
    expect(answers[0]).toMatchObject({ intent: 'procedure', procedures: [{ code: '1.004873' }, ...answers[0]!.procedures.slice(1)] });
    for (const empty of answers.slice(1, 4)) expect(empty.procedures).toEqual([]);
    expect(answers[7]).toMatchObject({ intent: 'procedure', section: 'time' });
    expect(answers[8]?.intent).toBe('dossier');
    expect(answers[9]?.procedures[0]).toMatchObject({ code: '1.004873', name: expect.stringMatching(/tình trạng hôn nhân/i) });
    for (const { reply } of answers) expect(reply).toBeTruthy();
    for (const { procedures } of answers)
      expect(procedures.map(({ score }) => score)).toEqual(procedures.map(({ score }) => score).sort((a, b) => b - a));
  });

  test('no line, no answer', async () => {
    const process = run('src/cli.ts', { DATA_DIR: join(place, 'none') }, { args: ['understand'] });
    expect(await process.ended).toBe(0);
    expect(process.stdout()).toBe('');
  });

  test('each line is a conversation of its own, with --context they are one', async () => {
    const lines = ['xin giấy độc thân', 'mất bao lâu?'];
    const greeting = sayIn('vi')('greeting.first', { office: '§' }).split('§')[0] as string;
    const apart = await understand(lines);
    expect(apart[1]?.procedures[0]?.code).not.toBe('1.004873');
    expect(apart.every(({ reply }) => reply?.includes(greeting))).toBe(true);
    const together = await understand(lines, ['--context']);
    expect(together[1]).toMatchObject({ section: 'time', procedures: [{ code: '1.004873' }] });
    expect(together[1]?.reply).not.toContain(greeting);
  });

  test('it works while another process holds the data folder; --no-reply leaves the reply out', async () => {
    const folder = prepareDataFolder(join(place, 'held'));
    // What makes a folder look like one with a database in it.
    mkdirSync(join(folder, 'postgres'));
    writeFileSync(join(folder, 'postgres', 'PG_VERSION'), '18');
    const lock = await lockDataFolder(folder);
    const [answer] = await understand(['xin giấy độc thân'], ['--no-reply'], folder);
    expect(answer?.procedures[0]?.code).toBe('1.004873');
    expect(answer).not.toHaveProperty('reply');
    await lock.release();
  });

  test('a wrong setting is said and ends with 1', async () => {
    const process = run('src/cli.ts', { PORT: 'abc' }, { args: ['understand'], stdin: 'khai sinh\n' });
    expect(await process.ended).toBe(1);
    expect(process.stderr()).toContain('• PORT');
    expect(process.stdout()).toBe('');
  });
});

test('npm run chat answers in the terminal until told to leave', async () => {
  const process = run('src/cli.ts', { DATA_DIR: join(place, 'none') }, { args: ['chat'], stdin: 'xin giấy độc thân\nthoát\nkhai sinh\n' });
  expect(await process.ended).toBe(0);
  expect(process.stdout()).toContain('1.004873');
  expect(process.stdout()).not.toContain('1.001193');
});
