import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { AppError, briefly } from '#src/platform/errors.ts';
import { sayIn } from '#src/platform/texts.ts';
import { MOST_REFUSED, type Refused, refusedOf, writeRefused } from './errorsFile.ts';
import { levelOf, type Remark } from './findings.ts';
import { mappingOf, readHeading } from './mapping.ts';
import { procedureNames } from './procedureNames.ts';
import type { FileRow } from './readFile.ts';
import { isRefused, readRows, scanFile } from './readFile.ts';
import type { ReadingCounts, ReadingMessage, ReadingOrder } from './reading.ts';
import { openFile } from './sources.ts';

/** Findings that are told one by one; of the others only how many there are of each kind. */
const MOST_TOLD = 2_000;
/** Rows between two lines on how far it is. */
const PROGRESS = 1_000;

/** One line of JSON; waits while whoever reads is slower. */
async function send(message: ReadingMessage): Promise<void> {
  if (!process.stdout.write(`${JSON.stringify(message)}\n`)) await once(process.stdout, 'drain');
}

/**
 * Reads a file in a process of its own, so that neither its memory nor its time is the server's. The file is gone through twice: first for
 * codes that stand twice and to know how many rows there are, then for the rows. Every row that is sound goes out as soon as it is read.
 */
async function readApart(order: ReadingOrder): Promise<void> {
  const file = await openFile(order.file);
  const setting = { now: new Date(order.now), procedures: procedureNames(order.procedures) };
  const mapping = mappingOf(order.mapping);
  const counts: ReadingCounts = { rows: 0, sound: 0, refused: 0, repeated: 0, findings: {} };
  const scan = await scanFile(
    file,
    mapping,
    (rows) => (rows % PROGRESS === 0 ? send({ kind: 'reading', rows }) : undefined),
    // What is known of single columns stays, so that whoever corrects them has one to correct and not all.
    (headings) =>
      send({
        kind: 'begin',
        total: 0,
        headings: Object.fromEntries(headings.map((each) => [each, readHeading(each, mapping, false)?.field ?? null])),
      }),
  );
  await send({ kind: 'begin', total: scan.rows, headings: scan.headings });

  const refused: Refused[] = [];
  let told = 0;
  const tell = async (remark: Remark) => {
    counts.findings[remark.code] = (counts.findings[remark.code] ?? 0) + 1;
    // Errors come first where not all can be told.
    if (levelOf(remark.code) === 'error' ? told < MOST_TOLD : told < MOST_TOLD / 2) {
      told++;
      await send({ kind: 'remark', remark });
    }
  };
  const take = async (row: FileRow) => {
    counts.rows++;
    for (const remark of row.remarks) await tell(remark);
    if (row.dossier && row.hash) {
      counts.sound++;
      await send({ kind: 'dossier', row: row.row, dossier: row.dossier, hash: row.hash });
    } else if (isRefused(row)) {
      counts.refused++;
      if (order.errors && refused.length < MOST_REFUSED) refused.push(refusedOf(row));
    } else counts.repeated++;
  };
  for await (const event of readRows(file, mapping, setting, scan)) {
    if (event.kind === 'remark') await tell(event.remark);
    if (event.kind === 'row') await take(event.row);
  }
  file.close();
  if (order.errors && refused.length > 0) await writeRefused(order.errors, refused, file.date1904, sayIn('vi'));
  await send({ kind: 'end', counts, written: order.errors ? refused.length : 0, memory: process.resourceUsage().maxRSS * 1024 });
}

try {
  await readApart(JSON.parse(await text(process.stdin)) as ReadingOrder);
} catch (error) {
  const known = error instanceof AppError ? error : new AppError('unexpected', { params: { detail: briefly(error) } });
  await send({ kind: 'problem', code: known.code, status: known.status, params: known.params });
  process.exitCode = 1;
}
