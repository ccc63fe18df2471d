import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { AppError } from '#src/platform/errors.ts';
import { exitWithProblem } from '#src/platform/problem.ts';
import { sayIn } from '#src/platform/texts.ts';
import { openStage } from './stage.ts';

const MAIN = fileURLToPath(new URL('../../src/serve.ts', import.meta.url));
const PORT = '4000';

function readOptions() {
  try {
    const options = {
      port: { type: 'string', default: PORT },
      product: { type: 'string' },
      polling: { type: 'boolean', default: false },
      'with-server': { type: 'boolean', default: false },
    } as const;
    const { values } = parseArgs({ options });
    const port = Number(values.port);
    if (Number.isInteger(port) && port >= 0 && port < 65_530) return { ...values, port };
  } catch {
    // Said below.
  }
  throw new AppError('fakesUsage');
}

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });

/** Starts the product with these settings and a database of its own, which goes when it ends. */
function startProduct(environment: Record<string, string>): { stop(): Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-fakes-'));
  // Settings of the shell that would lead to a real database or a real platform stay out.
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(DATABASE_URL|TELEGRAM_|ZALO_)/.test(name)));
  const child = spawn(process.execPath, [MAIN], { env: { LOG_LEVEL: 'warn', ...own, ...environment, DATA_DIR: folder }, stdio: 'inherit' });
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  void ended.then(() => rmSync(folder, { recursive: true, force: true }));
  return {
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** `npm run fakes`: the three platforms on this machine, and a page on which anyone is the citizen. */
try {
  const say = sayIn('vi');
  const options = readOptions();
  const { port } = options;
  const own = options['with-server'] ? (port === 0 ? await freePort() : port + 4) : null;
  const product = own === null ? (options.product ?? 'http://localhost:3000') : `http://localhost:${own}`;
  const stage = await openStage({ port, product, mode: options.polling ? 'polling' : 'webhook' }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? new AppError('fakesPortInUse', { params: { from: port, to: port + 3 } }) : error;
  });
  console.log(say('fakes.ready', { url: stage.url }));
  if (own === null) {
    console.log(say('fakes.settings', { url: product }));
    for (const [name, value] of Object.entries(stage.environment)) console.log(`export ${name}='${value}'`);
  }
  const running = own === null ? null : startProduct({ ...stage.environment, PORT: String(own) });
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, async () => {
      if (stopping) return;
      stopping = true;
      await running?.stop();
      await stage.close();
      process.exit(0);
    });
  }
} catch (error) {
  exitWithProblem(error);
}
