import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmdirSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AppError } from './errors.ts';

/** Makes the data folder if need be and makes sure that it can be written to. Returns its absolute path. */
export function prepareDataFolder(folder: string): string {
  const path = resolve(folder);
  try {
    mkdirSync(path, { recursive: true });
    // Tried rather than asked: what the system says of permissions is not the truth on Windows and on network disks.
    rmdirSync(mkdtempSync(join(path, '.try-')));
  } catch (cause) {
    throw new AppError('dataFolderUnusable', { params: { folder: path }, cause });
  }
  return path;
}

/**
 * One process for one embedded data folder: two at once lose rows. The operating system drops the lock when the process
 * dies, however it dies: an abstract socket on Linux, a named pipe on Windows, a socket file elsewhere.
 */
export function lockDataFolder(folder: string): Promise<{ release(): Promise<void> }> {
  const id = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 32);
  const path =
    process.platform === 'win32'
      ? `\\\\.\\pipe\\motcua-${id}`
      : process.platform === 'linux'
        ? `\0motcua-${id}`
        : join(tmpdir(), `motcua-${id}.sock`);
  return new Promise((done, refuse) => {
    const server = net.createServer((socket) => socket.destroy());
    server.once('error', (cause) => refuse(new AppError('dataFolderLocked', { params: { folder }, cause })));
    server.listen(path, () => {
      server.unref();
      done({ release: () => new Promise<void>((closed) => server.close(() => closed())) });
    });
  });
}
