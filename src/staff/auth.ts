import type { IncomingHttpHeaders } from 'node:http';
import type { Secrets } from '#src/platform/secrets.ts';
import { deviceOf } from './device.ts';
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
 * Sessions and codes of an authenticator follow the machine's time, not `CLOCK`: a phone knows no other.
 */
async function load({ database, secrets, url }: SignInDeps) {
  const [{ betterAuth }, { prismaAdapter }, { username }, { twoFactor }] = await Promise.all([
    import('better-auth/minimal'),
    import('better-auth/adapters/prisma'),
    import('better-auth/plugins/username'),
    import('better-auth/plugins/two-factor'),
  ]);
  return betterAuth({
    database: prismaAdapter(database, { provider: 'postgresql' }),
    secret: secrets.key('better-auth').toString('base64url'),
    baseURL: url ?? 'http://localhost',
    user: { modelName: 'authUser' },
    account: { modelName: 'authAccount' },
    verification: { modelName: 'authVerification' },
    session: {
      modelName: 'authSession',
      expiresIn: SESSION_SECONDS,
      disableSessionRefresh: true,
      additionalFields: { provedAt: { type: 'date', required: false, input: false } },
    },
    emailAndPassword: { enabled: true, disableSignUp: true },
    // Secret and backup codes are kept encrypted; five codes for a challenge, ten in a row for an account, then a pause of 15 minutes.
    plugins: [username(), twoFactor({ schema: { twoFactor: { modelName: 'authTwoFactor' } } })],
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

/** One better-auth for a process, once somebody needs it. */
export function openAuth(deps: SignInDeps) {
  let opened: ReturnType<typeof load> | undefined;
  return () => (opened ??= load(deps));
}
export type Auth = ReturnType<typeof openAuth>;

/** What better-auth hears of a request: its cookies, and of the browser no more than we keep. */
export function carried({ cookie, 'user-agent': userAgent }: IncomingHttpHeaders): Headers {
  return new Headers({ 'user-agent': deviceOf(userAgent), ...(cookie && { cookie }) });
}
