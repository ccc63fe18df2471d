import { type Request, type Response, Router } from 'express';
import { type DossierFacts, drawDossier } from '#src/conversation/dossiers.ts';
import type { Agency } from '#src/directory/agency.ts';
import { type LookUp, lookUp, type Proof } from '#src/dossiers/lookUp.ts';
import { asDossier, type Dossier } from '#src/dossiers/model.ts';
import { CITIZEN_SLIPS, drawSlip, readSlip, type SlipKind, slipFileName, slipsFor } from '#src/dossiers/slips/makeSlip.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import type { Log } from '#src/platform/log.ts';
import { listIn, sayIn } from '#src/platform/texts.ts';
import type { Catalogue } from '#src/procedures/content.ts';
import { type ChatDoors, telegramDoor, zaloDoor } from './chatDoors.ts';
import { dossierLookUpPage } from './dossierLookUpPage.ts';
import { localeOf } from './locale.ts';

interface LookUpDeps {
  database: Database;
  clock: Clock;
  log: Log;
  authority: string | undefined;
  /** The address that people use, for the QR of a slip. */
  url: string | undefined;
  /** Where a chat with the assistant opens. */
  chats(): ChatDoors;
  current(): { catalogue: Catalogue; office: Agency };
}

const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 100).trim() : '');

/** What is shown is the holder's alone: no copy is kept on the way, and no search engine reads it. */
const PRIVATE = { 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow', Vary: 'Accept-Language' };

/** Papers drawn at the same time; each takes a thread. */
const MOST_DRAWN = 2;

/**
 * `GET /ho-so`: the code shows the degree of completion, the slip's link (`k`) the details; `GET /ho-so/phieu.pdf` the papers, for the holder
 * of the slip. Wrong codes of an address are counted (dossiers/guard.ts). The token stands in the query, which no log of ours keeps and
 * no Referer tells.
 */
export function dossierLookUp(deps: LookUpDeps): Router {
  const { database, clock, log } = deps;
  let drawn = 0;
  const find = (request: Request, proof: Proof): Promise<LookUp> =>
    lookUp(database, proof, { now: clock.now(), asker: { address: request.ip ?? 'unknown' }, log });
  const dossierOf = async (id: number): Promise<Dossier> => asDossier(await database.dossier.findUniqueOrThrow({ where: { id } }));
  const citizenSlips = async (dossier: Dossier): Promise<SlipKind[]> =>
    (await slipsFor(database, dossier)).filter((kind) => CITIZEN_SLIPS.includes(kind));

  const router = Router();
  router.get('/ho-so', async (request: Request, response: Response) => {
    const locale = localeOf(request);
    const say = sayIn(locale);
    const [code, token] = [text(request.query['ma']), text(request.query['k'])];
    const result = token ? await find(request, { token }) : code ? await find(request, { code }) : null;
    const facts: DossierFacts = { ...deps.current(), now: clock.now(), say, sayAll: (key) => listIn(locale, key) };
    const papers = result?.found === 'details' ? await citizenSlips(await dossierOf(result.dossierId)) : [];
    const page = dossierLookUpPage({
      say,
      locale,
      authority: deps.authority ?? say('app.authority'),
      code,
      answer: result && drawDossier({ kind: 'lookUp', result }, facts).blocks,
      holder: result?.found === 'details' ? { token, papers, telegram: telegramDoor(deps.chats(), token), zalo: zaloDoor(deps.chats()) } : null,
    });
    if (result?.found === 'slowed')
      response.status(429).set('Retry-After', String(Math.ceil((result.until.getTime() - clock.now().getTime()) / 1000)));
    response
      .set({ ...PRIVATE, 'Content-Language': locale })
      .type('html')
      .send(page);
  });

  router.get('/ho-so/phieu.pdf', async (request: Request, response: Response) => {
    const kind = CITIZEN_SLIPS.find((known) => known === (text(request.query['form']) || 'receiptSlip'));
    const token = text(request.query['k']);
    response.set(PRIVATE);
    const result = token && kind ? await find(request, { token }) : null;
    if (result?.found === 'slowed') throw new AppError('tooManyMessages', { status: 429 });
    if (result?.found !== 'details' || !kind) throw new AppError('slipNone', { status: 404 });
    const dossier = await dossierOf(result.dossierId);
    if (!(await citizenSlips(dossier)).includes(kind)) throw new AppError('slipNone', { status: 404 });
    if (drawn >= MOST_DRAWN) throw new AppError('slipsBusy', { status: 429 });
    drawn++;
    try {
      const now = clock.now();
      const pdf = await drawSlip(
        await readSlip(database, dossier, kind, { now, links: { publicUrl: deps.url, telegram: deps.chats().telegram } }),
        now,
      );
      response
        .set('Content-Disposition', `inline; filename="${slipFileName(dossier.code, kind)}"`)
        .type('pdf')
        .send(pdf);
    } finally {
      drawn--;
    }
  });
  return router;
}
