import { offerNumbers } from '#src/feedback/satisfaction/numbers.ts';
import type { Transaction } from '#src/platform/database.ts';
import { type Say, sayIn } from '#src/platform/texts.ts';
import { loadReach } from '#src/staff/reach.ts';
import { shorten } from '#src/text/formats.ts';
import type { Choice } from '#src/text/reply.ts';
import type { OnDuty } from './duty.ts';
import type { HandOver } from './model.ts';
import { type Said, tellPeople } from './say.ts';

/** UTF-16 units of the last words that are shown beside an offer. */
const GLIMPSE = 300;

/** Tells those whose turn it is that somebody waits: the one it was passed on to, else the people of the round. */
export async function offer(tx: Transaction, handOver: HandOver, { rounds, reach }: OnDuty, now: Date): Promise<void> {
  const { id, offeredTo, round } = handOver;
  const people = offeredTo === null ? (rounds[round] ?? []) : [offeredTo];
  if (people.length === 0) return;
  const last = await tx.handOverMessage.findFirst({ where: { handOverId: id, by: 'citizen' }, orderBy: { id: 'desc' }, select: { text: true } });
  const known = offeredTo === null ? reach : await loadReach(tx, [offeredTo], now);
  const serving = await tx.handOver.findMany({ where: { state: 'taken', officerId: { in: [...people] } }, select: { officerId: true } });
  const busy = new Set(serving.map(({ officerId }) => officerId));
  const choices = (say: Say): Choice[] => [{ payload: `#h:take:${id}`, label: say('handOver.pick.take', { id }) }];
  const said: Said = {
    once: `offer:${now.getTime()}`,
    blocks: (say) => [
      { kind: 'heading', text: say('handOver.official.offer', { id }) },
      ...(last ? [{ kind: 'text' as const, text: shorten(last.text, GLIMPSE) }] : []),
      { kind: 'note', text: say('handOver.official.offerHow', { id }) },
    ],
  };
  const free = people.filter((person) => !busy.has(person));
  await tellPeople(tx, handOver, free, known, { ...said, choices }, now);
  // Whoever is answering somebody takes it by words: a number that they write is for that citizen.
  await tellPeople(
    tx,
    handOver,
    people.filter((person) => busy.has(person)),
    known,
    said,
    now,
  );
  const chats = free.flatMap((person) => known.get(person)?.chats[0] ?? []);
  await offerNumbers(
    tx,
    chats.map(({ channel, chatId }) => ({ channel, conversationId: chatId })),
    choices(sayIn('vi')),
    now,
  );
}
