import type { IncomingHttpHeaders } from 'node:http';
import { type Auth, carried, type SignInDeps } from './auth.ts';
import type { SignedIn } from './signIn.ts';
import { countAttempt, forgetFailures, giveBack, spendCode } from './signInGuard.ts';

/** The pause of better-auth after ten wrong codes in a row. */
const PAUSE_MS = 900_000;
const TOTP = /^\d{6}$/;
const CHALLENGE = /(?:^|;\s*)(?:__Secure-)?mot-cua\.two_factor=([^;.]*)/;

interface Around extends SignInDeps {
  auth: Auth;
  begin(personId: string, cookies: string[], factor: string): Promise<SignedIn>;
  proved(cookies: readonly string[]): Promise<void>;
  audit(personId: string, action: string): Promise<unknown>;
  checkPassword(
    personId: string,
    password: string,
    address: string,
  ): Promise<{ outcome: 'right' } | { outcome: 'refused' } | { outcome: 'blocked'; until: Date }>;
}

/** A code as it was typed: "123 456" and "ABCde-12345" with or without what people put between. */
const tidy = (code: string): string => code.replaceAll(/\s/g, '').slice(0, 40);

/**
 * The second step of signing in: a code of an authenticator app (RFC 6238, six digits, 30 seconds, one step either way), or one of ten backup
 * codes, each good once. Codes and secrets are never logged; what is kept of them is encrypted.
 */
export function createSecondFactor({ database, clock, auth, begin, proved, audit, checkPassword }: Around) {
  /** Whose challenge the cookie names, while it lasts. */
  async function challenged({ cookie }: IncomingHttpHeaders): Promise<string | null> {
    const identifier = decodeURIComponent(CHALLENGE.exec(cookie ?? '')?.[1] ?? '');
    const row = identifier ? await database.authVerification.findFirst({ where: { identifier } }) : null;
    return row?.value ?? null;
  }

  /** `expired`: the password has to be given again. */
  async function confirm(headers: IncomingHttpHeaders, given: string, address: string): Promise<SignedIn | { outcome: 'expired' }> {
    const from = { kind: 'address', value: address } as const;
    const until = await countAttempt(database, clock.now(), [from]);
    if (until) return { outcome: 'blocked', until };
    const personId = await challenged(headers);
    if (!personId) return { outcome: 'expired' };
    const code = tidy(given);
    const kind = TOTP.test(code) ? 'code' : 'backupCode';
    if (kind === 'code' && !(await spendCode(database, clock.now(), personId, code))) return { outcome: 'refused' };
    const { api } = await auth();
    const request = { body: { code }, headers: carried(headers), asResponse: true } as const;
    const answer = await (kind === 'code' ? api.verifyTOTP(request) : api.verifyBackupCode(request));
    if (answer.ok) {
      await giveBack(database, clock.now(), from);
      return begin(personId, answer.headers.getSetCookie(), kind);
    }
    const { code: problem } = (await answer.json()) as { code?: string };
    if (problem === 'ACCOUNT_TEMPORARILY_LOCKED') return { outcome: 'blocked', until: new Date(clock.now().getTime() + PAUSE_MS) };
    return { outcome: problem === 'INVALID_CODE' || problem === 'INVALID_BACKUP_CODE' ? 'refused' : 'expired' };
  }

  /** Begins the set-up: what an app scans. Nothing changes until a code of that app comes back. */
  async function prepare(headers: IncomingHttpHeaders, personId: string, password: string, address: string) {
    const checked = await checkPassword(personId, password, address);
    if (checked.outcome !== 'right') return checked;
    const answer = await (await auth()).api.enableTwoFactor({ headers: carried(headers), body: { password }, asResponse: true });
    if (!answer.ok) return { outcome: 'refused' } as const;
    const { totpURI } = (await answer.json()) as { totpURI: string };
    return { outcome: 'prepared', secret: new URL(totpURI).searchParams.get('secret') ?? '' } as const;
  }

  const codesOf = async (personId: string) => (await (await auth()).api.viewBackupCodes({ body: { userId: personId } })).backupCodes;

  /** The first code of the app switches it on, and ends the sessions that began without one. Null for a wrong code. */
  async function enable(headers: IncomingHttpHeaders, personId: string, given: string) {
    const [code, held] = [tidy(given), { kind: 'name', value: `factor ${personId}` } as const];
    if (!TOTP.test(code) || (await countAttempt(database, clock.now(), [held]))) return null;
    if (!(await spendCode(database, clock.now(), personId, code))) return null;
    const answer = await (await auth()).api.verifyTOTP({ body: { code }, headers: carried(headers), asResponse: true });
    if (!answer.ok) return null;
    await forgetFailures(database, held.value);
    const cookies = answer.headers.getSetCookie();
    const token = tokensIn(cookies);
    if (token.length > 0) await database.authSession.deleteMany({ where: { userId: personId, token: { notIn: token } } });
    await proved(cookies);
    await audit(personId, 'factor.enable');
    return { cookies, codes: await codesOf(personId) };
  }

  async function disable(headers: IncomingHttpHeaders, personId: string, password: string, address: string) {
    const checked = await checkPassword(personId, password, address);
    if (checked.outcome !== 'right') return checked;
    const answer = await (await auth()).api.disableTwoFactor({ headers: carried(headers), body: { password }, asResponse: true });
    if (!answer.ok) return { outcome: 'refused' } as const;
    const cookies = answer.headers.getSetCookie();
    await proved(cookies);
    await audit(personId, 'factor.disable');
    return { outcome: 'disabled', cookies } as const;
  }

  /** Ten new backup codes; those before are void. */
  async function renewCodes(headers: IncomingHttpHeaders, personId: string, password: string, address: string) {
    const checked = await checkPassword(personId, password, address);
    if (checked.outcome !== 'right') return checked;
    const answer = await (await auth()).api.generateBackupCodes({ headers: carried(headers), body: { password }, asResponse: true });
    if (!answer.ok) return { outcome: 'refused' } as const;
    await audit(personId, 'factor.renewCodes');
    return { outcome: 'renewed', codes: ((await answer.json()) as { backupCodes: string[] }).backupCodes } as const;
  }

  return { confirm, prepare, enable, disable, renewCodes, challenged };
}

const tokensIn = (cookies: readonly string[]): string[] =>
  cookies.flatMap((cookie) => /mot-cua\.session_token=([^;.]+)/.exec(cookie)?.slice(1, 2).map(decodeURIComponent) ?? []);
