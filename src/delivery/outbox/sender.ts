import { enqueue } from '#src/notices/enqueue.ts';
import { afterQuiet, type QuietHours } from '#src/notices/quietHours.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { throughPrisma } from '#src/platform/direct.ts';
import { briefly } from '#src/platform/errors.ts';
import type { Log } from '#src/platform/log.ts';
import type { Metrics } from '#src/platform/metrics.ts';
import { Batcher } from '../batcher.ts';
import type { Channel, Outcome, Part, SendContext } from '../channel.ts';
import type { Loop } from '../loop.ts';
import { Pace } from '../pace.ts';
import { type Claimed, claim } from './claim.ts';
import { type Finished, finish } from './finish.ts';
import { retryAfter, settle } from './settle.ts';

export interface SenderDeps {
  database: Pick<OpenDatabase, 'prisma' | 'direct'>;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  quiet: QuietHours;
  /** What the switches and the month's count say now; kept fresh elsewhere. */
  allowed(): { proactive: boolean; nonUrgent: boolean; nextMonth: Date };
  /** Hears that the platform refuses the channel itself. */
  down(reason: string): void;
  /** A row is ours for so long; a call is given up after half of it. */
  leaseMs: number;
  random?: () => number;
}

/** Calls under way at once on one channel. More are taken when half of them have ended, so that one statement takes many. */
const AT_ONCE = 128;
/** What has arrived is kept together with what arrives within this time: its chat waits a second for the next message anyway. */
const ENDS_APART_MS = 60;
/** While there is room, so far apart: a statement that takes many costs hardly more than one that takes one. */
const CLAIMS_APART_MS = 25;
const POSTPONED_MS = 60_000;

/** Sends what waits for one channel: many chats side by side, one chat in order, at the channel's pace. */
export class Sender {
  readonly #channel: Channel;
  readonly #deps: SenderDeps;
  readonly #ends: Batcher<Finished, null>;
  readonly #claims = new Pace(CLAIMS_APART_MS);
  #loop: Loop | null = null;
  #underWay = new Set<Promise<void>>();

  constructor(channel: Channel, deps: SenderDeps) {
    this.#channel = channel;
    this.#deps = deps;
    this.#ends = new Batcher(
      async (ends: Finished[]) => {
        const now = deps.clock.now();
        const next = await finish(deps.database.direct, ends, now);
        if (next) this.#loop?.wakeIn(next.getTime() - now.getTime());
        return ends.map(() => null);
      },
      { apartMs: ENDS_APART_MS },
    );
  }

  /** Takes as many rows as there is room for and begins to send them. Returns how many, 0 when there is nothing else for now. */
  async take(loop: Loop): Promise<number> {
    this.#loop = loop;
    const room = AT_ONCE - this.#underWay.size;
    if (room < AT_ONCE / 2) return 0; // the call that makes room wakes the loop
    await this.#claims.turn();
    const { database, clock, leaseMs } = this.#deps;
    const { rows, all } = await claim(database.direct, this.#channel.id, this.#channel.limits, room, leaseMs, clock.now());
    for (const row of rows) {
      const work = this.#deliver(row)
        .catch((error) =>
          this.#deps.log.error({ channel: row.channel, outbox: String(row.id), error: briefly(error) }, 'a message could not be sent'),
        )
        .finally(() => {
          this.#underWay.delete(work);
          if (this.#underWay.size === AT_ONCE / 2) loop.wake();
        });
      this.#underWay.add(work);
    }
    return all ? 0 : rows.length;
  }

  /** Resolves when every call that was begun has ended and is kept. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    await this.#ends.idle();
  }

  async #deliver(row: Claimed): Promise<void> {
    const { clock, metrics, random = Math.random } = this.#deps;
    const held = this.#hold(row, clock.now());
    if (held) return this.#end(held);
    const parts = this.#render(row, clock.now());
    const part = parts?.[row.parts];
    const stop = metrics.sendSeconds.startTimer({ channel: row.channel });
    const outcome: Outcome = part ? await this.#send(row, part) : { kind: 'dead', reason: 'unrenderable' };
    stop();
    const now = clock.now();
    const hasOther = (row.context.others?.length ?? 0) > 0;
    const settled = settle(
      { ...row, partsInAll: parts?.length ?? 0, hasOther },
      outcome,
      1000 / this.#channel.limits.perSecondPerChat,
      now,
      random(),
    );
    metrics.sent.inc({ channel: row.channel, kind: row.kind, outcome: outcome.kind });
    if (settled.channelPausedMs > 0) await this.#pause(new Date(now.getTime() + settled.channelPausedMs));
    if (settled.down) this.#deps.down(outcome.kind === 'down' ? outcome.reason : 'down');
    if (outcome.kind === 'dead' || outcome.kind === 'unknown')
      this.#deps.log.warn(
        { channel: row.channel, outbox: String(row.id), outcome: outcome.kind, reason: outcome.reason },
        'a message was not delivered',
      );
    // A notice that the platform wants later waits by itself: what the person asks meanwhile is answered.
    const later = row.kind === 'notice' && settled.state === 'waiting' && settled.parts === 0 && outcome.kind === 'retry';
    const wait = new Date(now.getTime() + settled.laneFreeInMs);
    const end: Finished = {
      row,
      state: settled.state === 'moved' ? 'dead' : settled.state,
      parts: settled.parts,
      attempts: settled.attempts,
      reason: settled.reason,
      laneFreeAt: later ? now : wait,
      notBefore: later ? wait : null,
      gone: settled.gone,
      accepted: outcome.kind === 'sent',
    };
    return settled.state === 'moved' ? this.#move(end) : this.#end(end);
  }

  /** What is not sent now although its time has come, and why. */
  #hold(row: Claimed, now: Date): Finished | null {
    const { allowed, quiet } = this.#deps;
    const same = { row, parts: row.parts, attempts: row.attempts - 1, laneFreeAt: now, gone: false, accepted: false };
    if (row.expiresAt && row.expiresAt <= now) return { ...same, state: 'expired', reason: 'expired', notBefore: null };
    if (row.kind === 'answer') return null;
    // Somebody was sending it when their process ended: a person decides whether it is said again.
    if (row.interrupted) return { ...same, state: 'unknown', reason: 'interrupted', notBefore: null };
    const { proactive, nonUrgent, nextMonth } = allowed();
    const wait = (notBefore: Date, reason: string): Finished => ({ ...same, state: 'waiting', reason, notBefore });
    if (!proactive) return wait(new Date(now.getTime() + POSTPONED_MS), 'switchedOff');
    if (!nonUrgent && !row.urgent) return wait(nextMonth, 'quota');
    const loud = afterQuiet(now, quiet);
    return loud > now ? wait(loud, 'quiet') : null;
  }

  #render(row: Claimed, now: Date): Part[] | null {
    const { locale, edit, template } = row.context;
    const sinceLastInboundMs = row.lastInboundAt ? now.getTime() - row.lastInboundAt.getTime() : null;
    const context: SendContext = { locale, sinceLastInboundMs, ...(edit !== undefined && { edit }), ...(template && { template }) };
    try {
      return this.#channel.render(row.reply, context);
    } catch (error) {
      this.#deps.log.error({ channel: row.channel, outbox: String(row.id), error: briefly(error) }, 'a reply could not be drawn');
      return null;
    }
  }

  async #send(row: Claimed, part: Part): Promise<Outcome> {
    // Not AbortSignal.timeout: its timer would live on for half a minute after each call that ended in time.
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), this.#deps.leaseMs / 2);
    try {
      return await this.#channel.send(row.chat, part, abort.signal);
    } catch (error) {
      // A channel promises not to throw; when it does, the message may have left.
      this.#deps.log.error({ channel: row.channel, outbox: String(row.id), error: briefly(error) }, 'a channel failed');
      return { kind: 'unknown', reason: 'channelFailed' };
    } finally {
      clearTimeout(timer);
    }
  }

  async #end(end: Finished): Promise<void> {
    const { log } = this.#deps;
    // The lease would hold the chat back for a minute: a database that is busy for a moment is asked again before that.
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#ends.add(end);
        return;
      } catch (error) {
        const wait = retryAfter(attempt, 0);
        log.error({ channel: end.row.channel, outbox: String(end.row.id), error: briefly(error) }, 'an outcome could not be kept');
        if (wait === null || wait > this.#deps.leaseMs) return;
        await new Promise((done) => setTimeout(done, wait).unref());
      }
    }
  }

  /** Ends the row here and says the same on the person's next channel. */
  async #move(end: Finished): Promise<void> {
    const { row } = end;
    const [next, ...others] = row.context.others ?? [];
    if (!next) return this.#end(end);
    const { database, clock, quiet } = this.#deps;
    const { locale, template } = row.context;
    await database.prisma.$transaction(async (tx) => {
      await finish(throughPrisma(tx), [end], clock.now());
      const notice = { kind: 'notice' as const, to: [next, ...others] as [typeof next], reply: row.reply, locale, urgent: row.urgent };
      const key = `${row.dedupeKey} ${next.channel} ${next.chat}`;
      const until = row.expiresAt ? { expiresAt: row.expiresAt } : {};
      await enqueue(tx, [{ ...notice, ...until, ...(template && { template }), key, subject: row.subject ?? '' }], clock.now(), quiet);
    });
  }

  #pause(until: Date): Promise<number> {
    const { database } = this.#deps;
    return database.prisma.$executeRaw`
      UPDATE outbox_channel SET "pausedTo" = GREATEST("pausedTo", ${until}::timestamptz) WHERE channel = ${this.#channel.id}`;
  }
}
