import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { type Request, type Response, Router } from 'express';

type Encoding = 'br' | 'gzip' | 'identity';

/** A file for the browser. `hash` names its content, of which and of Node's version all else is made: it is the version in the address. */
export interface Asset {
  path: string;
  type: string;
  hash: string;
  /** In the encoding that is asked for: made when it first is, and kept. */
  body(encoding: Encoding): Buffer;
}

const read = (name: string) => readFileSync(new URL(`browser/${name}`, import.meta.url), 'utf8');

/**
 * Takes out what would only travel for nothing: the blanks where types were, indentation, and lines that are one comment.
 * It goes by lines, so a script must not hold a template literal over several of them.
 */
const leaveOutBlanks = (code: string) =>
  code
    .replace(/^[ \t]*(?:\/\/.*|\/\*\*.*\*\/)?[ \t]*|[ \t]+$/gm, '')
    .replace(/\n{2,}/g, '\n')
    .trimStart();

/** Types replaced by nothing. Node calls this experimental each time; that one warning is kept from the operator, no other. */
function stripTypes(source: string): string {
  const { emitWarning } = process;
  process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
    if (!String(warning).includes('stripTypeScriptTypes')) emitWarning.call(process, warning, ...rest);
  }) as typeof process.emitWarning;
  try {
    return leaveOutBlanks(stripTypeScriptTypes(source, { mode: 'strip' }));
  } finally {
    process.emitWarning = emitWarning;
  }
}

const ENCODE: Record<Encoding, (identity: Buffer) => Buffer> = {
  identity: (identity) => identity,
  br: (identity) => brotliCompressSync(identity, { params: { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT } }),
  gzip: (identity) => gzipSync(identity, { level: 9 }),
};

function asset(path: string, type: string, source: string, toSend = (text: string) => text): Asset {
  const bodies: Partial<Record<Encoding, Buffer>> = {};
  const identity = () => (bodies.identity ??= Buffer.from(toSend(source)));
  const hash = createHash('sha256').update(process.version).update(source).digest('base64url').slice(0, 12);
  return { path, type, hash, body: (encoding) => (bodies[encoding] ??= ENCODE[encoding](identity())) };
}

const script = (name: string) => asset(`/assets/${name}.js`, 'text/javascript; charset=utf-8', read(`${name}.ts`), stripTypes);
const style = (name: string) => asset(`/assets/${name}.css`, 'text/css; charset=utf-8', read(`${name}.css`));

export const assets = [
  style('site'),
  style('staff'),
  style('catalogue'),
  script('chat'),
  script('catalogue'),
  script('staff'),
  script('feedback'),
  script('watch'),
] as const;

const PATHS = [
  '/assets/site.css',
  '/assets/staff.css',
  '/assets/catalogue.css',
  '/assets/chat.js',
  '/assets/catalogue.js',
  '/assets/staff.js',
  '/assets/feedback.js',
  '/assets/watch.js',
] as const;

/** The address of an asset with its version: a new content is a new address, so browsers may keep it for ever. */
export function assetUrl(path: (typeof PATHS)[number]): string {
  const { hash } = assets.find((entry) => entry.path === path) as Asset;
  return `${path}?v=${hash}`;
}

// Asked one by one, because among equals the client's order would put gzip before brotli.
const encodingFor = (request: Request): Encoding => (request.acceptsEncodings('br') ? 'br' : request.acceptsEncodings('gzip') ? 'gzip' : 'identity');

function send(entry: Asset, request: Request, response: Response): void {
  const encoding = encodingFor(request);
  const current = request.query.v === entry.hash;
  response.set({
    'content-type': entry.type,
    // An address without this version (an old page during an update) must not pin today's content to it.
    'cache-control': current ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: `"${entry.hash}-${encoding}"`,
    vary: 'accept-encoding',
    'x-content-type-options': 'nosniff',
  });
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  if (encoding !== 'identity') response.set('content-encoding', encoding);
  response.end(request.method === 'HEAD' ? undefined : entry.body(encoding));
}

/** Serves the stylesheet and the chat's script at their fixed paths. */
export function assetsRouter(): Router {
  const router = Router();
  for (const entry of assets) router.get(entry.path, (request, response) => send(entry, request, response));
  return router;
}
