import { parentPort, workerData } from 'node:worker_threads';
import { readQr } from './readQr.ts';

/** Reads the QR of one picture, in a thread of its own. */
parentPort?.postMessage(readQr(workerData as Uint8Array));
