import type { DossierHeldAct, Prisma } from '#src/generated/prisma/client.ts';
import { enqueue } from '#src/notices/enqueue.ts';
import type { Clock } from '#src/platform/clock.ts';
import { type Database, databaseIn, inSavepoint, type Transaction } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import type { Job } from '#src/platform/jobs.ts';
import { sayIn } from '#src/platform/texts.ts';
import type { PersonActor } from '#src/staff/actor.ts';
import { personInChat } from '#src/staff/chats.ts';
import { whoIs } from '#src/staff/policy.ts';
import { dayOf } from '#src/text/formats.ts';
import { reply } from '#src/text/reply.ts';
import { approveApology, proposeApology, rejectApology } from '../commands/apologies.ts';
import { addNote, completeDossier } from '../commands/decisions.ts';
import { confirmHandOver, handOver, refuseHandOver } from '../commands/handOvers.ts';
import { SNOOZES, snooze } from '../commands/snoozes.ts';
import { requestSupplement } from '../commands/supplements.ts';
import { createDesk, type Listener } from '../createDesk.ts';
import type { Desk, DossierRef, Who } from '../desk.ts';
import type { Dossier } from '../model.ts';
import { type Held, WORK_ACTS, type WorkAct, type WorkGiven } from './acts.ts';

type Command = (desk: Desk, who: Who, ref: DossierRef, given: object) => Promise<Dossier>;
const COMMANDS = {
  confirmHandOver,
  refuseHandOver,
  approveApology,
  rejectApology,
  addNote,
  requestSupplement,
  completeDossier,
  handOver,
  proposeApology,
  snooze,
} as unknown as Record<WorkAct, Command>;

/** What chats may do with dossiers: settings, with the defaults of this room. */
export interface WorkLimits {
  /** How often an officer may put off one dossier. */
  snoozes: number;
  /** Minutes in which what was asked for can be taken back. */
  undoMinutes: number;
}

export const WORK_LIMITS: WorkLimits = { snoozes: SNOOZES, undoMinutes: 3 };

export interface WorkRoom {
  clock: Clock;
  limits: WorkLimits;
  listeners?: Listener[];
  /** Where citizens find papers, without a slash at its end. */
  publicUrl?: string | undefined;
}

/** What an official decided in a chat. */
export interface Decision {
  actor: PersonActor;
  chat: { channel: string; chatId: string };
  dossierId: number;
  act: WorkAct;
  given: WorkGiven;
}

/** Only tried: everything is taken back. */
class OnlyTried extends Error {}

/**
 * Keeps a decision for the few minutes in which it can be taken back; then it is done, as of now. What would be refused is refused at once,
 * for it is tried first. What was decided before on the same dossier is done now, so that decisions keep their order.
 */
export async function holdAct(tx: Transaction, room: WorkRoom, { actor, chat, dossierId, act, given }: Decision): Promise<Held> {
  const { clock, limits } = room;
  const now = clock.now();
  for (const before of await tx.dossierHeldAct.findMany({ where: { dossierId }, orderBy: { id: 'asc' } })) await doHeld(tx, room, before);
  const { code } = await tx.dossier.findUniqueOrThrow({ where: { id: dossierId }, select: { code: true } });
  const tried = await inSavepoint(tx, async () => {
    await run(tx, room, { actor, channel: chat.channel, code, act, given, at: now });
    throw new OnlyTried();
  }).catch((error: unknown) => error);
  if (tried instanceof AppError) return { refused: tried };
  if (!(tried instanceof OnlyTried)) throw tried;
  const until = new Date(now.getTime() + limits.undoMinutes * 60_000);
  const row = { dossierId, personId: actor.id, ...chat, act, given: given as unknown as Prisma.InputJsonValue, at: now, dueAt: until };
  return { held: (await tx.dossierHeldAct.create({ data: row })).id, until };
}

/** Takes a decision back while it is held; false when it has been done, or was not theirs. */
export const undoHeld = async (tx: Transaction, personId: string, id: number): Promise<boolean> =>
  (await tx.dossierHeldAct.deleteMany({ where: { id, personId } })).count > 0;

interface Doing {
  actor: PersonActor;
  channel: string;
  code: string;
  act: WorkAct;
  given: WorkGiven;
  at: Date;
}

function run(tx: Transaction, { clock, limits, listeners, publicUrl }: WorkRoom, { actor, channel, code, act, given, at }: Doing): Promise<Dossier> {
  const desk = createDesk(databaseIn(tx), clock, listeners, publicUrl);
  const own = act === 'snooze' ? { personId: actor.id, most: limits.snoozes } : act === 'confirmHandOver' ? { officerId: actor.id } : {};
  const who = whoIs(actor);
  // When it was decided our own row says: that is no backdating by hand.
  const may: Who['may'] = (permission, place) => permission === 'dossier.backdate' || who.may(permission, place);
  return COMMANDS[act](desk, { ...who, may, via: channel }, { code }, { ...given, ...own, at });
}

/** Times are kept as text. */
function revived(given: Prisma.JsonValue): WorkGiven {
  const { newDueAt, until, ...rest } = given as Record<string, unknown>;
  const date = (name: string, value: unknown) => (typeof value === 'string' ? { [name]: new Date(value) } : {});
  return { ...rest, ...date('newDueAt', newDueAt), ...date('until', until) };
}

/** Does one held decision now; where that cannot be any more, the person is told why in the chat that it came from. */
async function doHeld(tx: Transaction, room: WorkRoom, row: DossierHeldAct): Promise<void> {
  const now = room.clock.now();
  // Taken back, or done by another instance, meanwhile.
  if ((await tx.dossierHeldAct.deleteMany({ where: { id: row.id } })).count === 0) return;
  const act = WORK_ACTS.find((known) => known === row.act);
  const actor = await personInChat(tx, row, dayOf(now));
  if (!act || actor?.id !== row.personId) return; // the chat was revoked, or they left: nobody decides in their name
  const { code } = await tx.dossier.findUniqueOrThrow({ where: { id: row.dossierId }, select: { code: true } });
  const failed = await inSavepoint(tx, () => run(tx, room, { actor, channel: row.channel, code, act, given: revived(row.given), at: row.at })).then(
    () => null,
    (error: unknown) => error,
  );
  if (failed === null) return;
  if (!(failed instanceof AppError)) throw failed;
  const say = sayIn(actor.locale);
  const text = say('work.notDone', { act: say(`work.act.${act}`), code, reason: say(`errors.${failed.code}`, failed.params) });
  const notice = {
    kind: 'notice' as const,
    to: [{ channel: row.channel, chat: row.chatId }] as [{ channel: string; chat: string }],
    reply: reply([{ kind: 'text', text }]),
    locale: actor.locale,
    key: `work:${row.id}`,
    subject: `dossier:${code}`,
    urgent: true,
  };
  await enqueue(tx, [notice], now);
}

const AT_A_TIME = 50;

/** Does what is due, each decision in a transaction of its own; one that fails spoils no other and is tried again. Returns how many. */
export async function doDueActs(database: Database, room: WorkRoom, report: (error: unknown) => void): Promise<number> {
  const due = await database.dossierHeldAct.findMany({ where: { dueAt: { lte: room.clock.now() } }, orderBy: { id: 'asc' }, take: AT_A_TIME });
  for (const row of due) await database.$transaction((tx) => doHeld(tx, room, row)).catch(report);
  return due.length;
}

/** Each minute: what can no longer be taken back is done. */
export const workJob = (database: Database, room: WorkRoom, report: (error: unknown) => void): Job => ({
  name: 'work-from-chats',
  schedule: '* * * * *',
  run: async () => void (await doDueActs(database, room, report)),
});
