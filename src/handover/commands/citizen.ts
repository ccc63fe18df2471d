import { type Calendar, isWorkingTime, nextWorkingMoment } from '#src/calendar/index.ts';
import type { Topic } from '#src/feedback/model.ts';
import { Prisma } from '#src/generated/prisma/client.ts';
import { recordAudit } from '#src/platform/audit.ts';
import type { Transaction } from '#src/platform/database.ts';
import type { ChatOfPerson } from '#src/platform/personalData.ts';
import { loadDuty } from '../duty.ts';
import type { HandOver } from '../model.ts';
import { offer } from '../offer.ts';
import { loadRule } from '../rule.ts';
import { tellOfficer } from '../say.ts';
import { holdOf, keepMessage, take } from '../store.ts';
import { becomeFeedback, type Promised } from './becomeFeedback.ts';

interface World {
  calendar: Calendar;
  now: Date;
}

/** What a citizen says to a person: words without what must go by another door, a picture. */
export interface CitizensWords {
  text: string;
  topic: Topic;
  /** What the channel needs to fetch it. */
  photo: string | null;
}

export type Asked =
  /** Officials have been told; `minutes` until the next are. */
  | { kind: 'waiting'; handOver: HandOver; minutes: number }
  /** Nobody can come now: the next words become feedback that is read from then on. */
  | { kind: 'asked'; handOver: HandOver; from: Date };

export type Heard = { kind: 'passedOn'; id: number; waiting: boolean } | { kind: 'promised'; promised: Promised };

/** Somebody asks for a person: the officials on duty are told; out of hours a question is asked for instead. Asking twice is asking once. */
export async function askForPerson(
  tx: Transaction,
  chat: ChatOfPerson,
  unit: { agencyId: string; unitId: string },
  locale: string,
  { calendar, now }: World,
): Promise<Asked> {
  const open = await holdOf(tx, chat);
  if (open && open.state !== 'asked') return { kind: 'waiting', handOver: open, minutes: (await loadRule(tx, unit.unitId)).takeMinutes };
  const duty = isWorkingTime(calendar, now) ? await loadDuty(tx, unit, now) : null;
  const here = duty && duty.rounds.length > 0;
  const state = here ? ('waiting' as const) : ('asked' as const);
  const fresh = {
    ...unit,
    ...{ channel: chat.channel, conversationId: chat.conversationId },
    locale,
    state,
    round: 0,
    offeredAt: now,
    askedAt: now,
    saidAt: now,
  };
  const handOver = open ? ((await tx.handOver.update({ where: { id: open.id }, data: fresh })) as HandOver) : await begin(tx, fresh);
  if (!here) return { kind: 'asked', handOver, from: nextWorkingMoment(calendar, now) };
  await offer(tx, handOver, duty, now);
  return { kind: 'waiting', handOver, minutes: duty.rule.takeMinutes };
}

type Fresh = Pick<HandOver, 'agencyId' | 'unitId' | 'channel' | 'conversationId' | 'locale' | 'state' | 'round' | 'offeredAt' | 'askedAt' | 'saidAt'>;

/** A new one and its line in the audit log, in one statement. */
async function begin(tx: Transaction, fresh: Fresh): Promise<HandOver> {
  const names = Object.keys(fresh).map((name) => Prisma.raw(`"${name}"`));
  const [row] = await tx.$queryRaw<HandOver[]>`
    WITH begun AS (INSERT INTO hand_over (${Prisma.join(names)}) VALUES (${Prisma.join(Object.values(fresh))}) RETURNING *),
    audited AS (
      INSERT INTO audit_event (at, actor, action, subject, details)
      SELECT "askedAt", 'citizen', 'handOver.ask', 'handOver:' || id, '{}'::jsonb FROM begun)
    SELECT * FROM begun`;
  return row!;
}

/**
 * Words of a citizen who asked for a person: to who answers, kept for who will, or as feedback. Null when there is no open hand-over.
 * `known`: the open one of the chat, where the caller holds it already.
 */
export async function citizenSays(
  tx: Transaction,
  chat: ChatOfPerson,
  { text, topic, photo }: CitizensWords,
  world: World,
  known: HandOver | null = null,
): Promise<Heard | null> {
  const { now } = world;
  const held = known ?? (await holdOf(tx, chat));
  if (!held) return null;
  if (photo !== null)
    await tx.feedbackFile.create({ data: { handOverId: held.id, state: 'waiting', channel: chat.channel, source: photo, at: now } });
  if (held.state === 'asked') {
    const promised = await becomeFeedback(tx, held, { ...world, topic, said: text });
    if (!promised) await keepMessage(tx, held.id, 'citizen', text, now);
    return promised && { kind: 'promised', promised };
  }
  const message = await keepMessage(tx, held.id, 'citizen', text, now);
  const after = await take(tx, held, { kind: 'hear' }, now);
  await tellOfficer(
    tx,
    after,
    {
      once: `m${message}`,
      blocks: (say) => [
        { kind: 'text', text: say('handOver.official.message', { id: held.id, text }) },
        ...(photo === null ? [] : [{ kind: 'note' as const, text: say('handOver.official.photo') }]),
      ],
    },
    now,
  );
  return { kind: 'passedOn', id: held.id, waiting: held.state === 'waiting' && held.unansweredSince === null };
}

/** The citizen wants no person any more; whoever answered is told. Returns false when there was none. */
export async function citizenLeaves(tx: Transaction, chat: ChatOfPerson, now: Date): Promise<boolean> {
  const held = await holdOf(tx, chat);
  if (!held) return false;
  await take(tx, held, { kind: 'end', how: 'left' }, now);
  await tellOfficer(tx, held, { once: 'left', blocks: (say) => [{ kind: 'text', text: say('handOver.official.left', { id: held.id }) }] }, now);
  await recordAudit(tx, { at: now, actor: 'citizen', action: 'handOver.leave', subject: `handOver:${held.id}` });
  return true;
}

/** Nothing of a person who is erased stays here; pictures that are nobody's go with the next look at the folder. */
export async function eraseHandOvers(tx: Transaction, chat: ChatOfPerson, now: Date): Promise<void> {
  await citizenLeaves(tx, chat, now);
  await tx.handOver.deleteMany({ where: chat });
}
