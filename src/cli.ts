import { createInterface } from 'node:readline';
import { calendarFromFile } from './calendar/store/file.ts';
import { loadCalendar } from './calendar/store/load.ts';
import { runTerminal } from './channels/terminal/terminal.ts';
import { type Assistant, createAssistant } from './conversation/assistant.ts';
import { loadLearnedLanguage } from './conversation/language.ts';
import { createRead } from './conversation/reading.ts';
import { currentScreen, newState, type State } from './conversation/state.ts';
import { loadDirectory, loadOffice, officeFrom, readDirectoryFile } from './directory/directory.ts';
import { type Environment, readEnvironment } from './platform/environment.ts';
import { exitWithProblem } from './platform/problem.ts';
import { sayIn } from './platform/texts.ts';
import { catalogueFromFiles, loadCatalogue } from './procedures/catalogue.ts';
import { readCatalogueFiles } from './procedures/files.ts';
import { readInForce } from './readInForce.ts';
import { renderPlain } from './text/plain.ts';

/** The assistant over the catalogue in force. */
async function readAssistant(environment: Environment): Promise<Assistant> {
  const language = loadLearnedLanguage();
  const { CLOCK: clock } = environment;
  return readInForce(
    environment,
    async (database) => {
      const catalogue = await loadCatalogue(database);
      if (catalogue.procedures.size === 0) return null;
      const office = await loadOffice(database);
      const calendar = await loadCalendar(database, office.id);
      const desk = { directory: await loadDirectory(database), clock, calendar: () => calendar };
      return createAssistant(catalogue, office, language, createRead(catalogue, language), desk);
    },
    () => {
      const directory = readDirectoryFile();
      const calendar = calendarFromFile();
      const desk = { directory, clock, calendar: () => calendar };
      const catalogue = catalogueFromFiles(readCatalogueFiles());
      return createAssistant(catalogue, officeFrom(directory), language, createRead(catalogue, language), desk);
    },
  );
}

/** `understand`: one message per line in, one JSON object per line out; the same code path as the channels. */
async function understand(assistant: Assistant, options: { reply: boolean; context: boolean }): Promise<void> {
  const say = sayIn('vi');
  let state: State = newState();
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const before = options.context ? state : newState();
    const step = assistant.answer(before, line, 'vi');
    state = step.state;
    const { intent, sections, dossierCode, procedures, elsewhere } = step.meaning ?? {
      intent: step.intent,
      sections: [],
      dossierCode: null,
      procedures: [],
      elsewhere: null,
    };
    const screen = currentScreen(step.state);
    // A choice from a menu names its procedure only by where it leads.
    const chosen =
      procedures.length === 0 && intent === 'procedure' && screen?.kind === 'procedure' && step.outcome === 'answered'
        ? [{ code: screen.code, score: 1 }]
        : procedures;
    const named = chosen.map(({ code, score }) => ({ code, name: assistant.catalogue.procedures.get(code)?.name ?? '', score }));
    const reply = step.replies.map((part) => renderPlain(part, say('procedure.source'))).join('\n\n');
    process.stdout.write(
      `${JSON.stringify({ q: line, intent, ...(sections[0] ? { section: sections[0] } : {}), ...(dossierCode ? { dossierCode } : {}), procedures: named, ...(elsewhere ? { elsewhere: { code: elsewhere.code, name: elsewhere.name, agency: elsewhere.agency ?? null } } : {}), ...(options.reply ? { reply } : {}) })}\n`,
    );
  }
}

const [command, ...rest] = process.argv.slice(2);
try {
  const assistant = await readAssistant(readEnvironment(process.env));
  if (command === 'understand') await understand(assistant, { reply: !rest.includes('--no-reply'), context: rest.includes('--context') });
  else await runTerminal(assistant);
} catch (error) {
  exitWithProblem(error);
}
