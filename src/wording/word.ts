import { recordAudit } from '#src/platform/audit.ts';
import { AppError } from '#src/platform/errors.ts';
import { type Locale, originalIn } from '#src/platform/texts.ts';
import { actorId, type PersonActor } from '#src/staff/actor.ts';
import { allow, type Staff } from '#src/staff/staff.ts';
import { wordingFault } from './check.ts';
import { WORDING_CHANNEL } from './held.ts';
import type { Sentence } from './sentences.ts';

const STATUS = { wordingEmpty: 422, wordingLong: 422, wordingMissing: 422, wordingUnknown: 422, wordingBroken: 422 } as const;
export const WORDING_REFUSALS = Object.keys(STATUS) as (keyof typeof STATUS)[];
export const isRefused = (error: unknown): error is AppError => error instanceof AppError && error.code in STATUS;

/** Throws AppError with what is wrong; its sentence is `errors.<code>`. */
export function checkWording({ key }: Sentence, locale: Locale, text: string): void {
  const fault = wordingFault(originalIn(locale, key), text);
  if (!fault) return;
  const params: Record<string, string | number> =
    'names' in fault ? { names: fault.names.map((name) => `{{${name}}}`).join(', ') } : 'most' in fault ? { most: fault.most } : {};
  throw new AppError(fault.code, { status: STATUS[fault.code], params });
}

/**
 * Words a sentence as given, or, without a text, as the original again. The line of its history and of the audit log come with it; every process
 * hears of it.
 */
export async function wordSentence(
  { database, clock }: Staff,
  actor: PersonActor,
  sentence: Sentence,
  locale: Locale,
  given: string | null,
): Promise<void> {
  allow(actor, 'wording.edit');
  const text = given === null ? null : given.replaceAll('\r\n', '\n').trim().normalize('NFC');
  if (text !== null) checkWording(sentence, locale, text);
  const [now, { key }] = [clock.now(), sentence];
  await database.$transaction(async (tx) => {
    const kept = text === originalIn(locale, key) ? null : text;
    const where = { locale_key: { locale, key } };
    if (kept === null) await tx.wordingText.deleteMany({ where: { locale, key } });
    else await tx.wordingText.upsert({ where, create: { locale, key, text: kept, changedAt: now }, update: { text: kept, changedAt: now } });
    await tx.wordingChange.create({ data: { locale, key, text: kept, by: actor.id, at: now } });
    await recordAudit(tx, {
      at: now,
      actor: actorId(actor),
      action: 'wording.change',
      subject: `wording:${key}`,
      details: { locale, original: kept === null },
    });
    await tx.$executeRaw`SELECT pg_notify(${WORDING_CHANNEL}, ${key})`;
  });
}
