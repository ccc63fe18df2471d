import type { Clock } from '#src/platform/clock.ts';
import type { Answer, Call } from './http.ts';
import type { Account } from './zaloOaWebhook.ts';

const ACCESS_SECONDS = 90_000;
const refuse = (error: number, name: string): Answer => ({ body: { error, error_name: name, error_reason: name, ref_doc: '' } });

/** The token endpoint: each refresh kills both old tokens at once. */
export class TokenDesk {
  /** The one refresh token that is good now. */
  refresh: string;
  /** The one access token that is good now. */
  access: string | null = null;
  rotations = 0;
  readonly #account: Account;
  readonly #clock: Clock;
  readonly #given = new Set<string>();
  #until = 0;

  constructor(account: Account, refresh: string, clock: Clock) {
    this.#account = account;
    this.#clock = clock;
    this.refresh = refresh;
  }

  /** -216: never one of ours, or none; -220: it was good once. */
  check(token: unknown): number {
    if (typeof token !== 'string' || !this.#given.has(token)) return -216;
    return token === this.access && this.#clock.now().getTime() < this.#until ? 0 : -220;
  }

  /** The consent is withdrawn, or given anew with `refresh`. */
  regrant(refresh: string): void {
    this.refresh = refresh;
    this.access = null;
  }

  expire(): void {
    this.#until = 0;
  }

  answer({ method, headers, body }: Call): Answer {
    const form = new URLSearchParams(body.toString('utf8'));
    if (method !== 'POST' || !headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return refuse(-14001, 'invalid_request');
    if (headers['secret_key'] !== this.#account.appSecret) return refuse(-14004, 'invalid_secret_key');
    if (form.get('app_id') !== this.#account.appId) return refuse(-14002, 'invalid_app_id');
    if (form.get('grant_type') !== 'refresh_token') return refuse(-14005, 'invalid_grant_type');
    if (form.get('refresh_token') !== this.refresh) return refuse(-14014, 'invalid_refresh_token');
    this.rotations++;
    this.access = `AT-${this.rotations}-${Math.random().toString(36).slice(2)}`;
    this.refresh = `RT-${this.rotations}-${Math.random().toString(36).slice(2)}`;
    this.#given.add(this.access);
    this.#until = this.#clock.now().getTime() + ACCESS_SECONDS * 1000;
    return { body: { access_token: this.access, refresh_token: this.refresh, expires_in: String(ACCESS_SECONDS) } };
  }
}
