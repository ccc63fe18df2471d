export type { CallOptions, Sent, TextOptions, TextStyle, ZaloBotOptions } from './client.ts';
export { API_ROOT, LONGEST_TEXT, ZaloBot } from './client.ts';
export { ZaloBotError, type ZaloBotErrorCode } from './errors.ts';
export { type BotEvent, readUpdate } from './events.ts';
export { type PollOptions, pollUpdates } from './poll.ts';
export type { BotInfo, WebhookInfo, WebhookProbe } from './results.ts';
export { type ReceivedWebhook, receiveWebhook, SECRET_HEADER } from './webhook.ts';
