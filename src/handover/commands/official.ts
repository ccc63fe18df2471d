import { recordAudit } from '#src/platform/audit.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { type Actor, actorId, type PersonActor } from '#src/staff/actor.ts';
import { loadActor } from '#src/staff/people.ts';
import { may } from '#src/staff/policy.ts';
import { dayOf } from '#src/text/formats.ts';
import { loadDuty } from '../duty.ts';
import type { Act } from '../lifeCycle.ts';
import type { HandOver, OfficersChat } from '../model.ts';
import { offer } from '../offer.ts';
import { refusal } from '../refusals.ts';
import { loadRule } from '../rule.ts';
import { tellCitizen, tellOfficer } from '../say.ts';
import { hold, keepMessage, LONGEST_MESSAGE, take } from '../store.ts';

/** Who may answer for the unit, whom it was passed on to, and who answers already. */
export const mayAnswer = (actor: Actor, { agencyId, unitId, offeredTo, officerId }: HandOver): boolean =>
  may(actor, 'handOver.answer', { agencyId, unitId }) || (actor.kind === 'person' && (offeredTo === actor.id || officerId === actor.id));

async function held(tx: Transaction, actor: PersonActor, id: number): Promise<HandOver> {
  const found = await hold(tx, id);
  if (!mayAnswer(actor, found)) throw refusal('handOverNotAllowed');
  return found;
}

/** One act of an official, with its line in the audit log: the number alone, never a word. */
async function done(tx: Transaction, actor: PersonActor, before: HandOver, act: Act, audited: string, now: Date): Promise<HandOver> {
  const after = await take(tx, before, act, now);
  await recordAudit(tx, { at: now, actor: actorId(actor), action: `handOver.${audited}`, subject: `handOver:${before.id}` });
  return after;
}

/** Takes a hand-over, also over from a colleague, to answer it in `chat` or, with null, on the page. The citizen is told that a person answers. */
export async function takeHandOver(tx: Transaction, actor: PersonActor, id: number, chat: OfficersChat | null, now: Date): Promise<HandOver> {
  const before = await held(tx, actor, id);
  const { most } = await loadRule(tx, before.unitId);
  const mine = before.officerId === actor.id;
  if (!mine && (await tx.handOver.count({ where: { officerId: actor.id, state: 'taken' } })) >= most) throw refusal('handOverMany');
  const after = await done(tx, actor, before, { kind: 'take', officerId: actor.id, chat }, 'take', now);
  if (!mine) {
    await tellOfficer(
      tx,
      before,
      { once: `over:${now.getTime()}`, blocks: (say) => [{ kind: 'text', text: say('handOver.official.takenOver', { id }) }] },
      now,
    );
    const key = before.state === 'taken' ? 'another' : 'taken';
    await tellCitizen(tx, after, { once: `taken:${now.getTime()}`, blocks: (say) => [{ kind: 'text', text: say(`handOver.citizen.${key}`) }] }, now);
  }
  return after;
}

/** Answers the citizen. Throws `handOverEnded` when they have left meanwhile: nothing is said to nobody. */
export async function answerHandOver(tx: Transaction, actor: PersonActor, id: number, text: string, now: Date): Promise<void> {
  const words = text.trim().slice(0, LONGEST_MESSAGE).toWellFormed();
  if (!words) throw refusal('handOverTextMissing');
  const before = await held(tx, actor, id);
  const after = await take(tx, before, { kind: 'answer', officerId: actor.id }, now);
  const message = await keepMessage(tx, id, actorId(actor), words, now);
  await tellCitizen(
    tx,
    after,
    { once: `m${message}`, blocks: (say) => [{ kind: 'text', text: say('handOver.citizen.message', { text: words }) }] },
    now,
  );
}

/** Gives it back to the queue; those on duty are told. */
export async function releaseHandOver(tx: Transaction, actor: PersonActor, id: number, now: Date): Promise<void> {
  const before = await held(tx, actor, id);
  const after = await done(tx, actor, before, { kind: 'release', officerId: actor.id }, 'release', now);
  await tellCitizen(tx, after, { once: `back:${now.getTime()}`, blocks: (say) => [{ kind: 'text', text: say('handOver.citizen.givenBack') }] }, now);
  await offer(tx, after, await loadDuty(tx, after, now), now);
}

/** Colleagues whom it can be passed on to: who may answer in the agency, and have a chat. */
export async function colleaguesFor(tx: Transaction, actor: PersonActor, id: number, now: Date): Promise<{ id: string; name: string }[]> {
  const { agencyId } = await held(tx, actor, id);
  const day = dayOf(now);
  return tx.$queryRaw<{ id: string; name: string }[]>`
    SELECT p.id, p.name FROM person p WHERE p.active AND p.id <> ${actor.id}
      AND EXISTS (SELECT 1 FROM person_chat c WHERE c."personId" = p.id)
      AND EXISTS (SELECT 1 FROM membership m WHERE m."personId" = p.id AND m."agencyId" = ${agencyId} AND m."validFrom" <= ${day}
        AND (m."validTo" IS NULL OR m."validTo" >= ${day}) AND m.role IN ('oneStopOfficer', 'officer', 'unitHead', 'leader'))
      AND NOT EXISTS (SELECT 1 FROM absence a WHERE a."personId" = p.id AND a."fromDay" <= ${day} AND a."toDay" >= ${day})
    ORDER BY p.name, p.id LIMIT 30`;
}

/** Passes it on to one colleague; when they do not take it, those on duty are told. */
export async function passOnHandOver(tx: Transaction, actor: PersonActor, id: number, to: string, now: Date): Promise<void> {
  const before = await held(tx, actor, id);
  const colleague = to === actor.id ? null : await loadActor(tx, to, dayOf(now));
  if (!colleague || !(await colleaguesFor(tx, actor, id, now)).some((each) => each.id === to)) throw refusal('handOverPersonUnknown');
  const after = await done(tx, actor, before, { kind: 'pass', to }, 'passOn', now);
  await tellCitizen(tx, after, { once: `on:${now.getTime()}`, blocks: (say) => [{ kind: 'text', text: say('handOver.citizen.passedOn') }] }, now);
  await offer(tx, after, await loadDuty(tx, after, now), now);
}

/** Ends it; the citizen is told that the person has left and the assistant answers again. */
export async function closeHandOver(tx: Transaction, actor: PersonActor, id: number, now: Date): Promise<void> {
  const before = await held(tx, actor, id);
  if (before.officerId !== actor.id && before.state === 'taken') throw refusal('handOverNotYours');
  const after = await done(tx, actor, before, { kind: 'end', how: 'closed' }, 'close', now);
  await tellCitizen(tx, after, { once: 'closed', blocks: (say) => [{ kind: 'text', text: say('handOver.citizen.closed') }] }, now);
}

/** What lies before an official: what waits and they may take, and what is answered, theirs first. */
export async function queueOf(
  tx: Database | Transaction,
  actor: PersonActor,
): Promise<{ waiting: HandOver[]; mine: HandOver[]; others: HandOver[] }> {
  const rows = (await tx.handOver.findMany({
    where: { state: { in: ['waiting', 'taken'] } },
    orderBy: { id: 'asc' },
    take: 200,
  })) as HandOver[];
  const seen = rows.filter((row) => mayAnswer(actor, row));
  return {
    waiting: seen.filter(({ state }) => state === 'waiting'),
    mine: seen.filter(({ officerId }) => officerId === actor.id),
    others: seen.filter(({ state, officerId }) => state === 'taken' && officerId !== actor.id),
  };
}
