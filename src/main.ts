import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { yearToAnnounce } from './calendar/index.ts';
import { holdCalendar } from './calendar/store/held.ts';
import { authorityOf } from './campaigns/areas.ts';
import { campaignJobs } from './campaigns/jobs.ts';
import { configuredChannels } from './channels/configured.ts';
import { previews } from './channels/previews.ts';
import { troubleOf } from './channels/troubleOf.ts';
import { WebBoard } from './channels/web-chat/board.ts';
import { createWebChannel } from './channels/web-chat/channel.ts';
import { whyNot } from './channels/whyNot.ts';
import { mustNotStay, withoutWords } from './conversation/heard.ts';
import { type DeliveryDeps, startDelivery } from './delivery/delivery.ts';
import { createExchange } from './delivery/exchange.ts';
import { loseWordsJob } from './delivery/inbox/loseWords.ts';
import { mendLanes } from './delivery/outbox/lanes.ts';
import { reachOf } from './delivery/reach.ts';
import { PROACTIVE, switchedOff } from './delivery/switches.ts';
import { type TakeTurn, type TurnDeps, turnsOf } from './delivery/turn.ts';
import { holdDirectory } from './directory/held.ts';
import { createDesk } from './dossiers/createDesk.ts';
import { markInterrupted } from './dossiers/exchange/importFile.ts';
import { createImports } from './dossiers/exchange/imports.ts';
import { dossierJobs } from './dossiers/jobs.ts';
import { workJob } from './dossiers/work/heldActs.ts';
import { holdRudeWords } from './feedback/abuse/heldRude.ts';
import { openFileFolder } from './feedback/files/keep.ts';
import { feedbackJobs } from './feedback/jobs.ts';
import { askAboutDossiers } from './feedback/satisfaction/rate.ts';
import { handOverJob } from './handover/jobs.ts';
import { holdAssistant } from './heldAssistant.ts';
import { lessonOf } from './learning/missed.ts';
import { Notebook } from './learning/notebook.ts';
import { running } from './platform/clock.ts';
import { openDatabase } from './platform/database.ts';
import type { Embedded } from './platform/embedded.ts';
import type { Environment } from './platform/environment.ts';
import { AppError, briefly } from './platform/errors.ts';
import { startJobs } from './platform/jobs.ts';
import { createLog } from './platform/log.ts';
import { createMetrics } from './platform/metrics.ts';
import type { ChatOfPerson } from './platform/personalData.ts';
import { openSecrets } from './platform/secrets.ts';
import { sayIn } from './platform/texts.ts';
import { cleanTables } from './platform/upkeep.ts';
import { prepareDatabase } from './prepare.ts';
import { fileAddress } from './privacy/file.ts';
import { heldJob } from './privacy/forgetHeld.ts';
import { runRetention } from './privacy/retention.ts';
import { publishDue } from './procedures/editing/commands/publish.ts';
import { eraseWaiting } from './procedures/editing/retention.ts';
import { reviewsDue } from './procedures/staleness.ts';
import { beginReading } from './reading/begin.ts';
import { reminderJobs } from './reminders/jobs.ts';
import { readRuleFile } from './reminders/rule.ts';
import { reminderSources } from './reminders/sources.ts';
import { offerFirstAdmin } from './staff/firstAdmin.ts';
import { loadReach } from './staff/reach.ts';
import { eraseSpent } from './staff/retention.ts';
import { dayOf } from './text/formats.ts';
import { createApp } from './web/app.ts';
import { holdWording } from './wording/held.ts';

const say = sayIn('vi');

/** Opens the port; a port that is taken or forbidden is said in plain words. */
function listen(server: Server, { PORT, HOST }: Environment): Promise<number> {
  return new Promise((done, refuse) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const code = error.code === 'EADDRINUSE' ? 'portInUse' : error.code === 'EACCES' ? 'portForbidden' : 'unexpected';
      refuse(new AppError(code, { params: { port: PORT, detail: error.message }, cause: error }));
    });
    server.listen(PORT, HOST || undefined, () => done((server.address() as AddressInfo).port));
  });
}

/** Messages of different conversations are handled side by side: while one worker waits for the database, another makes up answers. */
const WORKERS = { server: 3, embedded: 2 };
/** How long a start that failed may take to end what it had begun. */
const END_MS = 10_000;
/** How often notices that another instance kept are looked for while a page listens. */
const LOOK_MS = 1500;

/** What a test or a measurement puts in the place of the real thing. */
export interface Instead extends Partial<Pick<DeliveryDeps, 'channels' | 'together' | 'leaseMs'>> {
  /** Stands around the real turns. */
  turns?(real: TakeTurn): TakeTurn;
}

/** What the process does for a start. */
export interface ByProcess {
  /** The embedded database, where its opening was begun before this file was read. */
  embedded?: Promise<Embedded>;
  /** Called when all is there and nobody is answered yet. */
  beforeServing?(): void;
}

/** Starts everything on one port and returns how to stop it. The one place that knows every room. */
export async function start(
  environment: Environment,
  print: (line: string) => void = console.log,
  { turns = (real) => real, ...instead }: Instead = {},
  { embedded, beforeServing }: ByProcess = {},
) {
  const { CLOCK: clock } = environment;
  const log = createLog(environment.LOG_LEVEL);
  const metrics = createMetrics();
  const opening = openDatabase(environment, embedded);
  // Read while the database is being opened.
  const { readers, language } = beginReading(environment.DATABASE_URL !== undefined);
  const database = await opening.catch(async (error) => {
    await readers.stop();
    throw error;
  });
  /** What goes on by itself once begun; the last is stopped first. */
  const begun: { stop(): Promise<unknown> }[] = [readers];
  const end = async () => {
    for (const part of begun.reverse()) await part.stop();
    await database.close();
  };
  try {
    const migrations = await prepareDatabase(database, clock.now(), print);
    if (migrations.length > 0) log.info({ migrations }, 'database migrated');
    await markInterrupted(database, clock.now());
    const wording = await holdWording(database, (error) => log.warn({ err: error }, 'wording not read'));
    begun.push(wording);
    const rude = await holdRudeWords(database, (error) => log.warn({ err: error }, 'rude words not read'));
    begun.push(rude);
    const places = await holdDirectory(database, (error) => log.warn({ err: error }, 'directory not read'));
    begun.push(places);
    const { office, directory } = places.current();
    const calendar = await holdCalendar(database.prisma, office.partOf ?? office.id, (error) => log.warn({ err: error }, 'calendar not read'));
    begun.push(calendar);
    const assistant = await holdAssistant(
      database,
      { office, language, readers, desk: { directory, clock, calendar: calendar.current } },
      (error) => log.warn({ err: error }, 'catalogue not read'),
      ({ catalogue }) => {
        metrics.catalogueProcedures.set(catalogue.procedures.size);
        metrics.catalogueRevision.set(catalogue.revision);
      },
    );
    begun.push(assistant);
    places.follow(assistant.follow);

    const secrets = openSecrets(environment);
    const configured = await configuredChannels({ environment, database: database.prisma, clock: running(clock), log, secrets });
    // A page of our own finds it without the whole address; a message elsewhere does not.
    const fileOf = (chat: ChatOfPerson) =>
      environment.PUBLIC_URL || chat.channel === 'web' ? `${environment.PUBLIC_URL ?? ''}${fileAddress(secrets, chat, clock.now())}` : null;
    const work = { snoozes: environment.STAFF_SNOOZES, undoMinutes: environment.STAFF_UNDO_MINUTES };
    const notebook = new Notebook({
      database: database.prisma,
      clock,
      refer: () => assistant.current().refer,
      report: (error) => log.warn({ error: briefly(error) }, 'questions not kept'),
    });
    begun.push(notebook);
    const learn: TurnDeps['learn'] = ({ channel, conversation }, before, heard, step) =>
      notebook.take(`${channel} ${conversation}`, lessonOf(before, heard, step));
    const takeTurn = turns(turnsOf({ current: assistant.current, clock, log, fileOf, mark: secrets.mark, work, learn }));
    const desk = createDesk(database.prisma, clock, [askAboutDossiers], environment.PUBLIC_URL);
    const imports = createImports({ database, clock, log, tell: desk.tell });
    const files = openFileFolder(environment.DATA_DIR);
    const board = new WebBoard(database.prisma, database.kind === 'server' ? LOOK_MS : null);
    // The port first: where it is taken nothing has been begun. No request is missed before the app is there, for nothing waits in between.
    const server = createServer();
    const port = await listen(server, environment);
    begun.push({ stop: async () => void server.close() });
    const delivery = startDelivery({
      database,
      clock: running(clock),
      log,
      metrics,
      channels: [createWebChannel({ database: database.prisma, clock: running(clock), board }), ...configured.channels],
      takeTurn,
      mustNotStay: (heard) => mustNotStay(heard, assistant.current().refer),
      workers: WORKERS[database.kind],
      alone: database.kind === 'embedded',
      ...instead,
    });
    begun.push(delivery);
    const exchange = createExchange({ database: database.prisma, clock, metrics, takeTurn });
    const app = createApp({
      database: database.prisma,
      clock,
      log,
      metrics,
      metricsToken: environment.METRICS_TOKEN,
      authority: environment.AUTHORITY_NAME,
      exchange,
      delivery,
      board,
      secrets,
      url: environment.PUBLIC_URL,
      secondFactorFor: environment.TWO_FACTOR_ROLES,
      zaloOaId: environment.ZALO_OA_ID,
      files,
      desk,
      imports,
      current: assistant.current,
      catalogueChanged: assistant.refresh,
      wordingChanged: wording.refresh,
      rudeWordsChanged: rude.refresh,
      directoryChanged: places.refresh,
      rehearse: assistant.rehearse,
      noteSearch: (text) => notebook.note('noResult', text),
      previews,
      whyNot,
      troubleOf,
    });
    // What comes before messages can be read waits for that.
    const serving = assistant.ready.then(() => beforeServing?.());
    server.on('request', (request, response) => {
      void serving.then(
        () => app(request, response),
        () => response.destroy(),
      );
    });
    await serving;
    const staff = { database: database.prisma, clock };
    const erase = async () => {
      log.info({ erased: await runRetention(database.prisma, clock) }, 'retention');
      await eraseSpent(staff);
      await eraseWaiting(database.prisma, clock.now());
    };
    const publish = async () => {
      if ((await publishDue(staff, assistant.current().catalogue, say)) > 0) await assistant.refresh();
    };
    const mend = async () => void (await mendLanes(database.prisma));
    const clean = (night: boolean) => async () => void (await cleanTables(database, night));
    const embeddedOnly = [
      { name: 'upkeep', schedule: '8,23,38,53 * * * *', lateAfter: 60, run: clean(false) },
      { name: 'upkeep-night', schedule: '47 3 * * *', run: clean(true) },
    ];
    const daily = [
      ...(database.kind === 'embedded' ? embeddedOnly : []),
      { name: 'retention', schedule: '17 3 * * *', run: erase },
      { name: 'lanes', schedule: '41 * * * *', run: mend },
      { name: 'channels', schedule: '23 * * * *', run: configured.keepAlive },
      { name: 'publications', schedule: '* * * * *', run: publish },
      ...dossierJobs(desk, log, database.kind),
      ...reminderJobs({
        database: database.prisma,
        clock,
        log,
        metrics,
        agencyId: office.partOf ?? office.id,
        calendarOf: desk.calendarOf,
        sources: reminderSources((today) => reviewsDue(assistant.current().catalogue, today)),
        loadReach,
        settings: readRuleFile().settings,
        url: environment.PUBLIC_URL ?? null,
      }),
      ...campaignJobs({
        database: database.prisma,
        clock,
        authority: async () => authorityOf(places.current().directory, places.current().office),
        channels: () => reachOf(delivery.status()),
        proactive: async () => !(await switchedOff(database.prisma)).some(({ channel }) => channel === PROACTIVE),
      }),
      workJob(database.prisma, { clock, limits: work, listeners: [askAboutDossiers], publicUrl: environment.PUBLIC_URL }, (error) =>
        log.error({ error: briefly(error) }, 'a decision from a chat could not be done'),
      ),
      handOverJob(desk),
      heldJob(database.prisma, clock),
      loseWordsJob(database.prisma, clock, (heard) => withoutWords(heard, assistant.current().refer)),
      ...feedbackJobs(desk, say('feedback.closing'), configured.channels, files),
    ];
    begun.push(startJobs(daily, database.prisma, log, () => clock.now(), metrics));

    const url = environment.PUBLIC_URL ?? `http://localhost:${port}`;
    print(say('start.ready', { name: say('app.name') }));
    print(say('start.open', { url }));
    print(
      environment.DATABASE_URL
        ? say('start.server', { host: new URL(environment.DATABASE_URL).host })
        : say('start.embedded', { folder: environment.DATA_DIR }),
    );
    const { procedures, revision } = assistant.current().catalogue;
    print(say('start.catalogue', { count: procedures.size, revision }));
    const year = yearToAnnounce(calendar.current(), dayOf(clock.now()))?.year;
    if (year) print(say('start.calendar', { year: String(year) }));
    const firstAdmin = await offerFirstAdmin(staff, environment, url, say);
    if (firstAdmin) print(firstAdmin);
    print(say('start.stop'));

    let stopping: Promise<void> | null = null;
    /** Takes no more, answers what was begun, closes the database. Safe to call twice. */
    const stop = (): Promise<void> => {
      stopping ??= (async () => {
        const closed = new Promise<void>((done) => server.close(() => done()));
        server.closeIdleConnections();
        await exchange.idle();
        await imports.stop();
        await delivery.stop();
        void setTimeout(2000, undefined, { ref: false }).then(() => server.closeAllConnections());
        await closed;
        await end();
      })();
      return stopping;
    };
    return { port, url, stop, current: assistant.current, log, delivery };
  } catch (error) {
    // Whatever was begun must not keep a process that could not start.
    await Promise.race([end().catch(() => {}), setTimeout(END_MS, undefined, { ref: false })]);
    throw error;
  }
}
