import { timeliness } from '#src/calendar/index.ts';
import { type AdminUnit, adminUnit } from '#src/directory/adminUnit.ts';
import { type Agency, agency } from '#src/directory/agency.ts';
import type { DossierEvent } from '#src/generated/prisma/client.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import type { Say } from '#src/platform/texts.ts';
import { formatDate, formatDateTime, formatNumber } from '#src/text/formats.ts';
import type { Dossier, ReceivedFee, SupplementItem } from '../model.ts';
import { ENDINGS } from '../presentCitizen.ts';
import type { Fields, Row, SlipFacts } from './fields.ts';
import { type SlipLinks, slipLink } from './link.ts';

export interface Reading {
  say: Say;
  now: Date;
  links: SlipLinks;
}

/** Reads all that the forms of a dossier are filled with. Whatever is not known stays absent. */
export async function readFacts(database: Database | Transaction, dossier: Dossier, { say, now, links }: Reading): Promise<SlipFacts> {
  const of = { dossierId: dossier.id };
  const applicant = await database.dossierApplicant.findUnique({ where: of });
  const kinds = ['submitted', 'accepted', 'withdrawalRequested', ...ENDINGS];
  const events = await database.dossierEvent.findMany({ where: { ...of, kind: { in: kinds } }, orderBy: { id: 'asc' } });
  const supplement = await database.dossierSupplement.findFirst({ where: of, orderBy: { number: 'desc' } });
  const apology = await database.dossierApology.findFirst({ where: { ...of, state: { in: ['approved', 'proposed'] } }, orderBy: { id: 'desc' } });
  const handOvers = await database.dossierHandOver.findMany({ where: of, orderBy: { number: 'asc' } });

  const last = (...wanted: string[]) => events.findLast(({ kind }) => wanted.includes(kind));
  const [submitted, accepted, withdrawal, ending] = [events[0], last('accepted'), last('withdrawalRequested'), last(...ENDINGS)];
  const actors = [
    accepted?.actor,
    ending?.actor,
    supplement?.requestedBy,
    apology?.decidedBy,
    ...handOvers.flatMap((row) => [row.sentBy, row.confirmedBy]),
  ];
  const people = await namesOf(database, actors);
  const agencies = await agenciesOf(database, [
    dossier.agencyId,
    submitted?.unitId,
    apology?.unitId,
    ...handOvers.flatMap((row) => [row.fromUnitId, row.toUnitId]),
  ]);
  const own = agencies.get(dossier.agencyId);
  const unit = agencies.get(submitted?.unitId ?? '');
  const personOf = (actor: string | null | undefined) => people.get(actor ?? '');
  const unitName = (id: string) => agencies.get(id)?.name;
  const orElse = (text: string | null | undefined) => text ?? undefined;
  const moment = (at: Date | null | undefined) => (at ? say('slip.moment', momentOf(at)) : undefined);
  const day = (at: Date | null | undefined) => (at ? formatDate(at) : undefined);

  const fields: Fields = {
    agency: own?.name,
    unit: unit?.name ?? own?.name,
    contact: unit?.hotline ?? unit?.phone ?? own?.hotline ?? own?.phone,
    code: dossier.code,
    registerNumber: orElse(dossier.registerNumber?.toString()),
    registerYear: orElse(dossier.registerYear?.toString()),
    owner: orElse(applicant?.name),
    submitter: orElse(applicant?.submitter),
    submitterOrOwner: orElse(applicant?.submitter ?? applicant?.name),
    address: orElse(applicant?.address),
    phone: orElse(applicant?.phone),
    email: orElse(applicant?.email),
    subject: orElse(applicant?.subject),
    procedure: dossier.procedureName,
    procedureCode: dossier.procedureCode.startsWith('x-') ? say('slip.noCode') : dossier.procedureCode,
    setCount: String(dossier.setCount),
    term: termText(dossier, say),
    submittedDay: day(dossier.submittedAt),
    acceptedAt: moment(dossier.acceptedAt),
    acceptedDay: day(dossier.acceptedAt),
    promisedAt: moment(promiseOnSlip(dossier, apology, supplement)),
    provisional: dossier.provisional ? say('slip.provisional') : undefined,
    returnWay: say(`slip.returnWay.${dossier.returnChannel}`),
    fees: dossier.fees.map((fee) => feeText(fee, say)).join('; ') || undefined,
    officer: personOf(accepted?.actor),
    supplementNumber: supplement?.number.toString(),
    supplementReason: supplement?.reason,
    supplementBasis: orElse(supplement?.legalBasis),
    guidance: orElse(supplement?.guidance),
    supplementDeadline: day(supplement?.deadline),
    supplementOfficer: personOf(supplement?.requestedBy),
    apologyFrom: moment(apology?.originalDueAt),
    apologyTo: moment(apology?.newDueAt),
    delayReason: apology?.reason,
    delayUnit: apology ? unitName(apology.unitId) : undefined,
    apologyApprover: personOf(apology?.decidedBy),
    endingReason: orElse(ending?.reason),
    endingBasis: orElse(ending?.legalBasis),
    endedAt: moment(ending?.at),
    endingOfficer: personOf(ending?.actor),
    withdrawalDay: day(withdrawal?.at),
    stageReached: stageOf(ending, withdrawal, say),
  };
  return {
    fields,
    tables: {
      papers: dossier.papers.map((paper, at) => itemRow(paper, at)),
      items: ((supplement?.items ?? []) as unknown as SupplementItem[]).map(itemRow),
      handOvers: handOvers.map((row, at) => ({
        number: String(at + 1),
        from: unitName(row.fromUnitId) ?? say('slip.missing'),
        to: unitName(row.toUnitId) ?? say('slip.missing'),
        sentAt: formatDateTime(row.sentAt),
        confirmedAt: row.confirmedAt ? formatDateTime(row.confirmedAt) : '',
        sentBy: personOf(row.sentBy),
        confirmedBy: personOf(row.confirmedBy),
        result: row.dueAt && row.finishedAt ? say(`dossier.standing.${timeliness(row.dueAt, row.finishedAt)}`) : '',
        note: row.refusalReason
          ? say(row.withdrawn ? 'slip.handOverWithdrawn' : 'slip.handOverRefused', { reason: row.refusalReason })
          : orElse(row.note),
      })),
    },
    placeAndDay: say('slip.placeAndDay', { place: await placeOf(database, own ?? unit, say), ...momentOf(now) }),
    link: slipLink(links, dossier.slipToken),
    demo: dossier.demo,
  };
}

const itemRow = ({ name, originals, copies, ...more }: SupplementItem, at: number): Row => ({
  number: String(at + 1),
  name,
  originals: originals?.toString(),
  copies: copies?.toString(),
  note: 'note' in more ? more.note : undefined,
});

/**
 * The date on the receipt slip: the first promise; after a supplement that made a new slip the new one; never that of an apology, which has a
 * paper of its own.
 */
function promiseOnSlip(
  { promisedDueAt, originalDueAt, dueAt }: Dossier,
  apology: { state: string; originalDueAt: Date } | null,
  supplement: { stage: string; completedAt: Date | null } | null,
): Date | null {
  if (apology?.state === 'approved') return apology.originalDueAt;
  const again = supplement?.stage === 'processing' && supplement.completedAt !== null;
  return (again ? promisedDueAt : originalDueAt) ?? promisedDueAt ?? dueAt;
}

/** Day and time in Viet Nam, in pieces. */
export function momentOf(at: Date): { hour: string; minute: string; day: string; month: string; year: string } {
  const [date = '', time = ''] = formatDateTime(at).split(' ');
  const [day = '', month = '', year = ''] = date.split('/');
  const [hour = '', minute = ''] = time.split(':');
  return { hour, minute, day, month, year };
}

function termText({ termText: published, termValue, termUnit }: Dossier, say: Say): string | undefined {
  if (termUnit === 'sameDay') return say('slip.sameDay');
  if (termUnit === null || termUnit === 'text' || termValue === null) return published ?? undefined;
  return `${formatNumber(termValue)} ${say(`due.unit.${termUnit}`, { count: termValue })}`;
}

/** Zero and unknown differ. */
function feeText({ name, amount, text }: ReceivedFee, say: Say): string {
  const value = amount === undefined ? (text ?? say('slip.missing')) : say('slip.money', { amount: formatNumber(amount) });
  return say('slip.fee', { name, value });
}

/** Where the dossier stood when it was ended; before a wish to withdraw where there was one. */
function stageOf(ending: DossierEvent | undefined, withdrawal: DossierEvent | undefined, say: Say): string | undefined {
  const before = ending?.fromState === 'withdrawalRequested' ? withdrawal?.fromState : ending?.fromState;
  return before ? say(`dossier.state.${before}`) : undefined;
}

/** Names of the people behind "person:<id>". */
async function namesOf(database: Database | Transaction, actors: (string | null | undefined)[]): Promise<Map<string, string>> {
  const ids = actors.flatMap((actor) => (actor?.startsWith('person:') ? [actor.slice('person:'.length)] : []));
  const rows = ids.length > 0 ? await database.person.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } }) : [];
  return new Map(rows.map(({ id, name }) => [`person:${id}`, name]));
}

/** What the directory says of agencies and units. */
export async function agenciesOf(database: Database | Transaction, ids: (string | null | undefined)[]): Promise<Map<string, Agency>> {
  const rows = await database.agency.findMany({ where: { id: { in: ids.filter((id) => id != null) } } });
  return new Map(rows.flatMap(({ content }) => agency.safeParse(content).data ?? []).map((entry) => [entry.id, entry]));
}

/** "Xã Minh Họa", or dots for the place's name to be written by hand. */
export async function placeOf(database: Database | Transaction, from: Agency | undefined, say: Say): Promise<string> {
  const row = from?.unit ? await database.adminUnit.findUnique({ where: { id: from.unit } }) : null;
  const unit: AdminUnit | undefined = adminUnit.safeParse(row?.content).data;
  const name = unit && say(`directory.unitKind.${unit.kind}`, { name: unit.name });
  return name ? name.charAt(0).toLocaleUpperCase('vi') + name.slice(1) : '................';
}
