import type { Request, Response } from 'express';
import { dayOf } from '#src/text/formats.ts';
import type { Shell } from '../shell.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Answers with a workbook, and writes down who took it. */
export async function sendXlsx(shell: Shell, request: Request, response: Response, name: string, rows: number, bytes: Buffer): Promise<void> {
  await shell.looked(request, 'report.export', name, { rows });
  response
    .set({ 'Cache-Control': 'no-store', 'Content-Disposition': `attachment; filename="${name}-${dayOf(shell.deps.clock.now())}.xlsx"` })
    .type(XLSX)
    .send(bytes);
}
