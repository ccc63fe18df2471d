import http from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestWeb, testWeb } from '#tests/support/web.ts';
import { assets, assetUrl } from './assets.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await testWeb();
});
afterAll(() => web.close());

/** `fetch` unpacks by itself; this tells what travelled. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number | undefined; headers: http.IncomingHttpHeaders; body: Buffer }>((done, refuse) => {
    const request = http.request(web.url + path, { headers, method }, (response) => {
      const chunks: Buffer[] = [];
      response
        .on('data', (chunk) => chunks.push(chunk))
        .on('end', () => done({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }));
    });
    request.on('error', refuse).end();
  });
}

test.each(['/assets/site.css', '/assets/chat.js'] as const)('%s travels packed as the browser can, and is the same', async (path) => {
  const plain = await get(path, { 'accept-encoding': 'identity' });
  expect(plain.headers['content-encoding']).toBeUndefined();
  const packed = await get(path, { 'accept-encoding': 'gzip, deflate, br' });
  expect(packed.headers['content-encoding']).toBe('br');
  expect(brotliDecompressSync(packed.body)).toEqual(plain.body);
  const old = await get(path, { 'accept-encoding': 'gzip' });
  expect(gunzipSync(old.body)).toEqual(plain.body);
  expect(packed.body.length).toBeLessThan(plain.body.length / 2);
});

test('with its version it may be kept for ever, without or with another one never unasked', async () => {
  expect((await get(assetUrl('/assets/site.css'))).headers['cache-control']).toContain('immutable');
  for (const path of ['/assets/site.css', '/assets/site.css?v=old']) expect((await get(path)).headers['cache-control']).toBe('no-cache');
});

test('what the browser has is not sent again', async () => {
  const first = await get('/assets/chat.js', { 'accept-encoding': 'br' });
  const again = await get('/assets/chat.js', { 'accept-encoding': 'br', 'if-none-match': String(first.headers.etag) });
  expect(again.status).toBe(304);
  expect(again.body).toHaveLength(0);
  expect((await get('/assets/chat.js', { 'accept-encoding': 'gzip', 'if-none-match': String(first.headers.etag) })).status).toBe(200);
});

test('HEAD has the headers and no body', async () => {
  const { status, headers, body } = await get('/assets/site.css', {}, 'HEAD');
  expect(status).toBe(200);
  expect(headers['content-type']).toContain('text/css');
  expect(body).toHaveLength(0);
});

test('the script has no types, no module and no comment left, and still runs as a script', () => {
  const script =
    assets
      .find(({ path }) => path === '/assets/chat.js')
      ?.body('identity')
      .toString() ?? '';
  expect(() => new Function(script)).not.toThrow();
  expect(script).not.toMatch(/^\s*(?:import|export|interface|type)\s/m);
  expect(script).not.toMatch(/^\s*\/\//m);
});

test('nothing beside the assets can be read by their path', async () => {
  for (const path of ['/assets/', '/assets/../package.json', '/assets/%2e%2e/package.json', '/assets/chat.ts'])
    expect((await get(path)).status).toBe(404);
});
