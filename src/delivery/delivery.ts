import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Heard } from '#src/conversation/heard.ts';
import { QUIET_HOURS, type QuietHours } from '#src/notices/quietHours.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { briefly } from '#src/platform/errors.ts';
import type { Log } from '#src/platform/log.ts';
import type { Metrics } from '#src/platform/metrics.ts';
import type { Channel, ChannelHealth, Inbound, Received } from './channel.ts';
import { Holding } from './inbox/holding.ts';
import { createKeep } from './inbox/keep.ts';
import { processInbox } from './inbox/process.ts';
import { Loop } from './loop.ts';
import { mendLanes } from './outbox/lanes.ts';
import { endLeases } from './outbox/leases.ts';
import { Sender } from './outbox/sender.ts';
import { Pace } from './pace.ts';
import { createLooks, PHOTO_WAIT_MS } from './photo/look.ts';
import { pollAlone } from './pollLease.ts';
import { type MonthUse, nextMonth, watchMonth } from './quota.ts';
import { PROACTIVE, type Switch, switchedOff } from './switches.ts';
import type { TakeTurn } from './turn.ts';

export interface DeliveryDeps {
  database: Pick<OpenDatabase, 'prisma' | 'direct'>;
  /** Runs on: a clock that stands still would never let the next message go. */
  clock: Clock;
  log: Log;
  metrics: Metrics;
  channels: Channel[];
  takeTurn: TakeTurn;
  /** Words that may not be kept, not even where they could not be answered. */
  mustNotStay?(heard: Heard): boolean;
  quiet?: QuietHours;
  /** Conversations that share a transaction (group commit); 1 gives each message its own. */
  together?: number;
  /** Rounds of messages side by side; on a database of one's own (`alone`) only while more waits than one round takes. */
  workers?: number;
  /** No other process can be at work on this database (the embedded one): leases that are found belong to the dead. */
  alone?: boolean;
  /** How long a row may be under way before it counts as interrupted. */
  leaseMs?: number;
}

export interface ChannelStatus {
  channel: string;
  state: 'starting' | 'up' | 'down' | 'off';
  reason: string | null;
  since: Date;
  month: MonthUse | null;
  /** See ChannelLimits. */
  noticeWindowMs: number | null;
  /** As the platform calls the bot or page; null until it was asked. */
  name: string | null;
}

export type WebhookResult = { status: number; code: string | null };

/** With several instances a message may be kept by another one; alone, everything is woken at once. */
const PAUSE_MS = 500;
/** Conversations that share a transaction, and how far apart such rounds begin while they have room: fewer rounds do the same work. */
const SHARED = 64;
const ROUNDS_APART_MS = 50;
/** At most five minutes (architecture, rule 2): a row whose sender died is known to be interrupted after this. */
const LEASE_MS = 60_000;
/** How often switches and the month's counts are read again. */
const WATCH_MS = 5000;
/** Waits before a channel that is down is tried again. */
const REVIVE_MS = [5, 10, 30, 60, 120, 300].map((seconds) => seconds * 1000);

export interface Delivery {
  /** `POST /webhooks/<channel>`: verified and kept before it is acknowledged, handled afterwards. */
  receive(channel: string, headers: IncomingHttpHeaders, body: Buffer): Promise<WebhookResult>;
  channels: string[];
  status(): ChannelStatus[];
  /** Tells the senders that something was put into the outbox. */
  wake(): void;
  stop(): Promise<void>;
}

/**
 * Starts what brings messages in and out. A channel that does not work never keeps the others from serving: it is shown as down and tried
 * again until it comes back.
 */
export function startDelivery(deps: DeliveryDeps): Delivery {
  const { clock, log, metrics, channels } = deps;
  const { prisma: database, direct } = deps.database;
  const quiet = deps.quiet ?? QUIET_HOURS;
  const stopping = new AbortController();
  const statuses = new Map<string, ChannelStatus>(
    channels.map(({ id, limits }) => [
      id,
      { channel: id, state: 'starting', reason: null, since: clock.now(), month: null, noticeWindowMs: limits.noticeWindowMs ?? null, name: null },
    ]),
  );
  let off = new Map<string, Switch>();
  const loops: Loop[] = [];
  const inboxLoops: Loop[] = [];
  const senders = new Map<string, { sender: Sender; loop: Loop }>();

  const setHealth = (id: string, health: ChannelHealth) => {
    const status = statuses.get(id) as ChannelStatus;
    const state = health.ok ? 'up' : 'down';
    metrics.channelUp.set({ channel: id }, health.ok ? 1 : 0);
    const reason = health.ok ? null : health.reason;
    if (status.state === state && status.reason === reason) return;
    statuses.set(id, { ...status, state, reason, since: clock.now(), name: health.ok ? health.name : status.name });
    if (health.ok) log.info({ channel: id }, 'channel is up');
    else log.error({ channel: id, reason }, 'channel is down');
  };

  const wakeInbox = () => {
    for (const loop of inboxLoops) loop.wake();
  };
  const wake = () => {
    for (const { loop } of senders.values()) loop.wake();
  };
  const looks = createLooks({ database, clock, log, woken: wakeInbox, stopping: stopping.signal });
  const wants = (channel: string, event: Inbound) => {
    const known = channels.find(({ id }) => id === channel);
    return known !== undefined && looks.wants(known, event.content);
  };
  const keep = createKeep(direct, clock, wakeInbox, (channel, event) => (wants(channel, event) ? PHOTO_WAIT_MS : 0));
  const served = () => channels.map(({ id }) => id).filter((id) => !off.has(id));

  /** Keeps what a channel brought, and lets the person see that it is being worked on. */
  const bring = async (channel: Channel, events: Inbound[], ignored: number): Promise<void> => {
    const fresh = await keep(channel.id, events);
    metrics.inbound.inc({ channel: channel.id, result: 'kept' }, fresh);
    metrics.inbound.inc({ channel: channel.id, result: 'duplicate' }, events.length - fresh);
    metrics.inbound.inc({ channel: channel.id, result: 'ignored' }, ignored);
    for (const event of fresh > 0 ? events : []) if (looks.wants(channel, event.content)) looks.look(channel, event);
    if (off.has(channel.id)) return;
    for (const event of events) {
      channel.acknowledge?.(event).catch((error: unknown) => log.debug({ channel: channel.id, error: briefly(error) }, 'no waiting sign'));
    }
  };

  /** Prepares a channel until it works, then polls if it is set to; begins anew whenever it is said to be down. */
  const watchChannel = async (channel: Channel): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted; ) {
      const status = statuses.get(channel.id) as ChannelStatus;
      if (status.state !== 'up') {
        const health = await channel.prepare().catch((error): ChannelHealth => ({ ok: false, reason: briefly(error) }));
        setHealth(channel.id, health);
        failures = health.ok ? 0 : failures + 1;
        senders.get(channel.id)?.loop.wake();
      }
      await sleep(failures > 0 ? (REVIVE_MS[failures - 1] ?? 300_000) : WATCH_MS, stopping.signal);
    }
  };

  const watchShared = async (): Promise<number> => {
    off = new Map((await switchedOff(database)).map((entry) => [entry.channel, entry]));
    for (const { id, limits } of channels) {
      const status = statuses.get(id) as ChannelStatus;
      const month = limits.perMonth === null ? null : await watchMonth(database, log, id, limits.perMonth, clock.now());
      if (month) metrics.channelMonth.set({ channel: id }, month.used / month.perMonth);
      statuses.set(id, { ...status, month });
    }
    const waiting = await database.$queryRaw<{ channel: string; inbox: number; outbox: number }[]>`
      SELECT t.channel, (SELECT count(*)::int FROM inbox i WHERE i.channel = t.channel AND i.state = 'new') AS inbox,
        (SELECT COALESCE(sum(waiting), 0)::int FROM outbox_lane l WHERE l.channel = t.channel AND l."nextAt" IS NOT NULL) AS outbox
      FROM unnest(${channels.map(({ id }) => id)}::text[]) AS t(channel)`;
    for (const row of waiting) {
      metrics.waiting.set({ box: 'inbox', channel: row.channel }, row.inbox);
      metrics.waiting.set({ box: 'outbox', channel: row.channel }, row.outbox);
    }
    return 0;
  };

  const polling: Promise<void>[] = [];
  const begin = async (): Promise<void> => {
    if (channels.length === 0) return;
    const now = clock.now();
    await database.outboxChannel.createMany({
      data: channels.map(({ id, limits }) => ({ channel: id, tokens: Math.min(1, limits.perSecond), tokensAt: now })),
      skipDuplicates: true,
    });
    if (deps.alone) await endLeases(database);
    await mendLanes(database);
    await watchShared();
    loops.push(new Loop('watch', watchShared, WATCH_MS, log));
    const pace = new Pace(ROUNDS_APART_MS);
    const holding = deps.alone ? new Holding() : null;
    const together = deps.together ?? SHARED;
    let [atWork, behind] = [0, false];
    for (let worker = 0; worker < (deps.workers ?? 1); worker++) {
      let full = false;
      const take = async () => {
        if (!full) await pace.turn();
        const count = await processInbox({
          database: deps.database,
          clock,
          log,
          metrics,
          takeTurn: deps.takeTurn,
          ...(deps.mustNotStay && { mustNotStay: deps.mustNotStay }),
          served,
          most: together,
          holding,
          // On a server the answers would wait inside a transaction.
          ...(deps.alone && { acknowledging: keep.underWay }),
        });
        if (count > 0) wake();
        return count;
      };
      const work = async () => {
        // On the embedded database answers made up beside a transaction make it longer, and acknowledgements wait for its end.
        if (holding && atWork > 0 && !behind) return 0;
        atWork++;
        const count = await take().finally(() => atWork--);
        full = count >= together;
        if (full && !behind) wakeInbox();
        behind = full;
        return count;
      };
      inboxLoops.push(new Loop('inbox', work, PAUSE_MS, log));
    }
    for (const channel of channels) {
      const allowed = () => ({
        proactive: !off.has(PROACTIVE),
        nonUrgent: statuses.get(channel.id)?.month?.nonUrgent ?? true,
        nextMonth: nextMonth(clock.now()),
      });
      const down = (reason: string) => setHealth(channel.id, { ok: false, reason });
      const sender = new Sender(channel, { database: deps.database, clock, log, metrics, quiet, allowed, down, leaseMs: deps.leaseMs ?? LEASE_MS });
      const work = (loop: Loop) => (statuses.get(channel.id)?.state === 'up' && !off.has(channel.id) ? sender.take(loop) : Promise.resolve(0));
      senders.set(channel.id, { sender, loop: new Loop(`send ${channel.id}`, work, PAUSE_MS, log) });
      polling.push(watchChannel(channel));
      if (channel.poll) {
        const report = (health: ChannelHealth) => setHealth(channel.id, health);
        const poll = channel.poll.bind(channel);
        polling.push(
          pollAlone(channel.id, (signal) => poll((events) => bring(channel, events, 0), report, signal), stopping.signal, { database, clock, log }),
        );
      }
    }
  };
  const begun = begin().catch((error) => log.error({ error: briefly(error) }, 'delivery could not begin'));

  return {
    channels: channels.map(({ id }) => id),
    status: () =>
      [...statuses.values()].map((status) => {
        const held = off.get(status.channel);
        return held ? { ...status, state: 'off', reason: held.reason, since: held.at } : status;
      }),
    wake,
    async receive(id, headers, body) {
      const channel = channels.find((known) => known.id === id);
      if (!channel) return { status: 404, code: 'channelUnknown' };
      const received: Received = channel.receive(headers, body);
      if (received.kind === 'refused') {
        metrics.refused.inc({ code: received.code });
        return received;
      }
      await bring(channel, received.events, received.ignored);
      return { status: 200, code: null };
    },
    async stop() {
      stopping.abort();
      await begun;
      await Promise.allSettled(polling);
      await keep.idle();
      await looks.idle();
      await Promise.all([...loops, ...inboxLoops].map((loop) => loop.stop()));
      await Promise.all([...senders.values()].map(({ sender, loop }) => loop.stop().then(() => sender.idle())));
    },
  };
}

/** Ends early, without complaint, when everything stops. */
const sleep = (ms: number, signal: AbortSignal) => setTimeout(ms, undefined, { signal }).catch(() => {});
