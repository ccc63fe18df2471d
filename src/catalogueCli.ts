import { importHolidaysCommand } from './calendar/exchange/command.ts';
import { exportDossiersCommand, importDossiersCommand } from './dossiers/exchange/command.ts';
import { exportRegisterCommand } from './dossiers/slips/registerCommand.ts';
import { exportFeedbackCommand } from './feedback/exchange/exportCommand.ts';
import { type Environment, readEnvironment } from './platform/environment.ts';
import { AppError } from './platform/errors.ts';
import { exitWithProblem } from './platform/problem.ts';
import { sayIn } from './platform/texts.ts';
import { prepareDatabase } from './prepare.ts';
import { catalogueFromFiles, loadCatalogue } from './procedures/catalogue.ts';
import type { Catalogue } from './procedures/content.ts';
import { exportCommand, importCommand } from './procedures/exchange/command.ts';
import { readCatalogueFiles } from './procedures/files.ts';
import { countPublications } from './procedures/publications.ts';
import { reportOn } from './procedures/report.ts';
import { reportLines } from './procedures/reportText.ts';
import { readInForce } from './readInForce.ts';
import { dayOf } from './text/formats.ts';

/** The catalogue in force. */
const readCatalogue = (environment: Environment): Promise<Catalogue> =>
  readInForce(
    environment,
    async (database) => {
      const catalogue = await loadCatalogue(database);
      return catalogue.procedures.size > 0 ? catalogue : null;
    },
    () => catalogueFromFiles(readCatalogueFiles()),
  );

/** The value after an option, "--at 2026-01-01" or "--at=2026-01-01". */
function option(words: string[], name: string): string | undefined {
  const at = words.indexOf(name);
  return at >= 0 ? words[at + 1] : words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** The day of `--at`, or today. */
function dayAsked(words: string[], environment: Environment): string {
  const day = option(words, '--at') ?? dayOf(environment.CLOCK.now());
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day))) throw new AppError('dateInvalid', { params: { given: day.slice(0, 40) } });
  return day;
}

/** `counts [--at 2026-01-01]`: one JSON object with what each list in force on that day holds. */
async function counts(words: string[], environment: Environment): Promise<void> {
  const day = dayAsked(words, environment);
  const catalogue = await readCatalogue(environment);
  const publications = countPublications(catalogue.publications, day).map(({ levels, ...list }) => ({
    ...list,
    levels: Object.fromEntries(Object.entries(levels).map(([level, { procedures, fields }]) => [level, { procedures, fields }])),
  }));
  console.log(JSON.stringify({ publications }, null, 2));
}

/** `report [--json] [--at 2026-01-01]`: what is stale, incomplete, unsourced or contradicting, worst first. */
async function report(words: string[], environment: Environment): Promise<void> {
  const day = dayAsked(words, environment);
  const found = reportOn(await readCatalogue(environment), day);
  console.log(words.includes('--json') ? JSON.stringify(found, null, 2) : reportLines(found, sayIn('vi')).join('\n'));
}

const imports: Record<string, typeof importCommand> = { holidays: importHolidaysCommand, dossiers: importDossiersCommand };

const exports: Record<string, typeof exportCommand> = {
  dossiers: exportDossiersCommand,
  register: exportRegisterCommand,
  feedback: exportFeedbackCommand,
};

const commands: Record<string, (words: string[], environment: Environment) => Promise<void>> = {
  counts,
  report,
  import: (words, environment) => (imports[words.find((word) => word in imports) ?? ''] ?? importCommand)(words, environment, prepareDatabase),
  export: (words, environment) => (exports[words[0] ?? ''] ?? exportCommand)(words, environment),
};

const [name = '', ...words] = process.argv.slice(2);
try {
  const command = commands[name];
  if (!command) throw new AppError('commandUnknown', { params: { name: name.slice(0, 40), known: Object.keys(commands).join(', ') } });
  await command(words, readEnvironment(process.env));
} catch (error) {
  exitWithProblem(error);
}
