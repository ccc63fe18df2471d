import type { IncomingHttpHeaders } from 'node:http';
import { recordAudit } from '#src/platform/audit.ts';
import type { Secrets } from '#src/platform/secrets.ts';
import { isPassword, usernameOf } from './credentials.ts';
import { beginAttempt, endAttempt } from './signInGuard.ts';
import type { Staff } from './staff.ts';

/** A working day; who stays longer signs in again. Computers at a counter are shared. */
const SESSION_SECONDS = 12 * 3600;

export interface SignInDeps extends Staff {
  secrets: Secrets;
  /** The address people use: with https the cookie is sent over https only. */
  url: string | undefined;
}

/**
 * better-auth, loaded when somebody first signs in: a public site that nobody administers does without its memory. It is called here and not
 * mounted: the forms of web/ are the only door, so nothing passes by the lock-out, and no other of its addresses exists.
 */
async function openAuth({ database, secrets, url }: SignInDeps) {
  const [{ betterAuth }, { prismaAdapter }, { username }] = await Promise.all([
    import('better-auth/minimal'),
    import('better-auth/adapters/prisma'),
    import('better-auth/plugins/username'),
  ]);
  return betterAuth({
    database: prismaAdapter(database, { provider: 'postgresql' }),
    secret: secrets.key('better-auth').toString('base64url'),
    baseURL: url ?? 'http://localhost',
    user: { modelName: 'authUser' },
    account: { modelName: 'authAccount' },
    verification: { modelName: 'authVerification' },
    session: { modelName: 'authSession', expiresIn: SESSION_SECONDS, disableSessionRefresh: true },
    emailAndPassword: { enabled: true, disableSignUp: true },
    plugins: [username()],
    advanced: {
      cookiePrefix: 'mot-cua',
      useSecureCookies: url?.startsWith('https:') ?? false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
      ipAddress: { disableIpTracking: true },
    },
    telemetry: { enabled: false },
    logger: { disabled: true },
  });
}

/** What came of an attempt; `cookies` are the headers to send. */
export type SignedIn = { outcome: 'signedIn'; personId: string; cookies: string[] } | { outcome: 'refused' } | { outcome: 'blocked'; until: Date };

/** The sessions of people. Its only state is better-auth, once loaded. */
export function createSignIn(deps: SignInDeps) {
  const { database, clock } = deps;
  let opened: ReturnType<typeof openAuth> | undefined;
  const auth = () => (opened ??= openAuth(deps));
  const cookieName = `${deps.url?.startsWith('https:') ? '__Secure-' : ''}mot-cua.session_token=`;

  const carried = ({ cookie }: IncomingHttpHeaders) => new Headers(cookie ? { cookie } : {});

  /** The id of the person whose session the request carries; without a cookie nothing is asked. */
  async function session(headers: IncomingHttpHeaders): Promise<string | null> {
    if (!headers.cookie?.includes(cookieName)) return null;
    const found = await (await auth()).api.getSession({ headers: carried(headers) });
    return found?.user.id ?? null;
  }

  async function signIn(given: { username: string; password: string }, address: string): Promise<SignedIn> {
    const username = usernameOf(given.username) ?? '';
    const until = await beginAttempt(database, clock.now(), username, address);
    if (until) return { outcome: 'blocked', until };
    if (!username || given.password.length > 128) return { outcome: 'refused' };
    const { api } = await auth();
    const answer = await api.signInUsername({ body: { username, password: given.password }, headers: new Headers(), asResponse: true });
    if (!answer.ok) return { outcome: 'refused' };
    const { user } = (await answer.json()) as { user: { id: string } };
    const person = await database.person.findFirst({ where: { id: user.id, active: true } });
    if (!person) {
      await database.authSession.deleteMany({ where: { userId: user.id } });
      return { outcome: 'refused' };
    }
    await endAttempt(database, clock.now(), username, address);
    await database.$transaction((tx) =>
      recordAudit(tx, { at: clock.now(), actor: `person:${user.id}`, action: 'session.begin', subject: `person:${user.id}` }),
    );
    return { outcome: 'signedIn', personId: user.id, cookies: answer.headers.getSetCookie() };
  }

  /** Ends the session; returns the headers that take the cookie away. */
  async function signOut(headers: IncomingHttpHeaders): Promise<string[]> {
    const answer = await (await auth()).api.signOut({ headers: carried(headers), asResponse: true });
    return answer.headers.getSetCookie();
  }

  /** A new password for whoever knows the present one; all their other sessions end. Null when the present one is wrong. */
  async function changePassword(headers: IncomingHttpHeaders, personId: string, given: { current: string; next: string }, address: string) {
    if (!isPassword(given.next)) return { outcome: 'weak' } as const;
    const until = await beginAttempt(database, clock.now(), personId, address);
    if (until) return { outcome: 'blocked', until } as const;
    const body = { currentPassword: given.current, newPassword: given.next, revokeOtherSessions: true };
    const answer = await (await auth()).api.changePassword({ headers: carried(headers), body, asResponse: true });
    if (!answer.ok) return { outcome: 'refused' } as const;
    await endAttempt(database, clock.now(), personId, address);
    await database.$transaction((tx) =>
      recordAudit(tx, { at: clock.now(), actor: `person:${personId}`, action: 'password.change', subject: `person:${personId}` }),
    );
    return { outcome: 'changed', cookies: answer.headers.getSetCookie() } as const;
  }

  return { session, signIn, signOut, changePassword };
}

export type SignIn = ReturnType<typeof createSignIn>;
