import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { sayIn } from '#src/platform/texts.ts';
import { testDatabase } from './support/database.ts';
import { run } from './support/spawn.ts';

test.skipIf(inject('database').kind === 'embedded')(
  'a start that fails when everything else has begun, listeners on the server among it, says why and ends',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'motcua-start-'));
    const database = await testDatabase();
    const server = run('src/serve.ts', {
      DATA_DIR: folder,
      DATABASE_URL: String(database.pool.options.connectionString),
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
      CLOCK: '',
      ADMIN_USERNAME: 'quantri',
      ADMIN_PASSWORD: 'aaaaaaaaaaaa',
    });
    expect(await server.ended).toBe(1);
    expect(server.stderr().trim()).toBe(sayIn('vi')('errors.adminSettingsUnusable'));
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  },
);
