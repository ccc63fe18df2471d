import { z } from 'zod';
import { findDossierCode } from '../dossierCode.ts';
import { FIELDS } from './fields.ts';
import { FINDING_CODES, type Remark } from './findings.ts';
import { headerOfKeys } from './header.ts';
import { DIFFERENCE_KINDS } from './mirror.ts';
import { type DossierReading, type ReadSetting, readDossier } from './readDossier.ts';
import { hashOf } from './readFile.ts';
import { cellOf, withReason } from './sources.ts';

/** Longest text of a field; a list inside a dossier is passed over, and counted only by the size of the whole. */
const LONGEST = 4_000;
const value = z.union([z.string().max(LONGEST), z.number(), z.boolean()]).nullable();

const NOTES: Partial<Record<(typeof FIELDS)[number]['kind'], string>> = {
  moment: 'yyyyMMddHHmmss, ISO 8601 or dd/MM/yyyy HH:mm, in Vietnamese time',
  state: '1-10 (TrangThaiHoSo) or the name of the state',
  channel: '1 in person, 2 online, 3 public postal operator',
  dropped: 'accepted and not kept',
  amount: 'VND',
};

/** A dossier in the fields of the national synchronisation payload. Unknown fields are passed over. */
export const dossierPayload = z
  .looseObject(
    Object.fromEntries(
      FIELDS.map(({ source, kind, name }) => [source, value.optional().describe(`${name}${NOTES[kind] ? `: ${NOTES[kind]}` : ''}`)]),
    ),
  )
  .meta({ id: 'Dossier' });

/** The most dossiers in one request. */
export const MOST_IN_BATCH = 500;
export const batchPayload = z.object({ dossiers: z.array(dossierPayload).min(1).max(MOST_IN_BATCH) }).meta({ id: 'Batch' });

const finding = z
  .object({
    code: z.enum(FINDING_CODES),
    level: z.enum(['error', 'warning', 'info']),
    field: z.string().optional().describe('the field of the payload'),
    message: z.string().describe('what is wrong and what to do, in the language of Accept-Language'),
  })
  .meta({ id: 'Finding' });
const difference = z
  .object({ kind: z.enum(DIFFERENCE_KINDS), ours: z.string().nullable(), theirs: z.string().nullable() })
  .meta({ id: 'Difference' });

export const OUTCOMES = ['created', 'updated', 'unchanged', 'kept', 'refused'] as const;
export const dossierResult = z
  .object({
    code: z.string().nullable(),
    outcome: z
      .enum(OUTCOMES)
      .describe('kept: the dossier is this register’s own or closed here, and was left as it is; refused: see the findings of level error'),
    findings: z.array(finding),
    differences: z.array(difference).describe('where both sides disagree; nothing was corrected'),
  })
  .meta({ id: 'Result' });
export type DossierResult = z.output<typeof dossierResult>;
export const batchResult = z
  .object({ results: z.array(dossierResult).describe('in the order of the request'), summary: z.record(z.enum(OUTCOMES), z.int()) })
  .meta({ id: 'BatchResult' });
export const listedDifference = difference
  .extend({
    code: z.string(),
    procedureName: z.string().nullable(),
    unitId: z.string().nullable(),
    source: z.string(),
    firstSeenAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime(),
  })
  .meta({ id: 'ListedDifference' });
export const problem = z
  .object({ error: z.object({ code: z.string(), message: z.string() }), findings: z.array(finding).optional() })
  .meta({ id: 'Problem' });

export type Payload = z.output<typeof dossierPayload>;
export type PayloadReading = DossierReading & { code: string | null; hash?: string };

/** Reads one dossier of the payload the way a row of a file is read. */
export function readPayload(payload: Payload, row: number, setting: ReadSetting): PayloadReading {
  const entry = withReason(payload);
  const keys = Object.keys(entry);
  const reading = readDossier(
    keys.map((key) => cellOf(entry[key])),
    headerOfKeys(keys, {}),
    { row },
    setting,
  );
  const { dossier } = reading;
  const given = typeof payload['MaHoSo'] === 'string' ? payload['MaHoSo'] : '';
  return { ...reading, code: dossier?.code ?? findDossierCode(given), ...(dossier ? { hash: hashOf(dossier) } : {}) };
}

/** Refuses what one request says twice and differently; the same twice counts once. */
export function withoutRepeats(readings: readonly PayloadReading[]): PayloadReading[] {
  const rows = new Map<string, number[]>();
  for (const [at, { dossier }] of readings.entries()) if (dossier) rows.set(dossier.code, [...(rows.get(dossier.code) ?? []), at]);
  return readings.map((reading, at) => {
    const { dossier, hash, ...rest } = reading;
    const places = dossier ? (rows.get(dossier.code) ?? []) : [];
    if (!dossier || places.length < 2) return reading;
    const differs = places.some((other) => readings[other]?.hash !== hash);
    if (!differs && places[0] === at) return reading;
    const others = differs ? places.filter((other) => other !== at) : [places[0] ?? 0];
    const remark: Remark = {
      row: at + 1,
      dossier: dossier.code,
      field: 'code',
      code: differs ? 'duplicateDiffers' : 'duplicateSame',
      params: { rows: others.map((other) => other + 1).join(', ') },
    };
    return { ...rest, remarks: [...reading.remarks, remark] };
  });
}
