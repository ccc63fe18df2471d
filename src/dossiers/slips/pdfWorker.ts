import { parentPort, workerData } from 'node:worker_threads';
import { type PdfOrder, slipPdf } from './pdf.ts';

/** Draws one paper, in a thread of its own. */
parentPort?.postMessage(await slipPdf(workerData as PdfOrder));
