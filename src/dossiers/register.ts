import type { Calendar } from '#src/calendar/index.ts';
import type { Prisma } from '#src/generated/prisma/client.ts';
import type { Database } from '#src/platform/database.ts';
import { dayOf } from '#src/text/formats.ts';
import { countDue, standing } from './dueTime.ts';
import { asDossier, type Dossier } from './model.ts';
import { ENDINGS } from './presentCitizen.ts';

/** Which rows of the register (sổ theo dõi hồ sơ): of an agency, received from and to a day in Viet Nam, both included. */
export interface RegisterRange {
  agencyId: string;
  /** "2026-01-01" */
  from: string;
  to: string;
  /** Of these rows alone, for somebody who may not see the whole book. */
  within?: Prisma.DossierWhereInput;
}

/** A row with everything that the form shows and the check looks at. Names and addresses are for officials alone. */
export interface RegisterRow {
  dossier: Dossier;
  applicant: { name: string | null; address: string | null; phone: string | null; subject: string | null; erased: boolean } | null;
  /** Why it was not received, refused or closed. */
  reason: string | null;
  /** Whether an apology with a new date was approved (form 04). */
  apologised: boolean;
}

const PAGE = 500;
const include = {
  applicant: true,
  apologies: { where: { state: 'approved' }, select: { id: true }, take: 1 },
  events: { where: { kind: { in: [...ENDINGS] } }, orderBy: { id: 'desc' }, take: 1, select: { reason: true } },
} satisfies Prisma.DossierInclude;

/** The rows of a register in its order, page by page, so that neither memory nor the one connection is held for long. */
export async function* registerRows(database: Database, { agencyId, from, to, within = {} }: RegisterRange): AsyncGenerator<RegisterRow> {
  const acceptedAt = { gte: new Date(`${from}T00:00:00+07:00`), lt: new Date(Date.parse(`${to}T00:00:00+07:00`) + 86_400_000) };
  for (let after: { id: number } | undefined; ; ) {
    const rows = await database.dossier.findMany({
      where: { AND: [within, { agencyId, acceptedAt }] },
      orderBy: [{ acceptedAt: 'asc' }, { id: 'asc' }],
      take: PAGE,
      ...(after && { cursor: after, skip: 1 }),
      include,
    });
    for (const { applicant, apologies, events, ...row } of rows) {
      const person = applicant && {
        name: applicant.name,
        address: applicant.address,
        phone: applicant.phone,
        subject: applicant.subject,
        erased: applicant.erasedAt !== null,
      };
      yield { dossier: asDossier(row), applicant: person, reason: events[0]?.reason ?? null, apologised: apologies.length > 0 };
    }
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = { id: last.id };
    await new Promise(setImmediate);
  }
}

/** What a row lacks or contradicts (finding "chưa ghi chép đầy đủ, chính xác thông tin trên sổ theo dõi"). */
export const REGISTER_FAULTS = [
  'numberMissing',
  'nameMissing',
  'contactMissing',
  'papersMissing',
  'procedureUnknown',
  'dueMissing',
  'dueBeforeReceipt',
  'dueDiffers',
  'resultDateMissing',
  'resultBeforeReceipt',
  'reasonMissing',
  'apologyMissing',
  'slipMissing',
] as const;
export type RegisterFault = (typeof REGISTER_FAULTS)[number];

/** Checks one row: every column there, the due date the engine's, an ending with its reason, a delay with its form 04. */
export function checkRow({ dossier, applicant, reason, apologised }: RegisterRow, calendar: Calendar, now: Date): RegisterFault[] {
  const { acceptedAt, dueAt, resolvedAt, state, source, dueBasis, outcome } = dossier;
  const local = source === 'local';
  const computed = countDue(calendar, dossier)?.due ?? null;
  const different = dueBasis === 'typed' ? null : dueBasis === 'imported' ? dueAt : dossier.computedDueAt;
  const late = standing(dossier, now) === 'overdue';
  const refused = outcome === 'refused' || state === 'stopped' || state === 'withdrawn';
  const faults: Record<RegisterFault, boolean> = {
    numberMissing: local && dossier.registerNumber === null,
    nameMissing: !applicant?.erased && !applicant?.name,
    contactMissing: !applicant?.erased && !applicant?.address && !applicant?.phone,
    papersMissing: local && dossier.papers.length === 0,
    procedureUnknown: dossier.procedureVersion === null,
    dueMissing: dueAt === null,
    dueBeforeReceipt: dueAt !== null && acceptedAt !== null && dueAt < acceptedAt,
    dueDiffers: computed !== null && different !== null && dossier.pausedAt === null && dayOf(computed) !== dayOf(different),
    resultDateMissing: state === 'returned' && (resolvedAt === null || dossier.returnedAt === null),
    resultBeforeReceipt: resolvedAt !== null && acceptedAt !== null && resolvedAt < acceptedAt,
    reasonMissing: refused && !reason,
    apologyMissing: late && !apologised,
    slipMissing: local && dossier.slipAt === null,
  };
  return REGISTER_FAULTS.filter((fault) => faults[fault]);
}

export interface RegisterCheck {
  rows: number;
  faulty: { code: string; unitId: string; registerNumber: number | null; faults: RegisterFault[] }[];
  /** How often each fault was found, by responsible unit. */
  byUnit: Record<string, Partial<Record<RegisterFault, number>>>;
  /** Numbers that are missing from a year's book, where there are any; not known of a part of it. */
  skipped: { year: number; missing: number }[];
}

/** The completeness and consistency check of a register; its numbers run without gaps through the year (TT 01/2018/TT-VPCP Đ10.2). */
export async function checkRegister(database: Database, calendar: Calendar, range: RegisterRange, now: Date): Promise<RegisterCheck> {
  const result: RegisterCheck = { rows: 0, faulty: [], byUnit: {}, skipped: await skippedNumbers(database, range) };
  for await (const row of registerRows(database, range)) {
    const { code, unitId, registerNumber } = row.dossier;
    const faults = checkRow(row, calendar, now);
    result.rows++;
    if (faults.length === 0) continue;
    result.faulty.push({ code, unitId, registerNumber, faults });
    const unit = (result.byUnit[unitId] ??= {});
    for (const fault of faults) unit[fault] = (unit[fault] ?? 0) + 1;
  }
  return result;
}

async function skippedNumbers(database: Database, { agencyId, from, to, within }: RegisterRange): Promise<RegisterCheck['skipped']> {
  if (within) return [];
  const years = { gte: Number(from.slice(0, 4)), lte: Number(to.slice(0, 4)) };
  const books = await database.dossier.groupBy({
    by: ['registerYear'],
    where: { agencyId, registerYear: years },
    _count: true,
    _max: { registerNumber: true },
    orderBy: { registerYear: 'asc' },
  });
  return books
    .map(({ registerYear, _count, _max }) => ({ year: registerYear ?? 0, missing: (_max.registerNumber ?? 0) - _count }))
    .filter(({ missing }) => missing > 0);
}
