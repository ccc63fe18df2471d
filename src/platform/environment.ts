import { z } from 'zod';
import { type Clock, parseClock, systemClock } from './clock.ts';
import { sayIn } from './texts.ts';

const port = z.coerce.number().int().min(0).max(65535);
const postgres = z.url({ protocol: /^postgres(ql)?$/ });
const webAddress = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

/** A template's id at Zalo, and what its parameters are called there by our names of the values; with none, all keep their names. */
const zaloTemplates = z.record(z.string(), z.strictObject({ id: z.string().min(1), values: z.record(z.string(), z.string()).default({}) }));

/** Every setting of the process, each documented in README. An empty value counts as not set. */
const schema = z.object({
  /** TCP port of the pages, the API and the webhooks. */
  PORT: port.default(3000),
  /** Address to listen on; empty listens on all. */
  HOST: z.string().default(''),
  /** The address that people use, without a trailing slash, for links in messages. */
  PUBLIC_URL: webAddress.optional(),
  /** Folder of the embedded database and of the secrets that the process makes for itself. */
  DATA_DIR: z.string().default('./data'),
  /** A PostgreSQL server (15 or newer); empty uses the embedded database. */
  DATABASE_URL: postgres.optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** What sessions and kept tokens are protected with, the same on every instance; empty uses one made and kept in DATA_DIR. */
  SESSION_SECRET: z.string().min(32).optional(),
  /** Name of the authority as citizens know it. */
  AUTHORITY_NAME: z.string().min(1).max(120).optional(),
  /** The first admin, made at the first start; without both a one-time link is printed. */
  ADMIN_USERNAME: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._]{2,29}$/)
    .optional(),
  ADMIN_PASSWORD: z.string().min(12).max(128).optional(),
  /** Roles, by commas, that nobody holds without a second factor at signing in; empty leaves it to each person. */
  TWO_FACTOR_ROLES: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((role) => role.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.enum(['oneStopOfficer', 'officer', 'unitHead', 'leader', 'editor', 'publisher', 'inspector', 'admin', 'operator']))),
  /** Bearer token for /metrics; without it only this machine may read them. */
  METRICS_TOKEN: z.string().min(16).optional(),
  /** How often an official may put off being reminded of one dossier. */
  STAFF_SNOOZES: z.coerce.number().int().min(0).max(20).default(2),
  /** Minutes in which an official can take back what they asked for in a chat. */
  STAFF_UNDO_MINUTES: z.coerce.number().int().min(1).max(30).default(3),
  /** The Zalo Bot's token as Zalo sends it, "<digits>:<secret>"; without it the channel does not exist. */
  ZALO_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[^\s/?#:]{8,}$/)
    .optional(),
  /** Where Zalo's bot API answers; empty is Zalo's own address. */
  ZALO_BOT_API_ROOT: webAddress.optional(),
  /** How messages of the Zalo Bot arrive; empty is "webhook", for polling forgets an update as it is read, before we can keep it. */
  ZALO_BOT_MODE: z.enum(['polling', 'webhook']).optional(),
  /** What Zalo repeats with each event, 8-256 characters (Zalo's rule); empty uses one derived from the installation's secret. */
  ZALO_BOT_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w-]{8,256}$/)
    .optional(),
  /** Messages a month that the bot's plan allows; empty is 3000, the free plan of 2026. */
  ZALO_BOT_MONTHLY_MESSAGES: z.coerce.number().int().min(1).optional(),
  /** Messages a second over all chats; empty is 10 (Zalo publishes no limit). */
  ZALO_BOT_MESSAGES_PER_SECOND: z.coerce.number().positive().max(1000).optional(),
  /** The bot's token as @BotFather gave it; empty leaves Telegram out. */
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d{6,}:[A-Za-z0-9_-]{20,}$/)
    .optional(),
  /** A Bot API server of one's own, or a fake one. */
  TELEGRAM_API_ROOT: webAddress.default('https://api.telegram.org'),
  /** `polling` asks Telegram and needs no public address; `webhook` is called by Telegram at PUBLIC_URL, which must then be set. */
  TELEGRAM_MODE: z.enum(['polling', 'webhook']).default('polling'),
  /** What Telegram repeats in each webhook call, so that nobody else can write there; empty uses one derived from the installation's secret. */
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[A-Za-z0-9_-]{16,256}$/)
    .optional(),
  /** The app of developers.zalo.me that the Official Account is linked to; with its secret and a refresh token the channel exists. */
  ZALO_OA_APP_ID: z.string().regex(/^\d+$/).optional(),
  ZALO_OA_APP_SECRET: z.string().min(8).optional(),
  /** "OA Secret Key" of the console, for the webhook's MAC; empty uses the app's secret. */
  ZALO_OA_SECRET_KEY: z.string().min(8).optional(),
  /** The Official Account's own id: events of another account are passed over. */
  ZALO_OA_ID: z.string().regex(/^\d+$/).optional(),
  /** The first refresh token, from the console; later ones are kept in the database. A new one here replaces them. */
  ZALO_OA_REFRESH_TOKEN: z.string().min(8).optional(),
  /** Where Zalo's OA API answers; empty is Zalo's own address. */
  ZALO_OA_API_ROOT: webAddress.optional(),
  /** Where Zalo gives tokens; empty is Zalo's own address. */
  ZALO_OA_OAUTH_ROOT: webAddress.optional(),
  /** Which id the webhook's MAC begins with, the app's or the account's (sources disagree); empty is "app". */
  ZALO_OA_MAC_ID: z.enum(['app', 'oa']).optional(),
  /** Hours after which an event is too old to be believed; the last retry comes nearly 2 hours after the first. Empty is 6. */
  ZALO_OA_FRESH_HOURS: z.coerce.number().min(2).max(72).optional(),
  /** How buttons are sent: with template_type, without, or not at all (numbered text). Empty is "template". */
  ZALO_OA_BUTTONS: z.enum(['template', 'plain', 'none']).optional(),
  /** Whether notices may be sent between 48 hours and 7 days after the person last wrote, which Zalo charges; empty is "no". */
  ZALO_OA_CHARGED_NOTICES: z.enum(['yes', 'no']).optional(),
  /** Calls a minute that Zalo allows the app or the package; empty is 4000. */
  ZALO_OA_CALLS_PER_MINUTE: z.coerce.number().int().min(1).max(100_000).optional(),
  /** Approved templates by the assistant's own names, as JSON: {"dossier.ready": {"id": "100001", "values": {"code": "ma_ho_so"}}}. */
  ZALO_OA_TEMPLATES: z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'json' });
        return z.NEVER;
      }
    })
    .pipe(zaloTemplates)
    .optional(),
  /** For tests and demonstrations: an ISO time that stands still, or "+" and an ISO time that runs on from there. */
  CLOCK: z
    .string()
    .default('')
    .transform((setting, context): Clock => {
      const clock = parseClock(setting);
      if (!clock) context.addIssue({ code: 'custom', message: 'clock' });
      return clock ?? systemClock;
    }),
});

export type Environment = z.output<typeof schema>;

export class EnvironmentError extends Error {
  readonly fields: string[];
  constructor(fields: string[]) {
    const say = sayIn('vi');
    super([say('environment.refused'), ...fields.map((field) => `  • ${field}: ${say(`environment.fields.${field}`)}`)].join('\n'));
    this.name = 'EnvironmentError';
    this.fields = fields;
  }
}

/** What belongs to a setting that is given: a password to a name, and what a channel cannot do without. */
function missing(given: Record<string, unknown>): string[] {
  const admin = ['ADMIN_USERNAME', 'ADMIN_PASSWORD'].filter((name) => !(name in given));
  return [...(admin.length === 1 ? admin : []), ...missingOfOa(given)];
}

function missingOfOa(given: Record<string, unknown>): string[] {
  if (!Object.keys(given).some((name) => name.startsWith('ZALO_OA_'))) return [];
  const needed = ['ZALO_OA_APP_ID', 'ZALO_OA_APP_SECRET', 'ZALO_OA_REFRESH_TOKEN', ...(given['ZALO_OA_MAC_ID'] === 'oa' ? ['ZALO_OA_ID'] : [])];
  return needed.filter((name) => !(name in given));
}

/** Reads the settings; throws EnvironmentError naming each wrong one and what is expected, never the value (it may be a secret). */
export function readEnvironment(source: Record<string, string | undefined>): Environment {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ''));
  const result = schema.safeParse(given);
  const wrong = [...missing(given), ...(result.error?.issues.map((issue) => String(issue.path[0])) ?? [])];
  if (result.success && wrong.length === 0) return result.data;
  throw new EnvironmentError([...new Set(wrong)].sort());
}

export const environmentFields: string[] = Object.keys(schema.shape);
