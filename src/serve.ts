// `npm start`. The C library of Linux raises these bounds by itself with each large piece of memory that it frees, and then keeps 25 MB of holes
// for ever that a process with fixed ones gives back. They are read when a process begins, so this one begins again, as the same process.
const BOUNDS = { MALLOC_MMAP_THRESHOLD_: '1048576', MALLOC_TRIM_THRESHOLD_: '1048576', MALLOC_ARENA_MAX: '1' };
if (process.platform === 'linux' && !process.env['MALLOC_MMAP_THRESHOLD_'])
  process.execve?.(process.execPath, [process.execPath, ...process.execArgv, ...process.argv.slice(1)], { ...process.env, ...BOUNDS });
await import('./run.ts');

export {};
