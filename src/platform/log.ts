import pino, { type Logger } from 'pino';

export type Log = Logger;

/** Keys whose values never reach a log, at the top and one level down. Message text is personal data: it is not logged at all. */
const SECRET_KEYS = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'apiKey',
  'databaseUrl',
  'DATABASE_URL',
  'text',
  'phone',
  'email',
  'name',
  'conversation',
];

/** Connection strings and bot tokens that hide inside a sentence, such as a driver's error message. */
const SECRET_TEXT = /(\w+:\/\/[^\s:/@]+:)[^\s@]+(@)|\b(bot)?\d{6,}:[A-Za-z0-9_-]{20,}/g;

export function redactText(text: string): string {
  return text.replace(SECRET_TEXT, (_match, before, after) => (before ? `${before}***${after}` : '***'));
}

/** JSON lines on stderr (stdout belongs to the commands' own output), secrets redacted. */
export function createLog(level: string, destination: NodeJS.WritableStream | pino.DestinationStream = pino.destination(2)): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*["${key}"]`]), censor: '***' },
      hooks: {
        logMethod(args, method) {
          method.apply(this, args.map((part) => (typeof part === 'string' ? redactText(part) : part)) as Parameters<typeof method>);
        },
      },
      serializers: {
        err: (error: Error) => ({
          type: error.name,
          message: redactText(error.message.split('\n', 1)[0] ?? ''),
          stack: redactText(error.stack?.split('\n').slice(1, 6).join('\n') ?? ''),
        }),
      },
    },
    destination as pino.DestinationStream,
  );
}
