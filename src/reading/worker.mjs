/** The thread's beginning: what follows is read from what an earlier start compiled, where there was one. Plain JavaScript, so that this is too. */
import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

if (workerData.compiled) enableCompileCache(workerData.compiled);
const { serve } = await import('./serve.ts');
serve(parentPort);
