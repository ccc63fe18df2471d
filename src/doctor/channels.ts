import { configuredChannels } from '#src/channels/configured.ts';
import type { Channel } from '#src/delivery/channel.ts';
import { monthOf } from '#src/delivery/outbox/finish.ts';
import { switchedOff } from '#src/delivery/switches.ts';
import { countUndelivered } from '#src/delivery/undelivered.ts';
import { running } from '#src/platform/clock.ts';
import { briefly } from '#src/platform/errors.ts';
import { createLog } from '#src/platform/log.ts';
import { describeProblem } from '#src/platform/problem.ts';
import { openSecrets } from '#src/platform/secrets.ts';
import { type Check, type Finding, fix, note, ok } from './finding.ts';

/** What the reasons of the channels come down to for whoever must act. */
export function kindOfReason(reason: string): 'token' | 'unreachable' | 'webhook' | 'other' {
  if (/\b40[134]\b|unauthori|token|forbidden|otherAccount/i.test(reason)) return 'token';
  if (/webhook/i.test(reason)) return 'webhook';
  return /network|time|abort|ECONN|ENOTFOUND|EAI_AGAIN|fetch|unreachable|notZalo|\b5\d\d\b|html/i.test(reason) ? 'unreachable' : 'other';
}

const nameOf = (say: (key: string) => string, channel: string) => say(`doctor.names.${channel}`);

/** Asks each platform that is set up whether it knows us, as a start would. */
export const checkChannels: Check = async ({ environment, database, clock, say }) => {
  let channels: Channel[];
  try {
    const deps = { environment, database: database.prisma, clock: running(clock), log: createLog('silent'), secrets: openSecrets(environment) };
    ({ channels } = await configuredChannels(deps));
  } catch (error) {
    return [fix(describeProblem(error))];
  }
  const off = new Set((await switchedOff(database.prisma)).map(({ channel }) => channel));
  const asked = await Promise.all(
    channels.map(async (channel): Promise<Finding[]> => {
      const values = { channel: nameOf(say, channel.id) };
      const health = await channel.prepare().catch((error: unknown) => ({ ok: false as const, reason: briefly(error) }));
      const state = health.ok
        ? ok(say('doctor.channel.up', { ...values, name: health.name }))
        : fix(say(`doctor.channel.${kindOfReason(health.reason)}`, { ...values, reason: health.reason }));
      // What is switched off on purpose is said by the switch.
      const shown = off.has(channel.id) && state.level === 'fix' ? note(state.text) : state;
      const { perMonth } = channel.limits;
      if (perMonth === null) return [shown];
      const row = await database.prisma.outboxChannel.findUnique({ where: { channel: channel.id } });
      const used = row?.month === monthOf(clock.now()) ? row.used : 0;
      const text = say('doctor.quota', { ...values, used, perMonth });
      return [shown, used >= perMonth * 0.9 ? fix(text) : used >= perMonth * 0.7 ? note(text) : ok(text)];
    }),
  );
  return channels.length === 0 ? [note(say('doctor.noChannel'))] : asked.flat();
};

export const checkSwitches: Check = async ({ database, say }) =>
  (await switchedOff(database.prisma)).map(({ channel, reason, by }) => note(say('doctor.off', { channel: nameOf(say, channel), reason, by })));

export const checkUndelivered: Check = async ({ database, say }) => {
  const counts = await countUndelivered(database.prisma);
  if (counts.length === 0) return [ok(say('doctor.delivered'))];
  return counts.map(({ channel, state, count }) => fix(say(`doctor.undelivered.${state}`, { channel: nameOf(say, channel), count })));
};
