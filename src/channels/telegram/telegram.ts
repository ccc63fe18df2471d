import type { Channel, ChannelHealth } from '#src/delivery/channel.ts';
import { createApi } from './api.ts';
import { faultOf } from './fault.ts';
import { fetchFile } from './file.ts';
import { type Pause, pollUpdates } from './poll.ts';
import { prepareCommands, prepareUpdates } from './prepare.ts';
import { receiveWebhook } from './receive.ts';
import { renderReply, type TelegramPart } from './render.ts';
import { sendPart } from './send.ts';
import type { TelegramSettings } from './settings.ts';

/** The FAQ's figures for bots: about 30 messages a second in all, one a second in one chat. */
const PER_SECOND = 30;
const PER_SECOND_PER_CHAT = 1;
const PREPARE_MS = 20_000;
const ACKNOWLEDGE_MS = 10_000;

/** Telegram as a channel, through grammY's API client. `pause` is for tests: how the wait after a fault of polling is spent. */
export function createTelegramChannel(settings: TelegramSettings, { pause }: { pause?: Pause } = {}): Channel {
  const { mode, perSecond = PER_SECOND } = settings;
  const api = createApi(settings);
  let name = 'telegram';
  let certain = false;
  let polled: ChannelHealth | null = null;
  return {
    id: 'telegram',
    limits: { perSecond, perSecondPerChat: PER_SECOND_PER_CHAT, perMonth: null },

    receive(headers, body) {
      // Nothing was told to call us: whoever does is not Telegram.
      return mode.kind === 'webhook' ? receiveWebhook(headers, body, mode.secret) : { kind: 'refused', status: 403, code: 'secretWrong' };
    },

    ...(mode.kind === 'polling' && {
      poll: (keep, report, signal) => {
        const tell = (health: ChannelHealth) => report((polled = health));
        return pollUpdates(api, () => name, keep, tell, signal, pause);
      },
    }),

    async acknowledge({ conversation, content, handle }) {
      const signal = AbortSignal.timeout(ACKNOWLEDGE_MS) as never;
      try {
        if (handle !== undefined) await api.raw.answerCallbackQuery({ callback_query_id: handle }, signal);
        // Words are answered before "typing" could be seen; a picture has to be fetched first.
        else if (content.kind === 'photo') await api.raw.sendChatAction({ chat_id: conversation, action: 'typing' }, signal);
      } catch {
        // A sign that comes too late, or not at all, changes nothing of the answer.
      }
    },

    render: (reply, context) => renderReply(reply, context) as unknown as Record<string, unknown>[],
    send: (conversation, part, signal) => sendPart(api, conversation, part as unknown as TelegramPart, signal),
    fetchFile: (file, most) => fetchFile(api, settings, file, most),

    async prepare() {
      const signal = AbortSignal.timeout(PREPARE_MS);
      try {
        const me = await api.raw.getMe(signal as never);
        name = `@${me.username}`;
        await prepareUpdates(api, mode, certain, signal);
        certain = true;
        await prepareCommands(api, signal);
        // What can be sent but not fetched does not work: the poll itself says when it does again.
        return polled?.ok === false ? polled : { ok: true, name };
      } catch (error) {
        return { ok: false, reason: faultOf(error).text };
      }
    },
  };
}
