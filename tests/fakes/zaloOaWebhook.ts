import { createHash, createHmac } from 'node:crypto';
import { post } from './http.ts';

/** How the platform may make the MAC: the sources disagree on the secret and on which id comes first. */
export interface MacVariant {
  secret: 'oa' | 'app';
  first: 'app' | 'oa';
  algorithm: 'hash' | 'hmac';
  /** Whether the header's value begins with "mac=". */
  prefix: boolean;
}

export interface Account {
  appId: string;
  appSecret: string;
  secretKey: string;
  oaId: string;
}

/** A plain hash of the concatenation, over the bytes as they are sent. */
export function macOf(body: string, timestamp: string, account: Account, variant: MacVariant): string {
  const id = variant.first === 'app' ? account.appId : account.oaId;
  const secret = variant.secret === 'oa' ? account.secretKey : account.appSecret;
  const hash =
    variant.algorithm === 'hash'
      ? createHash('sha256').update(`${id}${body}${timestamp}${secret}`)
      : createHmac('sha256', secret).update(`${id}${body}${timestamp}`);
  return (variant.prefix ? 'mac=' : '') + hash.digest('hex');
}

/** Waits before the further tries, in seconds: the last is an hour after the one before it. */
const LADDER = [30, 300, 900, 1800, 3600];

/**
 * Hands events to the webhook as the platform does: the raw body's MAC, at most 2 s for a 200, five further tries with `num_retry`, then the
 * webhook is switched off until somebody switches it on again.
 */
export class WebhookSender {
  url: string | null;
  disabled = false;
  variant: MacVariant = { secret: 'oa', first: 'app', algorithm: 'hash', prefix: true };
  /** The ladder runs so many times faster than in life. */
  speed: number;
  limitMs = 2000;
  /** Of all events, the share that is handed over twice. */
  duplicates = 0;
  readonly #account: Account;
  readonly #waiting = new Map<NodeJS.Timeout, () => void>();
  #closed = false;

  constructor(account: Account, url: string | null, speed: number) {
    this.#account = account;
    this.url = url;
    this.speed = speed;
  }

  /** True when it was acknowledged; false when the platform gave up, or has nobody to tell. */
  async deliver(event: Record<string, unknown> & { timestamp: string }, headers: Record<string, string> = {}): Promise<boolean> {
    const body = JSON.stringify(event);
    const mac = macOf(body, event.timestamp, this.#account, this.variant);
    if (Math.random() < this.duplicates) void this.try(body, { 'x-zevent-signature': mac, ...headers });
    for (let retry = 0; ; retry++) {
      if (!this.url || this.disabled || this.#closed) return false;
      const count: Record<string, string> = retry > 0 ? { num_retry: String(retry) } : {};
      if (await this.try(body, { 'x-zevent-signature': mac, ...count, ...headers })) return true;
      const wait = LADDER[retry];
      if (wait === undefined) {
        this.disabled = true;
        return false;
      }
      await this.#pause((wait * 1000) / this.speed);
    }
  }

  /** One try, with whatever body and headers. */
  async try(body: string, headers: Record<string, string>): Promise<boolean> {
    if (!this.url) return false;
    return post(this.url, body, headers, this.limitMs).then(
      (status) => status === 200,
      () => false,
    );
  }

  close(): void {
    this.#closed = true;
    for (const [timer, wake] of this.#waiting) {
      clearTimeout(timer);
      wake();
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((done) => {
      const wake = () => {
        this.#waiting.delete(timer);
        done();
      };
      const timer = setTimeout(wake, ms);
      this.#waiting.set(timer, wake);
    });
  }
}
