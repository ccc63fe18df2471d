import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { previews } from '#src/channels/previews.ts';
import { troubleOf } from '#src/channels/troubleOf.ts';
import { WebBoard } from '#src/channels/web-chat/board.ts';
import { createWebChannel } from '#src/channels/web-chat/channel.ts';
import { whyNot } from '#src/channels/whyNot.ts';
import type { Answering } from '#src/conversation/assistant.ts';
import type { Channel } from '#src/delivery/channel.ts';
import { startDelivery } from '#src/delivery/delivery.ts';
import { createExchange } from '#src/delivery/exchange.ts';
import { type TurnDeps, turnsOf } from '#src/delivery/turn.ts';
import { officeFrom } from '#src/directory/directory.ts';
import { holdDirectory } from '#src/directory/held.ts';

import { createDesk } from '#src/dossiers/createDesk.ts';
import { createImports } from '#src/dossiers/exchange/imports.ts';
import { holdRudeWords } from '#src/feedback/abuse/heldRude.ts';
import { openFileFolder } from '#src/feedback/files/keep.ts';
import { holdAssistant } from '#src/heldAssistant.ts';
import { lessonOf } from '#src/learning/missed.ts';
import { Notebook } from '#src/learning/notebook.ts';
import { type Clock, fixedClock, running } from '#src/platform/clock.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { createLog } from '#src/platform/log.ts';
import { createMetrics } from '#src/platform/metrics.ts';
import { secretsFrom } from '#src/platform/secrets.ts';
import type { CatalogueFiles } from '#src/procedures/files.ts';
import { seedCatalogue } from '#src/procedures/seed.ts';
import { readersHere } from '#src/reading/here.ts';
import type { Role } from '#src/staff/actor.ts';
import type { Reply } from '#src/text/reply.ts';
import { createApp } from '#src/web/app.ts';
import { holdWording } from '#src/wording/held.ts';
import { realAssistant, realCalendar, realDirectory, realLanguage } from './assistant.ts';
import { collect } from './collect.ts';
import { testDatabase } from './database.ts';

interface Options {
  metricsToken?: string;
  authority?: string;
  secondFactorFor?: Role[];
  assistant?: () => Answering;
  clock?: Clock;
  channels?: Channel[];
  /** A catalogue in the database, whose publications the assistant follows. */
  files?: CatalogueFiles;
}

async function heldFrom(files: CatalogueFiles, database: OpenDatabase, clock: Clock) {
  await seedCatalogue(database.prisma, files, clock.now());
  const directory = realDirectory();
  const language = realLanguage();
  const rest = { office: officeFrom(directory), language, readers: readersHere(language), desk: { directory, clock, calendar: realCalendar } };
  return holdAssistant(database, rest, (error) => {
    throw error;
  });
}

/** The whole web application on a port of its own, with a database of its own, as `start` would put it together. */
export async function testWeb(options: Options = {}) {
  const database: OpenDatabase = await testDatabase();
  const metrics = createMetrics();
  const logged = collect();
  const log = createLog('info', logged.stream);
  const clock = options.clock ?? fixedClock(new Date('2026-11-22T09:00:00+07:00'));
  const held = options.files && (await heldFrom(options.files, database, clock));
  const places =
    held &&
    (await holdDirectory(database, (error) => {
      throw error;
    }));
  if (held) places?.follow(held.follow);
  const assistant = held?.current ?? options.assistant ?? realAssistant;
  const notebook = new Notebook({ database: database.prisma, clock, refer: () => assistant().refer, report: (error) => log.error({ err: error }) });
  const learn: TurnDeps['learn'] = ({ channel, conversation }, before, heard, step) =>
    notebook.take(`${channel} ${conversation}`, lessonOf(before, heard, step));
  const takeTurn = turnsOf({ current: assistant, clock, log, learn });
  const exchange = createExchange({ database: database.prisma, clock, metrics, takeTurn });
  const delivery = options.channels && startDelivery({ database, clock: running(clock), log, metrics, channels: options.channels, takeTurn });
  const { metricsToken, authority, secondFactorFor = [] } = options;
  const board = new WebBoard(database.prisma, null);
  const imports = createImports({ database, clock, log, tell: createDesk(database.prisma, clock).tell });
  const dataDir = mkdtempSync(join(tmpdir(), 'mot-cua-web-'));
  const wording = await holdWording(database, (error) => {
    throw error;
  });
  const rude = await holdRudeWords(database, (error) => {
    throw error;
  });
  const app = createApp({
    wordingChanged: wording.refresh,
    rudeWordsChanged: rude.refresh,
    files: openFileFolder(dataDir),
    board,
    imports,
    secrets: secretsFrom('a secret that only tests know'),
    url: undefined,
    database: database.prisma,
    clock,
    log,
    metrics,
    metricsToken,
    authority,
    secondFactorFor,
    exchange,
    ...(delivery && { delivery }),
    current: assistant,
    rehearse: held?.rehearse ?? ((_, ask) => ask(assistant())),
    ...(held && { catalogueChanged: held.refresh }),
    ...(places && { directoryChanged: places.refresh }),
    previews,
    whyNot,
    troubleOf,
    noteSearch: (text) => notebook.note('noResult', text),
  });
  const server = createServer(app);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    database,
    imports,
    notebook,
    dataDir,
    metrics,
    /** Says something to a web conversation unasked, as the outbox does. */
    tell: (conversation: string, said: Reply) =>
      createWebChannel({ database: database.prisma, clock, board }).send(conversation, { reply: said }, AbortSignal.timeout(5000)),
    logged: () => logged.text(),
    /** The database is gone, and the application stays; whoever listens to it lets go first, or it would wait for them. */
    loseDatabase: async () => {
      await wording.stop();
      await rude.stop();
      await places?.stop();
      await database.close();
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await delivery?.stop();
      await places?.stop();
      await held?.stop();
      await notebook.stop();
      await wording.stop();
      await rude.stop();
      await imports.stop();
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export type TestWeb = Awaited<ReturnType<typeof testWeb>>;
