import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { type Database, openDatabase } from '#src/platform/database.ts';
import type { Environment } from '#src/platform/environment.ts';
import { AppError, briefly } from '#src/platform/errors.ts';
import type { Cell } from '#src/platform/sheets/cells.ts';
import { formatCsv } from '#src/platform/sheets/csv.ts';
import { formatXlsx } from '#src/platform/sheets/xlsx.ts';
import { type Say, sayIn } from '#src/platform/texts.ts';
import { dayOf, formatDateTime } from '#src/text/formats.ts';

/** Rows read at a time. */
const SLICE = 1000;
const COLUMNS = [
  ...(['code', 'state', 'topic', 'sent', 'due', 'classified', 'answered', 'closed', 'unit', 'forwardedTo', 'channel'] as const),
  ...(['anonymous', 'reopened', 'place', 'dossier', 'text', 'answer'] as const),
];

const usage = () => new AppError('exchangeUsage', { params: { usage: 'npm run export -- feedback FILE [--from 2026-01-01] [--to 2026-12-31]' } });

/** "feedback FILE --from DAY --to DAY"; this year where no days are given. Throws exchangeUsage for anything else. */
function readWords(words: readonly string[], today: string) {
  const year = today.slice(0, 4);
  const found = { from: `${year}-01-01`, to: `${year}-12-31`, file: '' };
  const rest = words.filter((word) => word !== 'feedback');
  for (let at = 0; at < rest.length; at++) {
    const [, name, inline] = /^--(from|to)(?:=(.*))?$/.exec(rest[at]!) ?? [];
    if (name) found[name as 'from' | 'to'] = inline ?? rest[++at] ?? '';
    else if (rest[at]!.startsWith('--') || found.file) throw usage();
    else found.file = rest[at]!;
  }
  const isDay = (day: string) => /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day));
  if (!found.file || !isDay(found.from) || !isDay(found.to) || found.from > found.to) throw usage();
  const format = extname(found.file).toLowerCase();
  if (format !== '.xlsx' && format !== '.csv')
    throw new AppError('exchangeFormat', { status: 400, params: { file: found.file, known: '.xlsx, .csv' } });
  return { ...found, format };
}

/** The register of feedback between two days, both counted, headings first. Never who said it: names and contacts are no part of it. */
export async function feedbackRegister(database: Database, { from, to }: { from: string; to: string }, say: Say): Promise<Cell[][]> {
  const rows: Cell[][] = [COLUMNS.map((column) => say(`feedback.register.${column}`))];
  const createdAt = { gte: new Date(`${from}T00:00:00+07:00`), lt: new Date(new Date(`${to}T00:00:00+07:00`).getTime() + 86_400_000) };
  const day = (at: Date | null) => (at ? formatDateTime(at) : null);
  for (let after = 0; ; ) {
    const slice = await database.feedback.findMany({
      where: { createdAt, id: { gt: after } },
      include: { messages: { where: { kind: 'answered' }, orderBy: { id: 'desc' }, take: 1 } },
      orderBy: { id: 'asc' },
      take: SLICE,
    });
    for (const { code, state, topic, createdAt: sent, dueAt, classifiedAt, answeredAt, closedAt, messages, ...row } of slice)
      rows.push([
        ...[code, say(`feedback.state.${state}`), say(`feedback.topic.${topic}`), day(sent), day(dueAt)],
        ...[day(classifiedAt), day(answeredAt), day(closedAt), row.unitId, row.forwardedTo, row.channel],
        ...[row.anonymous ? say('feedback.pick.anonymous') : null, row.reopened || null, row.place, row.dossierCode],
        ...[row.text || say('feedback.desk.erased'), messages[0]?.text ?? null],
      ]);
    if (slice.length < SLICE) return rows;
    after = slice.at(-1)!.id;
  }
}

/** `export feedback FILE`: the register of feedback (NĐ 20/2008: register and electronic database), as XLSX or CSV. */
export async function exportFeedbackCommand(words: string[], environment: Environment): Promise<void> {
  const asked = readWords(words, dayOf(environment.CLOCK.now()));
  const { file, format } = asked;
  const say = sayIn('vi');
  const database = await openDatabase(environment);
  try {
    const rows = await feedbackRegister(database.prisma, asked, say);
    const bytes = format === '.csv' ? formatCsv(rows) : await formatXlsx([{ name: say('feedback.register.name'), rows }], 1);
    try {
      writeFileSync(file, bytes);
    } catch (cause) {
      throw new AppError('exportNotWritten', { params: { file, detail: briefly(cause) }, cause });
    }
    console.log(say('feedback.register.written', { count: rows.length - 1, file }));
  } finally {
    await database.close();
  }
}
