import express, { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { createDesk } from '#src/dossiers/createDesk.ts';
import type { Desk } from '#src/dossiers/desk.ts';
import { findDossierCode } from '#src/dossiers/dossierCode.ts';
import { listDifferences } from '#src/dossiers/exchange/differences.ts';
import { fieldOf } from '#src/dossiers/exchange/fields.ts';
import { describe, type Remark } from '#src/dossiers/exchange/findings.ts';
import { DIFFERENCE_KINDS } from '#src/dossiers/exchange/mirror.ts';
import {
  batchPayload,
  type DossierResult,
  dossierPayload,
  type Payload,
  type PayloadReading,
  readPayload,
  withoutRepeats,
} from '#src/dossiers/exchange/payload.ts';
import { createPlaces } from '#src/dossiers/exchange/places.ts';
import { type ProcedureNames, procedureNames } from '#src/dossiers/exchange/procedureNames.ts';
import { type UpsertRow, upsertBatch } from '#src/dossiers/exchange/upsert.ts';
import { recordAudit } from '#src/platform/audit.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { type Locale, sayIn } from '#src/platform/texts.ts';
import type { Catalogue } from '#src/procedures/content.ts';
import { type Actor, actorId } from '#src/staff/actor.ts';
import { keyActor } from '#src/staff/apiKeys.ts';
import { type Action, may } from '#src/staff/policy.ts';
import { localeOf } from './locale.ts';
import { openApi } from './openApi.ts';

export interface DossierApiDeps {
  database: Database;
  clock: Clock;
  /** What tells citizens; made here where nobody hands one over. */
  desk?: Desk;
  current(): { catalogue: Catalogue };
}

const LARGEST_BODY = '4mb';
/** Rows that are written at a time: a request holds the embedded database's only connection no longer than a slice. */
const SLICE = 50;
/** Requests of one key that are answered side by side. */
const AT_ONCE = 4;
/** How long the directory and terms are taken as they were read, in milliseconds. */
const PLACES_FOR = 30_000;

/** The names of the catalogue in force, made once for each. */
function namesOf(): (catalogue: Catalogue) => ProcedureNames {
  const made = new WeakMap<Catalogue, ProcedureNames>();
  return (catalogue) => {
    const names = made.get(catalogue) ?? procedureNames(catalogue.procedures.values());
    made.set(catalogue, names);
    return names;
  };
}

/** The program behind a request, when its key may do this; throws keyMissing, keyRefused or notAllowed. */
async function keyOf(request: Request, deps: DossierApiDeps, action: Action): Promise<Actor & { kind: 'key' }> {
  const given = /^Bearer\s+(\S+)$/i.exec(request.get('authorization') ?? '')?.[1] ?? request.get('x-api-key');
  if (!given) throw new AppError('keyMissing', { status: 401 });
  const actor = await keyActor(deps, given);
  if (actor?.kind !== 'key') throw new AppError('keyRefused', { status: 401 });
  if (!may(actor, action)) throw new AppError('notAllowed', { status: 403 });
  return actor;
}

function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new AppError('dossierPayloadInvalid', {
    status: 400,
    params: { place: issue?.path.map(String).join('.') || 'body', detail: issue?.message ?? '' },
  });
}

/** Findings name the fields as the program sent them. */
const findingsOf = (remarks: readonly Remark[], locale: Locale): DossierResult['findings'] =>
  remarks.map((remark) => {
    const { code, level, message } = describe(remark, sayIn(locale));
    return { code, level, message, ...(remark.field ? { field: fieldOf(remark.field).source } : {}) };
  });

/**
 * `PUT /api/v1/dossiers/:code` and `POST /api/v1/dossiers/batch`: the one-stop software says how its dossiers stand. Saying it again changes
 * nothing. `GET /api/v1/dossiers/differences`: where both sides disagree. `GET /api/v1/openapi.json` describes them.
 */
export function dossierApi(deps: DossierApiDeps): Router {
  const router = Router();
  const desk = deps.desk ?? createDesk(deps.database, deps.clock);
  const names = namesOf();
  const busy = new Map<number, number>();
  let places: { made: ReturnType<typeof createPlaces>; at: number } | null = null;
  const placesNow = () => {
    const at = performance.now();
    if (!places || at - places.at > PLACES_FOR) {
      places = { made: createPlaces(deps.database), at };
      places.made.catch(() => {
        places = null;
      });
    }
    return places.made;
  };

  /** What became of each payload, in order. */
  async function take(payloads: readonly Payload[], actor: Actor, locale: Locale): Promise<DossierResult[]> {
    const now = deps.clock.now();
    const setting = { now, procedures: names(deps.current().catalogue) };
    const readings: readonly PayloadReading[] = withoutRepeats(payloads.map((payload, at) => readPayload(payload, at + 1, setting)));
    const results: DossierResult[] = readings.map(({ code, remarks }) => ({
      code,
      outcome: remarks.some((remark) => remark.code === 'duplicateSame') ? 'unchanged' : 'refused',
      findings: findingsOf(remarks, locale),
      differences: [],
    }));
    const sound = readings.flatMap(({ dossier, hash }, at) => (dossier && hash ? [{ at, row: { dossier, hash } satisfies UpsertRow }] : []));
    const placesOf = await placesNow();
    for (let from = 0; from < sound.length; from += SLICE) {
      const slice = sound.slice(from, from + SLICE);
      const found = await placesOf(
        slice.map(({ row }) => row.dossier),
        now,
      );
      const allowed = slice.map((entry, at) => ({ ...entry, place: found[at]! })).filter(({ place }) => may(actor, 'dossier.import', place));
      for (const { at } of slice)
        if (!allowed.some((entry) => entry.at === at)) results[at]!.findings.push(...findingsOf([{ row: at + 1, code: 'agencyNotAllowed' }], locale));
      const written = await upsertBatch(
        deps.database,
        allowed.map(({ row }) => row),
        allowed.map(({ place }) => place),
        { now, source: actorId(actor), tell: desk.tell },
      );
      for (const [index, { outcome, differences }] of written.entries()) Object.assign(results[allowed[index]!.at]!, { outcome, differences });
    }
    return results;
  }

  const summaryOf = (results: readonly DossierResult[]) => {
    const summary = { created: 0, updated: 0, unchanged: 0, kept: 0, refused: 0 };
    for (const { outcome } of results) summary[outcome]++;
    return summary;
  };

  /** Takes payloads for a key, with a line in the audit log when something changed. */
  async function takeFor(request: Request, actor: Actor & { kind: 'key' }, payloads: readonly Payload[]): Promise<DossierResult[]> {
    const running = busy.get(actor.id) ?? 0;
    if (running >= AT_ONCE) throw new AppError('keyBusy', { status: 429, params: { limit: AT_ONCE } });
    busy.set(actor.id, running + 1);
    try {
      const results = await take(payloads, actor, localeOf(request));
      const details = summaryOf(results);
      if (details.created + details.updated > 0)
        await deps.database.$transaction((tx) =>
          recordAudit(tx, { at: deps.clock.now(), actor: actorId(actor), action: 'dossier.import', subject: 'dossiers', details }),
        );
      return results;
    } finally {
      busy.set(actor.id, (busy.get(actor.id) ?? 1) - 1);
    }
  }

  router.get('/api/v1/openapi.json', (_request, response) => void response.json(openApi()));

  // A stranger's body is not even read.
  const keyed = new WeakMap<Request, Actor & { kind: 'key' }>();
  const guarded = async (request: Request, _response: Response, next: () => void) => {
    keyed.set(request, await keyOf(request, deps, 'dossier.import'));
    next();
  };
  const json = express.json({ limit: LARGEST_BODY });

  router.put('/api/v1/dossiers/:code', guarded, json, async (request, response) => {
    const given = String(request.params['code']);
    const code = findDossierCode(given) ?? given.trim().toUpperCase();
    const payload = parsed(dossierPayload, request.body);
    const inside = payload['MaHoSo'];
    if (inside !== undefined && inside !== null && (findDossierCode(String(inside)) ?? String(inside).trim().toUpperCase()) !== code)
      throw new AppError('dossierCodeDiffers', { status: 400, params: { code } });
    const [result] = await takeFor(request, keyed.get(request)!, [{ ...payload, MaHoSo: code }]);
    if (result!.outcome === 'refused') {
      const message = sayIn(localeOf(request))('errors.dossierRefused');
      response.status(422).json({ error: { code: 'dossierRefused', message }, findings: result!.findings });
    } else response.status(result!.outcome === 'created' ? 201 : 200).json(result);
  });

  router.post('/api/v1/dossiers/batch', guarded, json, async (request, response) => {
    const { dossiers } = parsed(batchPayload, request.body);
    const results = await takeFor(request, keyed.get(request)!, dossiers);
    response.json({ results, summary: summaryOf(results) });
  });

  const query = z.object({
    kind: z.enum(DIFFERENCE_KINDS).optional(),
    afterCode: z.string().max(60).optional(),
    afterKind: z.enum(DIFFERENCE_KINDS).optional(),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  });
  router.get('/api/v1/dossiers/differences', async (request, response) => {
    const actor = await keyOf(request, deps, 'dossier.view');
    if (actor.agencyId !== null) throw new AppError('notAllowed', { status: 403 });
    const { kind, afterCode, afterKind, limit } = parsed(query, request.query);
    const after = afterCode ? { after: { code: afterCode, kind: afterKind ?? DIFFERENCE_KINDS[0] } } : {};
    response.json({ differences: await listDifferences(deps.database, { limit, ...(kind ? { kind } : {}), ...after }) });
  });
  return router;
}
