import { recordAudit } from '#src/platform/audit.ts';
import { AppError } from '#src/platform/errors.ts';
import { actorId, type PersonActor } from '#src/staff/actor.ts';
import { allow, type Staff } from '#src/staff/staff.ts';
import { RUDE_CHANNEL } from './heldRude.ts';
import { rudeKey } from './rudeWords.ts';

/** UTF-16 units, and syllables: a turn of speech, not a sentence. */
const LONGEST = 40;
const MOST_SYLLABLES = 5;
const STATUS = { rudeWordEmpty: 422, rudeWordLong: 422 } as const;
export const isRefused = (error: unknown): error is AppError => error instanceof AppError && error.code in STATUS;

/**
 * Counts a word as rude from now on, in every process, or no more. Done again it does no harm. Throws AppError `rudeWordEmpty`, `rudeWordLong`;
 * their sentences are `errors.<code>`.
 */
export async function changeRudeWord({ database, clock }: Staff, actor: PersonActor, given: string, rude: boolean): Promise<void> {
  allow(actor, 'wording.edit');
  const text = rudeKey(given);
  const syllables = text.match(/[\p{L}\p{M}\p{N}]+/gu)?.length ?? 0;
  const refuse = (code: keyof typeof STATUS) => new AppError(code, { status: STATUS[code], params: { most: LONGEST, syllables: MOST_SYLLABLES } });
  if (syllables === 0) throw refuse('rudeWordEmpty');
  if (text.length > LONGEST || syllables > MOST_SYLLABLES) throw refuse('rudeWordLong');
  const change = { rude, changedBy: actor.id, changedAt: clock.now() };
  await database.$transaction(async (tx) => {
    const { id } = await tx.rudeWord.upsert({ where: { text }, create: { text, ...change }, update: change });
    const action = rude ? 'rudeWord.add' : 'rudeWord.remove';
    await recordAudit(tx, { at: change.changedAt, actor: actorId(actor), action, subject: `rudeWord:${id}` });
    await tx.$executeRaw`SELECT pg_notify(${RUDE_CHANNEL}, '')`;
  });
}
