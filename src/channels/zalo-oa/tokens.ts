import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '#src/platform/clock.ts';
import { briefly } from '#src/platform/errors.ts';
import type { Log } from '#src/platform/log.ts';
import { type Pair, refreshPair } from './refresh.ts';
import type { ZaloOaSettings } from './settings.ts';
import type { Kept, TokenRow } from './tokenRow.ts';

/** A token to call with, or why there is none. */
export type Access = { ok: true; token: string } | { ok: false; reason: string };

const HOUR = 3_600_000;
/** An access token lives 25 hours: it is changed well before. */
const REFRESH_AFTER = 20 * HOUR;
const DAY = 24 * HOUR;
/** A refresh token lives three months. */
const WARN_AFTER_DAYS = 60;
/** How long Zalo is not asked again after it refused, and after it did not answer. */
const AFTER_REFUSAL = 5 * 60_000;
const AFTER_SILENCE = 60_000;
const LOOK_AGAIN_MS = 200;
const TRIES_TO_KEEP = 4;

/**
 * The access token of the Official Account. Refreshing kills the pair before it at once, so that one instance does it at a time, and the
 * new pair is kept before it is used: a pair that is lost can only be replaced by a person who consents again.
 */
export class Tokens {
  readonly #row: TokenRow;
  readonly #settings: ZaloOaSettings;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #holder = randomUUID();
  #seeded = false;
  #known: Kept | null = null;
  /** Given by Zalo, and not yet kept. */
  #unkept: { pair: Pair; until: Date } | null = null;
  #obtaining: Promise<Access> | null = null;
  /** The rotation that was last asked for in vain, and when it may be asked for again. */
  #vain: { rotation: number; reason: string; until: number } | null = null;

  constructor(row: TokenRow, settings: ZaloOaSettings, { clock, log }: { clock: Clock; log: Log }) {
    this.#row = row;
    this.#settings = settings;
    this.#clock = clock;
    this.#log = log;
  }

  /** A token that should be good, from memory where possible. Throws only when the database fails. */
  async access(): Promise<Access> {
    const token = this.#usable(this.#known, null, REFRESH_AFTER);
    return token ? { ok: true, token } : this.#obtain(null);
  }

  /** A token other than the one that Zalo has just refused. */
  async renew(refused: string): Promise<Access> {
    const first = await this.#obtain(refused);
    // It was somebody else's turn, who did not know yet that this one is refused.
    return first.ok && first.token === refused ? this.#obtain(refused) : first;
  }

  #obtain(refused: string | null): Promise<Access> {
    this.#obtaining ??= this.#find(refused).finally(() => {
      this.#obtaining = null;
    });
    return this.#obtaining;
  }

  #usable(kept: Kept | null, refused: string | null, mostAge: number): string | null {
    const access = kept?.pair?.access;
    if (!kept?.accessUntil || !access || access === refused || this.#unkept) return null;
    const now = this.#clock.now().getTime();
    return now < kept.accessUntil.getTime() && now - kept.rotatedAt.getTime() < mostAge ? access : null;
  }

  async #find(refused: string | null): Promise<Access> {
    if (!this.#seeded) await this.#row.seed(this.#settings.refreshToken);
    this.#seeded = true;
    for (;;) {
      if (this.#unkept && !(await this.#keep())) return { ok: false, reason: 'zaloOaTokenNotKept' };
      const kept = await this.#row.read();
      if (!kept?.pair?.refresh) return this.#alarm('zaloOaTokenUnreadable');
      this.#known = kept;
      const token = this.#usable(kept, refused, REFRESH_AFTER);
      if (token) return { ok: true, token };
      const old = this.#usable(kept, refused, Number.POSITIVE_INFINITY);
      if (this.#vain?.rotation === kept.rotation && this.#clock.now().getTime() < this.#vain.until) {
        return old ? { ok: true, token: old } : { ok: false, reason: this.#vain.reason };
      }
      if (!(await this.#row.take(kept.rotation, this.#holder))) await pause(LOOK_AGAIN_MS);
      else await this.#refresh(kept, kept.pair.refresh);
    }
  }

  /** Asks Zalo for a new pair, to be kept in `#unkept`, or says in `#vain` why there is none. */
  async #refresh(kept: Kept, refresh: string): Promise<void> {
    const days = Math.floor((this.#clock.now().getTime() - kept.rotatedAt.getTime()) / DAY);
    if (days >= WARN_AFTER_DAYS)
      this.#log.warn({ channel: 'zalo-oa', days }, 'the refresh token is old: after three months a person must consent again');
    const refreshed = await refreshPair(refresh, this.#settings);
    const now = this.#clock.now().getTime();
    if (refreshed.kind === 'pair') {
      this.#unkept = { pair: refreshed.pair, until: new Date(now + refreshed.seconds * 1000) };
      return;
    }
    const refused = refreshed.kind === 'refused';
    if (!refused || (await this.#row.lose(kept.rotation))) {
      const reason = refused ? 'zaloOaConsentLost' : 'zaloOaTokenUnanswered';
      this.#vain = { rotation: kept.rotation, reason, until: now + (refused ? AFTER_REFUSAL : AFTER_SILENCE) };
      this.#log.error({ channel: 'zalo-oa', reason, answer: refreshed.reason }, 'no new access token from Zalo');
    }
    await this.#row.giveBack(this.#holder);
  }

  /** Keeps the pair in hand, trying for some seconds; one that cannot be kept is not used, and is kept by the next who asks. */
  async #keep(): Promise<boolean> {
    for (let tries = 0; this.#unkept && tries < TRIES_TO_KEEP; tries++) {
      if (tries > 0) await pause(LOOK_AGAIN_MS * 2 ** tries);
      try {
        await this.#row.keep(this.#unkept.pair, this.#unkept.until);
        this.#unkept = null;
      } catch (error) {
        this.#log.error({ channel: 'zalo-oa', error: briefly(error) }, 'the new tokens could not be kept');
      }
    }
    return this.#unkept === null;
  }

  #alarm(reason: string): Access {
    this.#log.error({ channel: 'zalo-oa', reason }, 'no access token');
    return { ok: false, reason };
  }
}
