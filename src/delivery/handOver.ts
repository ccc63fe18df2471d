import { type Calendar, nextWorkingMoment } from '#src/calendar/index.ts';
import type { PersonAsk, PersonTold, ServeEvent, ServeTold } from '#src/conversation/handover/asks.ts';
import type { Agency } from '#src/directory/agency.ts';
import { type Asked, askForPerson, citizenLeaves, citizenSays } from '#src/handover/commands/citizen.ts';
import {
  answerHandOver,
  closeHandOver,
  colleaguesFor,
  passOnHandOver,
  queueOf,
  releaseHandOver,
  takeHandOver,
} from '#src/handover/commands/official.ts';
import type { OfficersChat } from '#src/handover/model.ts';
import { isHandOverRefusal } from '#src/handover/refusals.ts';
import { holdOf } from '#src/handover/store.ts';
import type { Transaction } from '#src/platform/database.ts';
import type { ChatOfPerson } from '#src/platform/personalData.ts';
import { isWithin, type Rate } from '#src/platform/rateLimit.ts';
import type { Locale } from '#src/platform/texts.ts';
import { actorId, type PersonActor } from '#src/staff/actor.ts';

interface World {
  now: Date;
  locale: Locale;
  office: Agency;
  calendar: Calendar;
  /** A keyed hash, for what is counted and not kept. */
  mark(text: string): string;
}

/** What one chat may ask and say; who talks in earnest never comes near it. */
const ASKED: Rate[] = [{ most: 12, ms: 24 * 3_600_000 }];
const SAID: Rate[] = [{ most: 40, ms: 5 * 60_000 }];

/** Words shown to an official who begins to answer. */
const SHOWN = 10;

/**
 * Does what a citizen asks of a person, in the transaction that keeps the conversation. `told` is null where nothing of it may be passed on;
 * the whole is null where nobody is asked for any more, and the assistant answers.
 */
export async function askPerson(tx: Transaction, ask: PersonAsk, chat: ChatOfPerson, world: World): Promise<{ told: PersonTold | null } | null> {
  const { now, locale, office, mark } = world;
  const within = (what: string, rates: Rate[]) => isWithin(tx, mark(`${what} ${chat.channel}:${chat.conversationId}`), rates, now);
  if (ask.kind === 'ask') {
    if (!(await within('asked', ASKED))) return { told: { kind: 'slowed' } };
    const asked = await askForPerson(tx, chat, { agencyId: office.partOf ?? office.id, unitId: office.id }, locale, world);
    if (ask.text) return say(tx, { ...ask, text: ask.text, photo: null }, chat, world, asked);
    return { told: asked.kind === 'waiting' ? { kind: 'waiting', minutes: asked.minutes } : { kind: 'question', from: asked.from } };
  }
  const held = await holdOf(tx, chat);
  if (!held) return null;
  if (ask.kind === 'leaving') return { told: { kind: 'leaving' } };
  if (ask.kind === 'leave') {
    await citizenLeaves(tx, chat, now);
    return { told: { kind: 'left' } };
  }
  // Out of hours the next words become the question; thanks are none, and end it.
  if (ask.nod && held.state === 'asked') {
    if (ask.nod === 'greeting') return { told: { kind: 'question', from: nextWorkingMoment(world.calendar, now) } };
    await citizenLeaves(tx, chat, now);
    return { told: { kind: 'left' } };
  }
  if (!(await within('said', SAID))) return { told: { kind: 'slowed' } };
  return ask.text || ask.photo ? say(tx, ask, chat, world, null) : { told: null };
}

async function say(
  tx: Transaction,
  words: Parameters<typeof citizenSays>[2],
  chat: ChatOfPerson,
  world: World,
  asked: Asked | null,
): Promise<{ told: PersonTold | null }> {
  const heard = await citizenSays(tx, chat, words, world, asked?.handOver);
  if (!heard) return { told: { kind: 'question', from: world.now } };
  if (heard.kind === 'promised') return { told: { ...heard.promised, kind: 'promised' } };
  return { told: asked?.kind === 'waiting' ? { kind: 'waiting', minutes: asked.minutes } : heard };
}

/** Does what an official wants of the citizens who asked for a person. */
export async function serve(tx: Transaction, event: ServeEvent, actor: PersonActor, chat: OfficersChat, now: Date): Promise<ServeTold> {
  if (event.kind === 'list') return { kind: 'list', ...(await queueOf(tx, actor)) };
  const { id } = event;
  try {
    switch (event.kind) {
      case 'take':
      case 'open':
        return await serving(tx, actor, id, chat, now);
      case 'say': {
        await answerHandOver(tx, actor, id, event.text, now);
        const { mine } = await queueOf(tx, actor);
        return { kind: 'sent', id, others: mine.map((other) => other.id).filter((other) => other !== id) };
      }
      case 'close':
        await closeHandOver(tx, actor, id, now);
        return { kind: 'closed', id };
      case 'release':
        await releaseHandOver(tx, actor, id, now);
        return { kind: 'released', id };
      case 'pass':
        return { kind: 'colleagues', id, people: await colleaguesFor(tx, actor, id, now) };
      case 'to':
        await passOnHandOver(tx, actor, id, event.person, now);
        return { kind: 'passedOn', id };
    }
  } catch (error) {
    if (isHandOverRefusal(error)) return { kind: 'refused', code: error.code, id };
    throw error;
  }
}

/** Takes it, or goes back to one that is answered in this chat already. */
async function serving(tx: Transaction, actor: PersonActor, id: number, chat: OfficersChat, now: Date): Promise<ServeTold> {
  try {
    await takeHandOver(tx, actor, id, chat, now);
  } catch (error) {
    if (!isHandOverRefusal(error) || error.code !== 'handOverYoursAlready') throw error;
  }
  const rows = await tx.handOverMessage.findMany({
    where: { handOverId: id },
    orderBy: { id: 'desc' },
    take: SHOWN,
    select: { by: true, text: true },
  });
  const own = actorId(actor);
  return { kind: 'serving', id, said: rows.reverse().map(({ by, text }) => ({ own: by === own, text })) };
}
