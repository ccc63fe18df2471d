import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { recordAudit } from '#src/platform/audit.ts';
import { type OpenDatabase, openDatabase } from '#src/platform/database.ts';
import type { Environment } from '#src/platform/environment.ts';
import { AppError } from '#src/platform/errors.ts';
import { type Say, sayIn } from '#src/platform/texts.ts';
import { SYSTEM_ACTOR } from '#src/staff/actor.ts';
import { createDesk } from '../createDesk.ts';
import { exportFile } from './exportFile.ts';
import { describe, levelOf, lineOf } from './findings.ts';
import { type ImportSummary, importFile, markInterrupted } from './importFile.ts';
import { headingsOf, loadMapping, saveMapping } from './mappingStore.ts';
import { formatOf } from './sources.ts';

/** Findings that are printed; all of them are in the counts, errors also in the file of refused rows. */
const MOST_PRINTED = 200;

const usage = (command: string, options: string) =>
  new AppError('exchangeUsage', { params: { usage: `npm run ${command} -- dossiers FILE${options}` } });

interface Words {
  file: string;
  dryRun: boolean;
  json: boolean;
  mapping?: string;
  errors?: string;
  map: string[];
}

/** "dossiers FILE --dry-run --mapping NAME --map HEADING=FIELD --errors FILE --json"; throws exchangeUsage for anything else. */
function readWords(words: readonly string[]): Words {
  const wrong = () => usage('import', ' [--dry-run] [--mapping NAME] [--map HEADING=FIELD] [--errors FILE] [--json]');
  const found: Words = { file: '', dryRun: false, json: false, map: [] };
  const rest = words.filter((word) => word !== 'dossiers');
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at]!;
    const [name = '', inline] =
      word.startsWith('--') && word.includes('=') ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] : [word];
    const value = () => {
      const next = inline ?? rest[++at];
      if (!next) throw wrong();
      return next;
    };
    if (name === '--dry-run') found.dryRun = true;
    else if (name === '--json') found.json = true;
    else if (name === '--mapping') found.mapping = value();
    else if (name === '--errors') found.errors = value();
    else if (name === '--map') found.map.push(value());
    else if (name.startsWith('--') || found.file !== '') throw wrong();
    else found.file = word;
  }
  if (found.file === '') throw wrong();
  formatOf(found.file);
  if (found.errors !== undefined && formatOf(found.errors) === '.json')
    throw new AppError('exchangeFormat', { status: 400, params: { file: found.errors, known: '.xlsx, .csv' } });
  if (!existsSync(found.file)) throw new AppError('importFileMissing', { params: { file: found.file } });
  return found;
}

const total = (counts: Partial<Record<string, number>>) => Object.values(counts).reduce<number>((sum, count) => sum + (count ?? 0), 0);

/** The outcome for a person: findings, then the counts. */
function linesFor(summary: ImportSummary, { dryRun, errors }: Words, say: Say): string[] {
  const { counts, outcomes, findings, differences, written } = summary;
  const worth = findings.filter(({ code }) => levelOf(code) !== 'info');
  const lines = worth.slice(0, MOST_PRINTED).map((remark) => lineOf(describe(remark, say), say));
  const all = Object.entries(counts.findings).filter(([code]) => levelOf(code as keyof typeof counts.findings) !== 'info');
  const more = total(Object.fromEntries(all)) - lines.length;
  if (more > 0) lines.push(say('dossierExchange.moreFindings', { count: more }));
  lines.push(say('dossierExchange.summary', { rows: counts.rows, refused: counts.refused, repeated: counts.repeated, ...outcomes }));
  if (total(differences) > 0) lines.push(say('dossierExchange.differences', { count: total(differences) }));
  if (errors && written > 0) lines.push(say('dossierExchange.errorsWritten', { count: written, file: errors }));
  lines.push(say(`dossierExchange.outcome.${dryRun ? 'dryRun' : 'written'}`));
  return lines;
}

/** How far it is, on one line of a terminal that is overwritten; nothing where the output goes to a file. */
function progressOn(stream: NodeJS.WriteStream, say: Say) {
  let shownAt = 0;
  return ({ stage, done, total: all }: { stage: 'reading' | 'writing'; done: number; total: number }) => {
    if (!stream.isTTY || performance.now() - shownAt < 200) return;
    shownAt = performance.now();
    stream.write(`\r${say(`dossierExchange.progress.${stage}`, { done, total: all })}\u001b[K`);
  };
}

type Prepare = (database: OpenDatabase, now: Date, print: (line: string) => void) => Promise<unknown>;

/**
 * `import dossiers FILE [--dry-run] [--mapping NAME] [--map HEADING=FIELD] [--errors FILE] [--json]`: sound rows are taken, the others are
 * said and come back in the file of `--errors`. Exit code 1 when a row was refused.
 */
export async function importDossiersCommand(words: string[], environment: Environment, prepare: Prepare): Promise<void> {
  const given = readWords(words);
  const say = sayIn('vi');
  const { CLOCK: clock } = environment;
  const changed = headingsOf(given.map);
  const database = await openDatabase(environment);
  try {
    await prepare(database, clock.now(), (line) => console.error(line));
    await markInterrupted(database, clock.now());
    const remembered = given.mapping ? await loadMapping(database.prisma, given.mapping) : null;
    const summary = await importFile(database, {
      file: given.file,
      source: basename(given.file),
      actor: SYSTEM_ACTOR,
      clock,
      mapping: { ...remembered, ...changed },
      ...(given.errors === undefined ? {} : { errors: given.errors }),
      dryRun: given.dryRun,
      tell: createDesk(database.prisma, clock).tell,
      onProgress: progressOn(process.stderr, say),
    });
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    if (given.mapping && !given.dryRun)
      await saveMapping(database.prisma, given.mapping, { ...summary.headings, ...remembered, ...changed }, 'system', clock.now());
    const { findings, ...rest } = summary;
    console.log(
      given.json
        ? JSON.stringify({ ...rest, dryRun: given.dryRun, findings: findings.map((remark) => describe(remark, say)) }, null, 2)
        : linesFor(summary, given, say).join('\n'),
    );
    if (summary.counts.refused > 0) process.exitCode = 1;
  } finally {
    await database.close();
  }
}

/** `export dossiers FILE`: every dossier as XLSX, CSV or JSON, in the form in which it can be imported. */
export async function exportDossiersCommand(words: string[], environment: Environment): Promise<void> {
  const [what, file, ...more] = words;
  if (what !== 'dossiers' || !file || file.startsWith('--') || more.length > 0) throw usage('export', '');
  formatOf(file);
  const database = await openDatabase(environment);
  try {
    const count = await exportFile(database.prisma, file);
    const at = environment.CLOCK.now();
    const details = { file: basename(file), count };
    await database.prisma.$transaction((tx) => recordAudit(tx, { at, actor: 'system', action: 'dossier.export', subject: 'dossiers', details }));
    console.log(sayIn('vi')('dossierExchange.exported', { count, file }));
  } finally {
    await database.close();
  }
}
