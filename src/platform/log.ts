import pino, { type Logger } from 'pino';

export type Log = Logger;

/** Keys whose values never reach a log, at any depth. Message text is personal data: it is not logged at all. */
const SECRET_KEY = /^(?:cookie|set-cookie|text|phone|email|name|conversation)$|(?:authorization|password|secret|token|api_?key|database_?url)$/i;

/** Connection strings, bearer tokens and bot tokens that hide inside a sentence, such as a driver's error message. */
const SECRET_TEXT = /(\w+:\/\/[^\s:/@]*:)\S+(@)|(\bBearer )\S+|\b(?:bot)?\d{6,}:[A-Za-z0-9_-]{20,}/gi;

export function redactText(text: string): string {
  return text.replace(SECRET_TEXT, (_match, before = '', after = '', bearer = '') => `${before}${bearer}***${after}`);
}

const DEEPEST = 6;

const readError = (error: Error) => ({
  type: error.name,
  message: redactText(error.message.split('\n', 1)[0] ?? ''),
  stack: redactText(error.stack?.split('\n').slice(1, 6).join('\n') ?? ''),
});

/** A value as it may be logged: secret keys masked and secrets in sentences too, as deep as anybody nests. */
function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (value instanceof Error) return readError(value);
  if (depth > DEEPEST) return '…';
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, SECRET_KEY.test(key) ? '***' : redact(item, depth + 1)]));
}

/** JSON lines on stderr (stdout belongs to the commands' own output), secrets redacted. */
export function createLog(level: string, destination: NodeJS.WritableStream | pino.DestinationStream = pino.destination(2)): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // pino's own would take our reading of an error for an object of unknown kind.
      serializers: { err: (read: unknown) => read },
      formatters: { log: (fields) => redact(fields) as Record<string, unknown> },
      hooks: {
        logMethod(args, method) {
          const [first] = args as unknown[];
          // Left to itself pino would repeat the error's message, unredacted, as the line's message.
          const given = first instanceof Error && args.length === 1 ? [{ err: first }, redactText(readError(first).message)] : args;
          const safe = (given as unknown[]).map((part, at) => (typeof part === 'string' ? redactText(part) : at > 0 ? redact(part) : part));
          method.apply(this, safe as Parameters<typeof method>);
        },
      },
    },
    destination as pino.DestinationStream,
  );
}
