import type { OfficialSteps } from '#src/conversation/assistant.ts';
import type { OfficialAsk } from '#src/conversation/official.ts';
import type { State } from '#src/conversation/state.ts';
import type { Step } from '#src/conversation/step.ts';
import type { WorkScene } from '#src/conversation/work.ts';
import type { WorkEvent } from '#src/conversation/workEvent.ts';
import { offeredActs } from '#src/dossiers/work/acts.ts';
import { holdAct, undoHeld, type WorkRoom } from '#src/dossiers/work/heldActs.ts';
import { readTodaysWork, readWork } from '#src/dossiers/work/readWork.ts';
import type { Transaction } from '#src/platform/database.ts';
import type { PersonActor } from '#src/staff/actor.ts';
import { personInChat } from '#src/staff/chats.ts';
import { pairChat } from '#src/staff/commands/pairing.ts';
import { whoIs } from '#src/staff/policy.ts';
import { dayOf } from '#src/text/formats.ts';
import { serve } from './handOver.ts';
import type { Talk } from './turn.ts';

interface Hearing {
  before: State;
  talk: Talk;
  steps: OfficialSteps;
  room: WorkRoom;
}

/** Finds out, and does, what a message asks as an official's; null when it is nobody's but a citizen's message. */
export async function askOfficial(tx: Transaction, ask: OfficialAsk, { before, talk, steps, room }: Hearing): Promise<Step | null> {
  const chat = { channel: talk.channel, chatId: talk.conversation };
  const now = room.clock.now();
  if (ask.kind === 'pair') return steps.paired(before, await pairChat(tx, chat, ask.code, { now, ...(talk.address && { address: talk.address }) }));
  const actor = await personInChat(tx, chat, dayOf(now));
  if (!actor) return ask.pressed ? steps.notPaired(before) : null;
  if (ask.kind === 'serve') return steps.serve(before, await serve(tx, ask.event, actor, chat, now));
  const { event } = ask;
  const scene = await sceneOf(tx, actor, event, room);
  const { work } = scene.kind === 'dossier' ? scene : { work: null };
  // A code that is none of theirs is looked up as anybody's.
  if (event.kind === 'code' && !work) return null;
  const step = steps.work(before, event, scene);
  if (!step.decision || !work) return step;
  const held = await holdAct(tx, room, { actor, chat, ...step.decision });
  return steps.held(step, held, step.decision.act, work);
}

/** What an event looks at: never more than this official may see. */
async function sceneOf(tx: Transaction, actor: PersonActor, event: WorkEvent, { clock, limits }: WorkRoom): Promise<WorkScene> {
  switch (event.kind) {
    case 'list':
      return { kind: 'list', today: await readTodaysWork(tx, actor, clock.now()) };
    case 'undo':
      return { kind: 'undone', was: await undoHeld(tx, actor.id, event.held) };
    default: {
      const which = event.kind === 'code' ? { code: event.code } : { id: event.id };
      const work = await readWork(tx, actor, which, limits.snoozes);
      return { kind: 'dossier', work, acts: work ? offeredActs(whoIs(actor).may, work) : [] };
    }
  }
}
