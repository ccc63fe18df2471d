import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from './database.ts';
import { lockDataFolder, prepareDataFolder } from './dataFolder.ts';

let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'motcua-folder-'));
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** A process of its own that holds the folder's lock. It says "held" when it has it. */
async function holder(folder: string) {
  const module = new URL('./dataFolder.ts', import.meta.url).href;
  const script = `import(${JSON.stringify(module)}).then((m) => m.lockDataFolder(${JSON.stringify(folder)})).then(() => {
    console.log('held'); setInterval(() => {}, 1000); });`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((done, refuse) => child.stdout.once('data', done).once('end', refuse));
  const ended = new Promise((done) => child.once('exit', done));
  const kill = () => {
    child.kill('SIGKILL');
    return ended;
  };
  return { kill };
}

test('parents that are missing are made', () => {
  const folder = join(place, 'a', 'b', 'c');
  expect(prepareDataFolder(folder)).toBe(folder);
  expect(existsSync(folder)).toBe(true);
  expect(prepareDataFolder(folder)).toBe(folder);
});

test('a file in the place of the folder is said, with the path', () => {
  const file = join(place, 'file');
  writeFileSync(file, '');
  for (const folder of [file, join(file, 'below')])
    expect(() => prepareDataFolder(folder)).toThrow(expect.objectContaining({ code: 'dataFolderUnusable', params: { folder } }));
});

// An administrator's account may write anywhere, so the rule can only be seen as somebody else.
test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('a folder that may not be written to is said', () => {
  const folder = join(place, 'read-only');
  mkdirSync(folder);
  chmodSync(folder, 0o555);
  expect(() => prepareDataFolder(folder)).toThrow(expect.objectContaining({ code: 'dataFolderUnusable' }));
});

test.runIf(process.getuid?.() === 0)('a folder that may not be written to is said (as another account)', () => {
  const folder = join(place, 'read-only');
  chmodSync(place, 0o755);
  mkdirSync(folder, { mode: 0o555 });
  process.seteuid?.(65534);
  try {
    expect(() => prepareDataFolder(folder)).toThrow(expect.objectContaining({ code: 'dataFolderUnusable' }));
    expect(() => prepareDataFolder(join(folder, 'below'))).toThrow(expect.objectContaining({ code: 'dataFolderUnusable' }));
  } finally {
    process.seteuid?.(0);
  }
});

test('a folder that another process uses is refused until that process dies, however it dies', async () => {
  const folder = prepareDataFolder(join(place, 'shared'));
  const other = await holder(folder);
  await expect(lockDataFolder(folder)).rejects.toMatchObject({ code: 'dataFolderLocked', params: { folder } });
  await other.kill();
  const lock = await lockDataFolder(folder);
  await lock.release();
});

test('the same folder by another name is the same folder', async () => {
  const folder = prepareDataFolder(join(place, 'real'));
  const link = join(place, 'link');
  symlinkSync(folder, link, 'junction');
  const lock = await lockDataFolder(folder);
  await expect(lockDataFolder(link)).rejects.toMatchObject({ code: 'dataFolderLocked' });
  await lock.release();
  await (await lockDataFolder(link)).release();
});

test('opening the database of a folder that is in use is refused and leaves the folder as it is', async () => {
  const folder = prepareDataFolder(join(place, 'in-use'));
  const lock = await lockDataFolder(folder);
  await expect(openDatabase({ DATA_DIR: folder })).rejects.toMatchObject({ code: 'dataFolderLocked' });
  expect(existsSync(join(folder, 'postgres'))).toBe(false);
  await lock.release();
});

test('a damaged database is said to be, and its folder is free again', async () => {
  const folder = prepareDataFolder(join(place, 'damaged'));
  mkdirSync(join(folder, 'postgres'));
  writeFileSync(join(folder, 'postgres', 'PG_VERSION'), 'rubbish');
  await expect(openDatabase({ DATA_DIR: folder })).rejects.toMatchObject({ code: 'dataDamaged', params: { folder } });
  await (await lockDataFolder(folder)).release();
});

test('a server that does not answer is named without account and password', async () => {
  const url = 'postgresql://someone:topsecret@127.0.0.1:1/nothing';
  const error = await openDatabase({ DATABASE_URL: url, DATA_DIR: place }).catch((reason) => reason);
  expect(error).toMatchObject({ code: 'databaseUnreachable', params: { host: '127.0.0.1:1' } });
});
