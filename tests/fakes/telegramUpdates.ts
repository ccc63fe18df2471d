import { type Posted, postForAnswer } from './http.ts';

/** An update that waits: `queue` names those that go one after another (a chat; a person's pressed buttons). */
interface Waiting {
  id: number;
  queue: string;
  body: string;
  update: object;
  failures: number;
  delayMs: number;
  expiresAt: number;
  settle(): void;
}

export interface Webhook {
  url: string;
  secret: string;
  maxConnections: number;
}

const DEFAULT_KINDS = ['message', 'edited_message', 'channel_post', 'callback_query', 'my_chat_member', 'inline_query'];
const DAY_MS = 86_400_000;
const LIFE_MS: Record<string, number> = { callback_query: 150_000 };
const LONGEST_WAIT_MS = 60_000;
const GONE_MS = 23 * 3_600_000;

/**
 * Telegram's side of delivering updates (tdlib/telegram-bot-api, WebhookActor.cpp): by polling or by webhook, one queue after another,
 * the first retry at once, then after 2, 4, 8 … seconds; messages live 24 hours, pressed buttons 150 seconds. `scale` shortens all of
 * these waits, 0.01 a hundredfold.
 */
export class Updates {
  webhook: Webhook | null = null;
  lastError: { at: Date; message: string } | null = null;
  allowed: string[] = DEFAULT_KINDS;
  /** Of updates accepted by the webhook, the share that is delivered once more a little later. */
  duplicates = 0;
  /** Counts for tests: accepted by the bot, and given up. */
  delivered = 0;
  dropped = 0;
  readonly #scale: number;
  readonly #random: () => number;
  /** Hears a method call in the body of a webhook's answer. */
  readonly #onAnswer: (fields: Record<string, unknown>) => void;
  readonly #pending = new Map<number, Waiting>();
  readonly #queues = new Map<string, Waiting[]>();
  readonly #ready = new Set<string>();
  readonly #underWay = new Set<string>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #nextId: number;
  #goneSince: number | null = null;
  #poller: ((conflict: string | null) => void) | null = null;

  constructor(scale: number, random: () => number, first: number, onAnswer: (fields: Record<string, unknown>) => void) {
    this.#scale = scale;
    this.#random = random;
    this.#onAnswer = onAnswer;
    this.#nextId = first;
  }

  get count(): number {
    return this.#pending.size;
  }

  /** Takes an update to be delivered; resolves when the bot has it (or it expired, or is of a kind that the bot did not ask for). */
  add(queue: string, kind: string, content: object): Promise<void> {
    if (!this.allowed.includes(kind)) return Promise.resolve();
    return this.addRaw(queue, { [kind]: content }, LIFE_MS[kind] ?? DAY_MS);
  }

  /** The same for an update of any shape. */
  addRaw(queue: string, content: object, lifeMs: number = DAY_MS): Promise<void> {
    const id = this.#nextId++;
    const update = { update_id: id, ...content };
    return new Promise((settle) => {
      const expiresAt = performance.now() + lifeMs * this.#scale;
      const waiting: Waiting = { id, queue, update, body: JSON.stringify(update), failures: 0, delayMs: 1000, expiresAt, settle };
      this.#pending.set(id, waiting);
      const others = this.#queues.get(queue);
      if (others) others.push(waiting);
      else {
        this.#queues.set(queue, [waiting]);
        this.#ready.add(queue);
      }
      this.#poller?.(null);
      this.#pump();
    });
  }

  setWebhook(webhook: Webhook | null, dropPending: boolean): void {
    this.#poller?.('terminated by setWebhook request');
    this.webhook = webhook;
    this.lastError = null;
    this.#goneSince = null;
    if (dropPending) for (const waiting of [...this.#pending.values()]) this.#forget(waiting, false);
    this.#pump();
  }

  /** getUpdates: updates from `offset` on, as soon as there are any; a string is the text of a conflict. */
  async poll(offset: number, limit: number, timeoutMs: number): Promise<object[] | string> {
    if (this.webhook) return "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
    this.#poller?.('terminated by other getUpdates request; make sure that only one bot instance is running');
    // An offset far beyond the newest is none (TQueue::get): numbers begin anew somewhere after a quiet week.
    const from = offset < 0 ? ([...this.#pending.keys()].at(offset) ?? 0) : offset > this.#nextId + 10 ? 0 : offset;
    for (const waiting of this.#pending.values()) {
      if (waiting.id >= from) break;
      this.#forget(waiting, true);
    }
    if (this.#pending.size === 0 && timeoutMs > 0) {
      const conflict = await new Promise<string | null>((done) => {
        const end = (reason: string | null) => {
          clearTimeout(timer);
          this.#timers.delete(timer);
          this.#poller = null;
          done(reason);
        };
        const timer = this.#later(timeoutMs, () => end(null));
        this.#poller = end;
      });
      if (conflict) return conflict;
    }
    return [...this.#pending.values()].slice(0, limit).map(({ update }) => update);
  }

  close(): void {
    this.webhook = null;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#poller?.(null);
    for (const waiting of this.#pending.values()) waiting.settle();
  }

  #later(ms: number, what: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      what();
    }, ms * this.#scale);
    this.#timers.add(timer);
    return timer;
  }

  #forget(waiting: Waiting, delivered: boolean): void {
    if (!this.#pending.delete(waiting.id)) return;
    const queue = this.#queues.get(waiting.queue);
    const at = queue?.indexOf(waiting) ?? -1;
    if (queue && at >= 0) queue.splice(at, 1);
    if (queue?.length === 0) this.#queues.delete(waiting.queue);
    if (delivered) this.delivered++;
    else this.dropped++;
    waiting.settle();
  }

  /** Begins as many deliveries as there are connections and queues that do not wait. */
  #pump(): void {
    for (const queue of this.#ready) {
      if (!this.webhook || this.#underWay.size >= this.webhook.maxConnections) return;
      this.#ready.delete(queue);
      const first = this.#queues.get(queue)?.[0];
      if (first && !this.#underWay.has(queue)) void this.#deliver(this.webhook, first);
    }
  }

  async #deliver(webhook: Webhook, waiting: Waiting): Promise<void> {
    const { queue } = waiting;
    this.#underWay.add(queue);
    const answer = await this.#post(webhook, waiting.body);
    this.#underWay.delete(queue);
    const pauseMs =
      typeof answer === 'object' && answer.status >= 200 && answer.status < 300 ? this.#accepted(waiting, answer) : this.#failed(waiting, answer);
    if (this.#queues.has(queue)) {
      if (pauseMs === 0) this.#ready.add(queue);
      else
        this.#later(pauseMs, () => {
          this.#ready.add(queue);
          this.#pump();
        });
    }
    this.#pump();
  }

  async #post({ url, secret }: Webhook, body: string): Promise<Posted | string> {
    try {
      return await postForAnswer(
        url,
        body,
        secret ? { 'x-telegram-bot-api-secret-token': secret } : {},
        LONGEST_WAIT_MS * Math.max(this.#scale, 0.1),
      );
    } catch {
      return 'Connection closed';
    }
  }

  #accepted(waiting: Waiting, { body }: Posted): number {
    this.#goneSince = null;
    this.#forget(waiting, true);
    if (this.#random() < this.duplicates) this.#later(2000 * this.#random(), () => void (this.webhook && this.#post(this.webhook, waiting.body)));
    if (body.startsWith('{')) {
      try {
        this.#onAnswer(JSON.parse(body));
      } catch {
        // An answer that is no call is nothing to Telegram.
      }
    }
    return 0;
  }

  /** The wait before the next try of what failed; WebhookActor::on_update_error. */
  #failed(waiting: Waiting, answer: Posted | string): number {
    const status = typeof answer === 'object' ? answer.status : 0;
    this.lastError = {
      at: new Date(),
      message: typeof answer === 'string' ? answer : `Wrong response from the webhook: ${status} ${phrase(status)}`,
    };
    const now = performance.now();
    this.#goneSince = status === 410 ? (this.#goneSince ?? now) : null;
    if (this.#goneSince !== null && now > this.#goneSince + GONE_MS * this.#scale) this.webhook = null;
    const asked = typeof answer === 'object' ? Math.min(Math.max(Number(answer.headers['retry-after']) || 0, 0), 3600) * 1000 : 0;
    let pauseMs = asked;
    if (asked === 0 && waiting.failures > 0) {
      waiting.delayMs = Math.min(LONGEST_WAIT_MS * (1 + this.#random()), waiting.delayMs * 2);
      pauseMs = waiting.delayMs;
    }
    waiting.failures++;
    if (now + pauseMs * this.#scale > waiting.expiresAt) {
      this.#forget(waiting, false);
      return 0;
    }
    return pauseMs;
  }
}

const PHRASES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  410: 'Gone',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};
const phrase = (status: number): string => PHRASES[status] ?? 'Error';
