import type { IncomingHttpHeaders } from 'node:http';
import { recordAudit } from '#src/platform/audit.ts';
import { tellAccountNews } from './accountNews.ts';
import { carried, openAuth, type SignInDeps } from './auth.ts';
import { passwordFault, usernameOf } from './credentials.ts';
import { createSecondFactor } from './secondFactor.ts';
import { beginAttempt, endAttempt } from './signInGuard.ts';

/** What came of an attempt; `cookies` are the headers to send. */
export type SignedIn =
  | { outcome: 'signedIn'; personId: string; cookies: string[] }
  /** The password was right; a code is asked for before there is a session. */
  | { outcome: 'secondFactor'; cookies: string[] }
  | { outcome: 'refused' }
  | { outcome: 'blocked'; until: Date };

/** What is known of who asks: the session is one sign-in on one device. */
export interface Session {
  id: string;
  personId: string;
  /** When the password was last given in this session, by the Clock. */
  provedAt: Date | null;
  /** Whether signing in takes a code as well. */
  secondFactor: boolean;
}

/** The sessions of people. Its only state is better-auth, once loaded. */
export function createSignIn(deps: SignInDeps) {
  const { database, clock } = deps;
  const auth = openAuth(deps);
  const cookieName = `${deps.url?.startsWith('https:') ? '__Secure-' : ''}mot-cua.session_token=`;

  /** The session that the request carries; without a cookie nothing is asked. */
  async function session(headers: IncomingHttpHeaders): Promise<Session | null> {
    if (!headers.cookie?.includes(cookieName)) return null;
    const found = await (await auth()).api.getSession({ headers: carried(headers) });
    if (!found) return null;
    const { user, session: held } = found;
    return { id: held.id, personId: user.id, provedAt: held.provedAt ?? null, secondFactor: user.twoFactorEnabled === true };
  }

  /** Notes in the session that these cookies begin that its person has just proved who they are. */
  async function proved(cookies: readonly string[]): Promise<void> {
    const value = cookies.findLast((cookie) => cookie.startsWith(cookieName))?.slice(cookieName.length);
    const [token] = decodeURIComponent(value?.split(';')[0] ?? '').split('.');
    if (token) await database.authSession.updateMany({ where: { token }, data: { provedAt: clock.now() } });
  }

  const audit = (personId: string, action: string, details = {}) =>
    database.$transaction(async (tx) => {
      const at = clock.now();
      await recordAudit(tx, { at, actor: `person:${personId}`, action, subject: `person:${personId}`, details });
      await tellAccountNews(tx, personId, action, details, at);
    });

  /** The end of every way in: who left gets no session. */
  async function begin(personId: string, cookies: string[], factor: string): Promise<SignedIn> {
    if (!(await database.person.findFirst({ where: { id: personId, active: true } }))) {
      await database.authSession.deleteMany({ where: { userId: personId } });
      return { outcome: 'refused' };
    }
    await proved(cookies);
    await audit(personId, 'session.begin', { factor });
    return { outcome: 'signedIn', personId, cookies };
  }

  async function signIn(given: { username: string; password: string }, headers: IncomingHttpHeaders, address: string): Promise<SignedIn> {
    const username = usernameOf(given.username) ?? '';
    const until = await beginAttempt(database, clock.now(), username, address);
    if (until) return { outcome: 'blocked', until };
    if (!username || given.password.length > 128) return { outcome: 'refused' };
    const { api } = await auth();
    const body = { username, password: given.password };
    const answer = await api.signInUsername({ body, headers: carried({ 'user-agent': headers['user-agent'] }), asResponse: true });
    if (!answer.ok) return { outcome: 'refused' };
    const { user } = (await answer.json()) as { user?: { id: string } };
    await endAttempt(database, clock.now(), username, address);
    const cookies = answer.headers.getSetCookie();
    return user ? begin(user.id, cookies, 'password') : { outcome: 'secondFactor', cookies };
  }

  /** Ends the session; returns the headers that take the cookie away. */
  async function signOut(headers: IncomingHttpHeaders): Promise<string[]> {
    const answer = await (await auth()).api.signOut({ headers: carried(headers), asResponse: true });
    return answer.headers.getSetCookie();
  }

  /** Whether this is the person's password, counted like signing in. A right one is noted in the session, where one is named. */
  async function checkPassword(personId: string, password: string, address: string, sessionId?: string) {
    const until = await beginAttempt(database, clock.now(), personId, address);
    if (until) return { outcome: 'blocked', until } as const;
    const account = await database.authAccount.findFirst({ where: { userId: personId, providerId: 'credential' } });
    const { verifyPassword } = await import('better-auth/crypto');
    if (!account?.password || password.length > 128 || !(await verifyPassword({ hash: account.password, password })))
      return { outcome: 'refused' } as const;
    await endAttempt(database, clock.now(), personId, address);
    if (sessionId) await database.authSession.updateMany({ where: { id: sessionId }, data: { provedAt: clock.now() } });
    return { outcome: 'right' } as const;
  }

  /** A new password for whoever knows the present one; all their other sessions end. `fault` says what keeps the new one from being good. */
  async function changePassword(headers: IncomingHttpHeaders, personId: string, given: { current: string; next: string }, address: string) {
    const user = await database.authUser.findUnique({ where: { id: personId } });
    const fault = await passwordFault(given.next, user?.username ?? '');
    if (fault) return { outcome: 'weak', fault } as const;
    const checked = await checkPassword(personId, given.current, address);
    if (checked.outcome !== 'right') return checked;
    const body = { currentPassword: given.current, newPassword: given.next, revokeOtherSessions: true };
    const answer = await (await auth()).api.changePassword({ headers: carried(headers), body, asResponse: true });
    if (!answer.ok) return { outcome: 'refused' } as const;
    const cookies = answer.headers.getSetCookie();
    await proved(cookies);
    await audit(personId, 'password.change');
    return { outcome: 'changed', cookies } as const;
  }

  const secondFactor = createSecondFactor({ ...deps, auth, begin, proved, audit, checkPassword });
  return { session, signIn, signOut, checkPassword, changePassword, secondFactor };
}

export type SignIn = ReturnType<typeof createSignIn>;
