import { spawn } from 'node:child_process';

/** Where what one process has compiled is kept for the next: half of a short command is reading our own files. */
const COMPILED = 'node_modules/.cache/mot-cua/compiled';

export interface Spawned {
  stdout(): string;
  stderr(): string;
  /** Resolves with the exit code. */
  ended: Promise<number | null>;
  /** Resolves when the output matches; fails when the process ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  signal(name: NodeJS.Signals): void;
}

/** Runs one of our own files in a process of its own, with no setting but the given ones. */
export function run(file: string, environment: Record<string, string>, options: { args?: string[]; stdin?: string } = {}): Spawned {
  const { DATABASE_URL: _none, ...inherited } = process.env;
  const child = spawn(process.execPath, [file, ...(options.args ?? [])], {
    env: { ...inherited, NODE_COMPILE_CACHE: COMPILED, ...environment },
    stdio: 'pipe',
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  child.stdin.on('error', () => {}).end(options.stdin ?? '');
  const ended = new Promise<number | null>((done) => child.once('close', done));
  const says = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((done, refuse) => {
      const look = () => {
        const found = pattern.exec(stdout);
        if (found) done(found);
      };
      child.stdout.on('data', look);
      void ended.then(() => refuse(new Error(`ended without ${pattern}: ${stdout}${stderr}`)));
      look();
    });
  return { stdout: () => stdout, stderr: () => stderr, ended, says, signal: (name) => child.kill(name) };
}
