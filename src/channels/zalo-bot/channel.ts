import { ZaloBot, ZaloBotError } from 'zalo-bot-sdk';
import type { Channel } from '#src/delivery/channel.ts';
import { type Clock, systemClock } from '#src/platform/clock.ts';
import type { Log } from '#src/platform/log.ts';
import { fetchZaloPhoto } from '../zaloPhoto.ts';
import { poll } from './poll.ts';
import { prepareWebhook } from './prepare.ts';
import { receive } from './receive.ts';
import { render, type ZaloBotPart } from './render.ts';
import { reasonOf, sendPart } from './send.ts';
import type { ZaloBotSettings } from './settings.ts';
import { createTyping } from './typing.ts';

export interface ZaloBotDeps {
  log: Log;
  /** What an event's age is measured by: the machine's own time, for that is what Zalo writes into it, also where a demonstration has another. */
  clock?: Clock;
  /** For tests: seconds that an empty poll is held, and the pauses after failures. */
  polling?: { seconds: number; pause: { firstMs: number; longestMs: number } };
}

const PER_SECOND_PER_CHAT = 1;
const PREPARE_MS = 20_000;
const TYPING_MS = 5000;
const POLLING = { seconds: 30, pause: { firstMs: 1000, longestMs: 60_000 } };

/** Zalo's bot platform as a channel, through our own client. */
export function createZaloBotChannel(settings: ZaloBotSettings, { log, clock = systemClock, polling = POLLING }: ZaloBotDeps): Channel {
  const { token, apiRoot, mode, perSecond, perMonth } = settings;
  const bot = new ZaloBot({ token, apiRoot });
  const typing = createTyping((chat) => bot.sendChatAction(chat, 'typing', { timeoutMs: TYPING_MS }));
  let name = 'zalo-bot';
  /** Zalo's last call of the webhook failed. */
  let doubtful = false;
  return {
    id: 'zalo-bot',
    limits: { perSecond, perSecondPerChat: PER_SECOND_PER_CHAT, perMonth },

    receive(headers, body) {
      // Nothing was told to call us: whoever does is not Zalo.
      return mode.kind === 'webhook' ? receive(headers, body, mode.secret, clock) : { kind: 'refused', status: 403, code: 'secretWrong' };
    },

    ...(mode.kind === 'polling' && {
      poll: (keep, report, signal) => poll({ bot, clock, log, name: () => name, ...polling }, keep, report, signal),
    }),

    acknowledge: async ({ conversation }) => typing.begin(conversation),

    render,
    send(chat, part, signal) {
      typing.end(chat);
      return sendPart(bot, chat, part as ZaloBotPart, signal);
    },
    fetchFile: (file, most) => fetchZaloPhoto(file, most, apiRoot),

    async prepare() {
      const signal = AbortSignal.timeout(PREPARE_MS);
      try {
        const me = await bot.getMe({ signal });
        name = me.displayName || me.accountName || me.id;
        const probe = await prepareWebhook(bot, mode, token, doubtful, signal);
        doubtful = probe?.ok === false;
        return probe?.ok === false ? { ok: false, reason: `${probe.outcome || 'webhook'} ${probe.hint}`.trim() } : { ok: true, name };
      } catch (error) {
        if (error instanceof ZaloBotError) return { ok: false, reason: reasonOf(error) };
        throw error;
      }
    },
  };
}
