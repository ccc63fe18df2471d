import { randomBytes } from 'node:crypto';
import type { Calendar } from '#src/calendar/index.ts';
import { Prisma } from '#src/generated/prisma/client.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { mask } from '#src/text/mask.ts';
import type { Flag } from '../abuse/judge.ts';
import { newFeedbackCode } from '../code.ts';
import type { Feedback, Topic } from '../model.ts';
import { refusalError } from '../refusals.ts';
import { lineParts } from '../store.ts';
import { dueTimes, loadTerms } from '../terms.ts';

export interface Contact {
  name: string | null;
  phone: string | null;
  email: string | null;
  address: string | null;
  /** Of the text that was agreed to. */
  consentVersion: string | null;
}

/** What a citizen sends. Whatever must go by another door has been taken out before. */
export interface Given {
  agencyId: string;
  unitId: string;
  channel: string;
  locale: string;
  topic: Topic;
  text: string;
  place: string | null;
  latitude: number | null;
  longitude: number | null;
  dossierCode: string | null;
  /** Null is anonymous. */
  contact: Contact | null;
  /** The chat that is told of each step. */
  chat: { channel: string; conversationId: string } | null;
  /** Pictures to be fetched from a channel. */
  pictures: { channel: string; source: string }[];
  /** Files that are already kept under these ids. */
  files: { id: string; type: string; size: number }[];
  /** What staff should know before they read. */
  flags?: Flag[];
  demo?: boolean;
}

/** UTF-16 units: two pages. */
export const LONGEST_TEXT = 6000;

/**
 * Takes feedback in: a code and a due date at once, inside the caller's transaction. Personal numbers in the words are masked before they are
 * kept; name and contact stand apart. Throws `feedbackTextMissing`.
 */
export async function receiveFeedback(tx: Database | Transaction, given: Given, calendar: Calendar, now: Date): Promise<Feedback> {
  const text = mask(given.text.trim()).slice(0, LONGEST_TEXT).toWellFormed();
  if (text === '') throw refusalError('feedbackTextMissing');
  const { agencyId, unitId, channel, locale, topic, latitude, longitude, dossierCode, contact } = given;
  const due = dueTimes(calendar, await loadTerms(tx, agencyId), topic, now);
  const row = {
    ...{ agencyId, unitId, channel, locale, topic, latitude, longitude, dossierCode },
    ...due,
    code: newFeedbackCode(now),
    place: given.place && mask(given.place).slice(0, 300),
    text,
    state: 'received' as const,
    anonymous: contact === null,
    createdAt: now,
    flags: given.flags ?? [],
    demo: given.demo ?? false,
  };
  const id = await write(tx, row, given, now);
  return {
    ...row,
    id,
    version: 1,
    officerId: null,
    classifiedAt: null,
    answeredAt: null,
    reopenUntil: null,
    closedAt: null,
    forwardedTo: null,
    reopened: 0,
    sameAs: null,
  };
}

type NewRow = Record<'code' | 'unitId' | 'state', string> & Record<string, unknown>;

/** The row and everything around it in one statement. Returns its id. */
async function write(tx: Database | Transaction, row: NewRow, { contact, chat, pictures, files }: Given, now: Date): Promise<number> {
  const names = Object.keys(row).map((name) => Prisma.raw(`"${name}"`));
  const came = [
    ...pictures.map((picture) => ({ id: randomBytes(16).toString('base64url'), state: 'waiting', ...picture })),
    ...files.map((file) => ({ state: 'kept', ...file })),
  ];
  const { name, phone, email, address, consentVersion } = contact ?? NOBODY;
  const { code, unitId, state } = row;
  const history = { unitId, code, fromState: null, toState: state, line: 'received', actor: 'citizen', now, words: null } as const;
  const [kept] = await tx.$queryRaw<{ id: number }[]>`
    WITH kept AS (INSERT INTO feedback (${Prisma.join(names)}) VALUES (${Prisma.join(Object.values(row))}) RETURNING id),
    contact AS (
      INSERT INTO feedback_contact ("feedbackId", name, phone, email, address, "consentVersion", "consentAt")
      SELECT id, ${name}::text, ${phone}::text, ${email}::text, ${address}::text, ${consentVersion}::text, ${now}::timestamptz
      FROM kept WHERE ${contact !== null}),
    follower AS (
      INSERT INTO feedback_follower ("feedbackId", channel, "conversationId", own, since)
      SELECT id, ${chat?.channel ?? ''}, ${chat?.conversationId ?? ''}, true, ${now}::timestamptz FROM kept WHERE ${chat !== null}),
    came AS (
      INSERT INTO feedback_file (id, "feedbackId", state, channel, source, type, size, at)
      SELECT g.id, kept.id, g.state, g.channel, g.source, g.type, g.size, ${now}::timestamptz
      FROM kept, jsonb_to_recordset(${JSON.stringify(came)}::jsonb) AS g(id text, state text, channel text, source text, type text, size int)),
    ${lineParts(history)}
    SELECT id FROM kept`;
  return kept!.id;
}

const NOBODY = { name: null, phone: null, email: null, address: null, consentVersion: null };
