import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { hasEmbeddedData } from './platform/embedded.ts';
import type { Environment } from './platform/environment.ts';

/**
 * Makes the embedded database in a process of its own the first time: initialising it and loading the catalogue take 150 MB
 * that a long-running process would never give back.
 */
export async function prepareApart(environment: Environment): Promise<void> {
  if (environment.DATABASE_URL || hasEmbeddedData(environment.DATA_DIR)) return;
  const child = spawn(process.execPath, [fileURLToPath(new URL('./prepare.ts', import.meta.url))], { stdio: 'inherit', env: process.env });
  // Told to stop meanwhile, the child stops too: left alone it would hold the folder's lock against the next start.
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  process.on('SIGINT', pass).on('SIGTERM', pass);
  const code = await new Promise<number | null>((done, refuse) => child.once('error', refuse).once('exit', done));
  process.off('SIGINT', pass).off('SIGTERM', pass);
  // The child has said what was wrong.
  if (code !== 0) process.exit(code ?? 1);
}
