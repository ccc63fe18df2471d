import { z } from 'zod';
import { type Calendar, closingTime } from '#src/calendar/index.ts';
import { isoDay } from '#src/directory/isoDay.ts';
import type { ReceiveInput, Reception } from '#src/dossiers/commands/receiveDossier.ts';
import { CHANNELS, RETURN_CHANNELS, type ReceivedPaper } from '#src/dossiers/model.ts';
import type { Paper } from '#src/procedures/content.ts';
import { fieldFaults } from '#src/staff/credentials.ts';
import type { Place } from '../places.ts';
import { readItems } from './steps.ts';

export const RECEPTIONS = ['accept', 'wait', 'supplement'] as const;
/** Blank lines for papers that the catalogue does not name. */
export const OTHER_PAPERS = 3;

const line = (longest: number) => z.string().max(longest, 'tooLong').default('');
const fields = z.object({
  name: z.string('required').min(1, 'required').max(200, 'tooLong'),
  kind: z.enum(['person', 'organisation'], 'choose').default('person'),
  phone: line(30).refine((text) => text === '' || /^[+\d][\d .-]{6,}$/.test(text), 'phone'),
  email: line(200).refine((text) => text === '' || z.email().safeParse(text).success, 'email'),
  address: line(300),
  subject: line(500),
  submitter: line(200),
  channel: z.enum(CHANNELS, 'choose').default('direct'),
  returnChannel: z.enum(RETURN_CHANNELS, 'choose').default('oneStop'),
  setCount: z
    .string()
    .regex(/^[1-9]\d?$/, 'sets')
    .default('1')
    .transform(Number),
  typedDueAt: isoDay.or(z.literal('')).default(''),
  reception: z.enum(RECEPTIONS, 'choose').default('accept'),
  items: z.string().max(20_000, 'tooLong').default(''),
  reason: line(1000),
  guidance: line(1000),
});

/** "2026-03-09T09:15" in Vietnamese time; null for nothing. Throws a fault for what is no time, or one that has not come. */
export function readReceivedAt(text: string | undefined, now: Date): Date | null {
  if (!text) return null;
  const at = new Date(`${text}:00+07:00`);
  if (!/^20\d\d-\d\d-\d\dT\d\d:\d\d$/.test(text) || Number.isNaN(at.getTime())) throw fieldFaults({ receivedAt: 'time' });
  if (at > now) throw fieldFaults({ receivedAt: 'timeAhead' });
  return at;
}

const count = (text: string | undefined, otherwise: number): number | null => (!text ? otherwise : /^\d{1,2}$/.test(text) ? Number(text) : null);

/** The papers that are ticked, with their numbers, and those typed below. */
function readPapers(values: Record<string, string>, catalogue: readonly Paper[], faults: Record<string, string>): ReceivedPaper[] {
  const listed = catalogue.map(({ name, originals, copies }, at) => ({
    at: String(at),
    name,
    originals: originals ?? 0,
    copies: copies ?? 0,
    held: values[`paper-${at}`] === '1',
  }));
  const others = Array.from({ length: OTHER_PAPERS }, (_, at) => {
    const name = values[`other-${at}`] ?? '';
    return { at: `other-${at}`, name, originals: 0, copies: 0, held: name !== '' };
  });
  return [...listed, ...others]
    .filter(({ held }) => held)
    .map(({ at, name, originals, copies }) => {
      const [first, second] = [count(values[`originals-${at}`], originals), count(values[`copies-${at}`], copies)];
      if (first === null) faults[`originals-${at}`] = 'count';
      if (second === null) faults[`copies-${at}`] = 'count';
      return { name: name.slice(0, 300), originals: first ?? 0, copies: second ?? 0 };
    });
}

export interface ReadReceipt {
  input: ReceiveInput;
  reception: Reception;
  at: Date | null;
}

interface Receipt {
  place: Place | null;
  procedureCode: string;
  papers: readonly Paper[];
  calendar: Calendar;
  officerId: string;
  /** Whether the term cannot be counted, so that the date has to be typed. */
  typed: boolean;
  now: Date;
}

/** What an officer typed, as the command takes it; throws FieldFaults with every field that is not right. */
export function readReceipt(values: Record<string, string>, { place, procedureCode, papers, calendar, officerId, typed, now }: Receipt): ReadReceipt {
  const faults: Record<string, string> = {};
  const read = fields.safeParse(values);
  for (const { path, message } of read.error?.issues ?? []) faults[String(path[0])] ??= path[0] === 'typedDueAt' ? 'day' : message;
  if (!place) faults['place'] = 'chooseOffered';
  const received = readPapers(values, papers, faults);
  let at: Date | null = null;
  try {
    at = readReceivedAt(values['receivedAt'], now);
  } catch (error) {
    Object.assign(faults, (error as { faults?: object }).faults);
  }
  const items = readItems(values['items'] ?? '');
  if (read.data?.reception === 'supplement') {
    if (items.length === 0) faults['items'] = 'required';
    if (!read.data.reason) faults['reason'] = 'required';
  }
  if (typed && read.data?.reception === 'accept' && !read.data.typedDueAt) faults['typedDueAt'] ??= 'dueNeeded';
  if (!read.success || !place || Object.keys(faults).length > 0) throw fieldFaults(faults);
  const { name, kind, phone, email, address, subject, submitter, typedDueAt, reception, reason, guidance, ...rest } = read.data;
  const said = Object.fromEntries(Object.entries({ phone, email, address, subject, submitter }).filter(([, text]) => text !== ''));
  return {
    at,
    reception: reception === 'supplement' ? { items, reason, ...(guidance && { guidance }) } : reception,
    input: {
      agencyId: place.agencyId,
      unitId: place.unitId ?? place.agencyId,
      officerId,
      procedureCode,
      channel: rest.channel,
      returnChannel: rest.returnChannel,
      setCount: rest.setCount,
      applicant: { kind, name, ...said },
      papers: received,
      ...(typed && typedDueAt && { typedDueAt: closingTime(calendar, typedDueAt) }),
    },
  };
}
