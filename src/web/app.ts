import express, { type Express } from 'express';
import type { WebBoard } from '#src/channels/web-chat/board.ts';
import type { Answering } from '#src/conversation/assistant.ts';
import type { Delivery } from '#src/delivery/delivery.ts';
import type { Exchange } from '#src/delivery/exchange.ts';
import { createDesk } from '#src/dossiers/createDesk.ts';
import type { Desk } from '#src/dossiers/desk.ts';
import type { Imports } from '#src/dossiers/exchange/imports.ts';
import type { FileFolder } from '#src/feedback/files/keep.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import type { Log } from '#src/platform/log.ts';
import type { Metrics } from '#src/platform/metrics.ts';
import type { Secrets } from '#src/platform/secrets.ts';
import type { Catalogue } from '#src/procedures/content.ts';
import { createSignIn } from '#src/staff/signIn.ts';
import { oneSpelling } from '#src/text/fields.ts';
import { apiAnswers } from './apiAnswers.ts';
import { assetsRouter } from './assets.ts';
import { catalogueStatus } from './catalogueStatus.ts';
import { chatApi } from './chatApi.ts';
import { chatDoors } from './chatDoors.ts';
import { chatStream } from './chatStream.ts';
import { dossierApi } from './dossierApi.ts';
import { dossierLookUp } from './dossierLookUp.ts';
import { errorHandler } from './errorHandler.ts';
import { feedbackPages } from './feedback/feedbackPages.ts';
import { health } from './health.ts';
import { home } from './home.ts';
import { looks } from './look.ts';
import { privacyPage } from './privacyPage.ts';
import { procedureApi } from './procedureApi.ts';
import { type ProcedureDeps, procedures } from './procedures.ts';
import { securityHeaders } from './security.ts';
import type { StaffWeb } from './staff/shell.ts';
import { staffPages } from './staff/staffPages.ts';
import { webhooks } from './webhooks.ts';

export interface WebDeps {
  database: Database;
  log: Log;
  metrics: Metrics;
  metricsToken?: string | undefined;
  authority: string | undefined;
  exchange: Exchange;
  /** What brings platforms' messages in and out; none where no channel is set up. */
  delivery?: Delivery;
  /** What is said to web conversations unasked. */
  board?: WebBoard;
  /** What tells citizens of their dossiers. */
  desk?: Desk;
  /** Imports that are followed on a page. */
  imports: Imports;
  /** Where what comes with feedback is kept. */
  files: FileFolder;
  clock: Clock;
  secrets: Secrets;
  /** The id of the Zalo Official Account, where it is set. */
  zaloOaId?: string | undefined;
  /** As in StaffWeb; none where it is not set. */
  secondFactorFor?: StaffWeb['secondFactorFor'];
  /** PUBLIC_URL, where it is set. */
  url: string | undefined;
  current(): Answering;
  /** As in StaffWeb. */
  catalogueChanged?(): Promise<void>;
  wordingChanged?: StaffWeb['wordingChanged'];
  rudeWordsChanged?: StaffWeb['rudeWordsChanged'];
  directoryChanged?: StaffWeb['directoryChanged'];
  rehearse: StaffWeb['rehearse'];
  previews?: StaffWeb['previews'];
  whyNot: StaffWeb['whyNot'];
  troubleOf: StaffWeb['troubleOf'];
  noteSearch?: ProcedureDeps['noteSearch'];
}

const published = new WeakMap<Catalogue, string[]>();
/** The published fields of a catalogue, by name; gathered once for each revision. */
function fieldsOf(catalogue: Catalogue): string[] {
  let held = published.get(catalogue);
  if (!held) {
    held = [...oneSpelling([...catalogue.procedures.values()].map(({ field }) => field)).values()].sort((a, b) => a.localeCompare(b, 'vi'));
    published.set(catalogue, held);
  }
  return held;
}

/** What a person may send at once; a message typed by hand is far shorter. */
const LARGEST_BODY = '64kb';

/** The Express app: thin routes over the rooms, one error handler. */
export function createApp(deps: WebDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', 'loopback');
  app.use(securityHeaders(deps.url));
  const catalogue = () => ({ procedures: deps.current().catalogue.procedures.size, revision: deps.current().catalogue.revision });
  const channels = () => deps.delivery?.status() ?? [];
  app.use(health({ ...deps, catalogue, channels }));
  // Before the body is parsed: a platform signs its bytes.
  if (deps.delivery) app.use(webhooks(deps.delivery));
  app.use(assetsRouter());
  app.use('/api', apiAnswers);
  // Before the body is parsed: programs with a key may send more, strangers nothing.
  app.use(dossierApi(deps));
  app.use(looks(deps.url));
  app.use(express.json({ limit: LARGEST_BODY, type: ['application/json', 'text/plain'] }));
  app.use(chatApi(deps.exchange));
  if (deps.board) app.use(chatStream(deps.board));
  app.use(home(deps));
  app.use(catalogueStatus(deps));
  app.use(procedures(deps));
  app.use(procedureApi(deps));
  const chats = () => chatDoors(channels(), deps.zaloOaId);
  app.use(dossierLookUp({ ...deps, chats }));
  app.use(privacyPage(deps));
  const desk = deps.desk ?? createDesk(deps.database, deps.clock);
  app.use(feedbackPages({ ...deps, desk, chats }));
  const fields = () => fieldsOf(deps.current().catalogue);
  app.use(staffPages({ ...deps, desk, signIn: createSignIn(deps), secondFactorFor: deps.secondFactorFor ?? [], fields, channels, chats }));
  app.use(() => {
    throw new AppError('notFound', { status: 404 });
  });
  app.use(errorHandler(deps.log, deps.metrics, deps.authority));
  return app;
}
