import type { Calendar } from '#src/calendar/index.ts';
import type { Transaction } from '#src/platform/database.ts';
import { mask } from '#src/text/mask.ts';
import { newFeedbackCode } from '../code.ts';
import type { Feedback, Topic } from '../model.ts';
import { refusalError } from '../refusals.ts';
import { writeAround } from '../store.ts';
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
  demo?: boolean;
}

/** UTF-16 units: two pages. */
export const LONGEST_TEXT = 6000;

/**
 * Takes feedback in: a code and a due date at once, inside the caller's transaction. Personal numbers in the words are masked before they are
 * kept; name and contact stand apart. Throws `feedbackTextMissing`.
 */
export async function receiveFeedback(tx: Transaction, given: Given, calendar: Calendar, now: Date): Promise<Feedback> {
  const text = mask(given.text.trim()).slice(0, LONGEST_TEXT).toWellFormed();
  if (text === '') throw refusalError('feedbackTextMissing');
  const { agencyId, unitId, channel, locale, topic, latitude, longitude, dossierCode, contact, chat, pictures, files } = given;
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
    demo: given.demo ?? false,
  };
  const { id } = await tx.feedback.create({ data: row, select: { id: true } });
  if (contact) await tx.feedbackContact.create({ data: { feedbackId: id, ...contact, consentAt: now } });
  if (chat) await tx.feedbackFollower.create({ data: { feedbackId: id, ...chat, own: true, since: now } });
  const waiting = pictures.map((picture) => ({ feedbackId: id, state: 'waiting', at: now, ...picture }));
  const kept = files.map((file) => ({ feedbackId: id, state: 'kept', at: now, ...file }));
  if (waiting.length + kept.length > 0) await tx.feedbackFile.createMany({ data: [...waiting, ...kept] });
  const feedback: Feedback = {
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
  await writeAround(tx, { feedback, fromState: null, line: 'received', actor: 'citizen', now, words: null, notices: [] });
  return feedback;
}
