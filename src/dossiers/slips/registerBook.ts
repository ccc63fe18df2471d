import { loadCalendar } from '#src/calendar/store/load.ts';
import type { Database } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import type { Table } from '#src/platform/sheets/cells.ts';
import { formatXlsx } from '#src/platform/sheets/xlsx.ts';
import type { Say } from '#src/platform/texts.ts';
import { formatDateTime, formatIsoDate } from '#src/text/formats.ts';
import { checkRegister, type RegisterCheck, type RegisterRange, type RegisterRow, registerRows } from '../register.ts';
import { ownFormOf } from './agencyForms.ts';
import type { Row } from './fields.ts';
import { formOn, readForms, type SlipForm } from './forms.ts';
import { drawSlip } from './makeSlip.ts';
import { agenciesOf, momentOf, placeOf } from './readFacts.ts';
import { slipOf } from './slip.ts';

/** Rows that a PDF takes: a book that is longer is printed month by month. */
export const MOST_PRINTED = 3000;

export interface RegisterBook {
  range: RegisterRange;
  form: SlipForm;
  rows: Row[];
  check: RegisterCheck;
  /** Names of agencies and units by id. */
  names: Map<string, string>;
}

/** Reads the register (sổ theo dõi hồ sơ) of an agency in the columns of its form, with what the check found. */
export async function readBook(database: Database, range: RegisterRange, now: Date, say: Say): Promise<RegisterBook> {
  const { circular, form } = formOn(readForms(), 'registerEntry', now);
  const own = await ownFormOf(database, range.agencyId, circular.id, 'registerEntry');
  const check = await checkRegister(database, await loadCalendar(database, range.agencyId), range, now);
  const found: RegisterRow[] = [];
  for await (const row of registerRows(database, range)) found.push(row);
  const ids = new Set([range.agencyId, ...found.map(({ dossier }) => dossier.unitId), ...Object.keys(check.byUnit)]);
  const names = new Map([...(await agenciesOf(database, [...ids]))].map(([id, { name }]) => [id, name]));
  return { range, form: own ?? form, rows: found.map((row) => bookRow(row, names, say)), check, names };
}

function bookRow({ dossier, applicant, reason, apologised }: RegisterRow, names: Map<string, string>, say: Say): Row {
  const moment = (at: Date | null) => (at ? formatDateTime(at).replace(' ', '\n') : '');
  const told = applicant?.erased ? say('slip.erased') : undefined;
  return {
    number: dossier.registerNumber?.toString(),
    code: dossier.code,
    procedure: [dossier.procedureName, applicant?.subject].filter(Boolean).join(': '),
    setCount: String(dossier.setCount),
    owner: applicant?.name ?? told,
    contact: [applicant?.address, applicant?.phone].filter(Boolean).join(', ') || told,
    agency: names.get(dossier.unitId) ?? say('slip.missing'),
    acceptedAt: moment(dossier.acceptedAt),
    dueAt: moment(dossier.dueAt),
    resolvedAt: moment(dossier.resolvedAt),
    returnedAt: moment(dossier.returnedAt),
    returnWay: say(`slip.returnWay.${dossier.returnChannel}`),
    note: [reason, apologised ? say('slip.apologised') : null].filter(Boolean).join('; '),
  };
}

/** The tables of a book: the register, the rows with faults, the faults by unit. */
export function bookTables({ form, rows, check, names }: RegisterBook, say: Say): Table[] {
  const columns = form.blocks.flatMap((block) => (typeof block === 'object' && 'table' in block ? block.columns : []));
  const fault = (name: string) => say(`dossier.fault.${name}`);
  return [
    { name: say('register.sheet'), rows: [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ value }) => row[value] ?? null))] },
    {
      name: say('register.faults'),
      rows: [
        [say('register.code'), say('register.number'), say('register.unit'), say('register.fault')],
        ...check.faulty.map(({ code, registerNumber, unitId, faults }) => [
          code,
          registerNumber,
          names.get(unitId) ?? unitId,
          faults.map(fault).join('\n'),
        ]),
      ],
    },
    {
      name: say('register.byUnit'),
      rows: [
        [say('register.unit'), say('register.fault'), say('register.count')],
        ...Object.entries(check.byUnit).flatMap(([unitId, faults]) =>
          Object.entries(faults).map(([name, count]) => [names.get(unitId) ?? unitId, fault(name), count]),
        ),
      ],
    },
  ];
}

export const bookXlsx = (book: RegisterBook, say: Say): Promise<Buffer> => formatXlsx(bookTables(book, say), 1);

/** The book on paper. Throws `registerTooLong`. */
export async function bookPdf(database: Database, { range, form, rows, names }: RegisterBook, now: Date, say: Say): Promise<Buffer> {
  if (rows.length > MOST_PRINTED) throw new AppError('registerTooLong', { params: { rows: rows.length, most: MOST_PRINTED } });
  const [agency] = (await agenciesOf(database, [range.agencyId])).values();
  const agencyName = names.get(range.agencyId);
  const fields = { periodFrom: formatIsoDate(range.from), periodTo: formatIsoDate(range.to), ...(agencyName && { agency: agencyName }) };
  const placeAndDay = say('slip.placeAndDay', { place: await placeOf(database, agency, say), ...momentOf(now) });
  const demo = agency?.demonstration ?? false;
  const facts = { fields, tables: { register: rows }, placeAndDay, link: null, demo };
  return drawSlip(slipOf(form, readForms().national, facts, { missing: say('slip.missing'), demo: say('slip.demo') }), now);
}

/** What was found, for whoever reads it on a screen. */
export function bookLines({ rows, check, names }: RegisterBook, say: Say): string[] {
  const units = Object.entries(check.byUnit).map(([unitId, faults]) =>
    say('register.unitLine', {
      unit: names.get(unitId) ?? unitId,
      faults: Object.entries(faults)
        .map(([name, count]) => `${say(`dossier.fault.${name}`)} (${count})`)
        .join('; '),
    }),
  );
  const skipped = check.skipped.map(({ year, missing }) => say('register.skipped', { year: String(year), count: missing }));
  return [say('register.summary', { rows: rows.length, faulty: check.faulty.length }), ...units, ...skipped];
}
