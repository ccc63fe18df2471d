import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { type Database, openDatabase } from '#src/platform/database.ts';
import type { Environment } from '#src/platform/environment.ts';
import { AppError, briefly } from '#src/platform/errors.ts';
import { sayIn } from '#src/platform/texts.ts';
import { dayOf } from '#src/text/formats.ts';
import { bookLines, bookPdf, bookXlsx, readBook } from './registerBook.ts';

const usage = () =>
  new AppError('exchangeUsage', { params: { usage: 'npm run export -- register FILE [--from 2026-01-01] [--to 2026-12-31] [--agency ID]' } });

/** "register FILE --from DAY --to DAY --agency ID"; throws exchangeUsage for anything else. */
function readWords(words: readonly string[], today: string) {
  const year = today.slice(0, 4);
  const found = { from: `${year}-01-01`, to: `${year}-12-31`, agency: '', file: '' };
  const rest = words.filter((word) => word !== 'register');
  for (let at = 0; at < rest.length; at++) {
    const [, name, inline] = /^--(from|to|agency)(?:=(.*))?$/.exec(rest[at]!) ?? [];
    if (name) found[name as 'from' | 'to' | 'agency'] = inline ?? rest[++at] ?? '';
    else if (rest[at]!.startsWith('--') || found.file) throw usage();
    else found.file = rest[at]!;
  }
  const isDay = (day: string) => /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day));
  if (!found.file || !isDay(found.from) || !isDay(found.to) || found.from > found.to) throw usage();
  const format = extname(found.file).toLowerCase();
  if (format !== '.xlsx' && format !== '.pdf')
    throw new AppError('exchangeFormat', { status: 400, params: { file: found.file, known: '.xlsx, .pdf' } });
  return { ...found, format };
}

/** The agency that keeps the register: the one named, or the only one that has dossiers. */
async function keeperOf(database: Database, named: string): Promise<string> {
  const agencies = (await database.dossier.groupBy({ by: ['agencyId'], orderBy: { agencyId: 'asc' } })).map(({ agencyId }) => agencyId);
  const agencyId = named || (agencies.length === 1 ? agencies[0]! : '');
  if (!agencies.includes(agencyId)) throw new AppError('registerAgency', { params: { known: agencies.join(', ') || '–' } });
  return agencyId;
}

/** `export register FILE`: the register of a year or another time in the layout of its form, as XLSX with its faults, or as PDF. */
export async function exportRegisterCommand(words: string[], environment: Environment): Promise<void> {
  const now = environment.CLOCK.now();
  const { file, format, from, to, agency } = readWords(words, dayOf(now));
  const say = sayIn('vi');
  const database = await openDatabase(environment);
  try {
    const book = await readBook(database.prisma, { agencyId: await keeperOf(database.prisma, agency), from, to }, now, say);
    const bytes = format === '.pdf' ? await bookPdf(database.prisma, book, now, say) : await bookXlsx(book, say);
    try {
      writeFileSync(file, bytes);
    } catch (cause) {
      throw new AppError('exportNotWritten', { params: { file, detail: briefly(cause) }, cause });
    }
    for (const line of bookLines(book, say)) console.log(line);
  } finally {
    await database.close();
  }
}
