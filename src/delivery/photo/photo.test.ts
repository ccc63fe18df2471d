import { deflateSync } from 'node:zlib';
import { encode as encodePng } from 'fast-png';
import jpeg from 'jpeg-js';
import { encodeQR } from 'qr';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '#src/platform/clock.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { createLog } from '#src/platform/log.ts';
import { createMetrics } from '#src/platform/metrics.ts';
import { reply } from '#src/text/reply.ts';
import { collect } from '#tests/support/collect.ts';
import { testDatabase } from '#tests/support/database.ts';
import { probeChannel, said } from '#tests/support/probeChannel.ts';
import type { Inbound } from '../channel.ts';
import { type Delivery, startDelivery } from '../delivery.ts';
import type { TakeTurn } from '../turn.ts';
import { MOST_PIXELS, readQr } from './readQr.ts';

const LINK = 'https://motcua.example/ho-so?k=Abc_-0123456789abcdefg';

/** A photograph of a paper with a QR on it: turned, in uneven light, with noise, the QR a part of the picture. */
function photograph(text: string, { width = 900, height = 1200, module = 7, turn = 0.12 } = {}) {
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
  const data = new Uint8Array(width * height * 4);
  const [cos, sin, half] = [Math.cos(turn), Math.sin(turn), (modules.length * module) / 2];
  let seed = 7;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [dx, dy] = [x - width * 0.55, y - height * 0.4];
      const [u, v] = [dx * cos + dy * sin + half, dy * cos - dx * sin + half];
      const dark = modules[Math.floor(v / module)]?.[Math.floor(u / module)] === true;
      seed = (seed * 1103515245 + 12345) % 2147483648;
      const light = (dark ? 50 : 215) - 40 * (x / width) + (seed % 17);
      data.set([light, light, light - 8, 255], (y * width + x) * 4);
    }
  return { width, height, data };
}

describe('the QR of a picture', () => {
  test.each([0, 0.12, -0.6, 1.57, 3])('is read from a photo turned by %s', (turn) => {
    expect(readQr(jpeg.encode(photograph(LINK, { turn }), 60).data)).toBe(LINK);
  });
  test('is read from PNGs in colour and in grey', () => {
    const { width, height, data } = photograph(LINK);
    expect(readQr(encodePng({ width, height, data }))).toBe(LINK);
    const grey = Uint8Array.from({ length: width * height }, (_, at) => data[at * 4]!);
    expect(readQr(encodePng({ width, height, data: grey, channels: 1 }))).toBe(LINK);
  });
  test.each<[string, () => Uint8Array]>([
    ['nothing', () => new Uint8Array()],
    ['a text', () => Buffer.from('không phải ảnh')],
    ['a cut JPEG', () => jpeg.encode(photograph(LINK), 60).data.subarray(0, 3000)],
    ['a JPEG of noise', () => Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(5000, 7)])],
    ['a picture without a QR', () => jpeg.encode({ width: 300, height: 300, data: new Uint8Array(300 * 300 * 4).fill(180) }, 60).data],
    ['a PNG that says it is immense', () => png(60_000, 60_000, Buffer.alloc(100))],
    ['a PNG that unpacks to far more than it says', () => png(100, 100, Buffer.alloc(80_000_000))],
    ['a JPEG that says it is immense', () => immenseJpeg()],
  ])('%s has none, and harms nothing', (_name, bytes) => {
    const before = process.memoryUsage().arrayBuffers;
    expect(readQr(bytes())).toBeNull();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200_000_000);
  });
});

/** A PNG with this size in its first chunk and these bytes packed in its data; checksums are not looked at. */
function png(width: number, height: number, raw: Buffer): Uint8Array {
  const chunk = (name: string, data: Buffer) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(data.length);
    head.write(name, 4);
    return Buffer.concat([head, data, Buffer.alloc(4)]);
  };
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width);
  size.writeUInt32BE(height, 4);
  size.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', size), chunk('IDAT', deflateSync(raw)), chunk('IEND', Buffer.alloc(0))]);
}

/** A sound JPEG whose frame header says 65,000 by 65,000. */
function immenseJpeg(): Uint8Array {
  const bytes = Buffer.from(jpeg.encode(photograph(LINK, { width: 64, height: 64 }), 60).data);
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  bytes.writeUInt16BE(65_000, frame + 5);
  bytes.writeUInt16BE(65_000, frame + 7);
  expect(65_000 ** 2).toBeGreaterThan(MOST_PIXELS);
  return bytes;
}

describe('a photo that comes in', () => {
  let database: OpenDatabase;
  let delivery: Delivery | null;
  beforeEach(async () => {
    database = await testDatabase();
    delivery = null;
  });
  afterEach(async () => {
    await delivery?.stop();
    await database.close();
  });

  const pictures: Record<string, () => Promise<Buffer | null>> = {
    slip: async () => Buffer.from(jpeg.encode(photograph(LINK), 60).data),
    other: async () => Buffer.from(jpeg.encode(photograph('https://shop.example/?k=1'), 60).data),
    text: async () => Buffer.from('không phải ảnh'),
    gone: async () => null,
    broken: async () => Promise.reject(new Error('the platform fails')),
  };
  const saysWhatItHeard: TakeTurn = (_talk, heard, state, locale) => {
    const text = heard.kind === 'start' ? `start ${heard.payload}` : heard.kind === 'text' ? heard.text : heard.kind;
    return { state, locale, replies: [reply([{ kind: 'text', text }])], erase: false, intent: 'test', outcome: 'answered' };
  };
  const photo = (conversation: string, eventKey: string, file: string): Inbound => ({
    conversation,
    eventKey,
    content: { kind: 'photo', file, caption: '\u0000' },
  });

  const begin = (fetchFile?: (file: string) => Promise<Buffer | null>) => {
    const probe = probeChannel(fetchFile ? { fetchFile } : {});
    const log = createLog('warn', collect().stream);
    delivery = startDelivery({
      database,
      clock: systemClock,
      log,
      metrics: createMetrics(),
      channels: [probe.channel],
      takeTurn: saysWhatItHeard,
    });
    const post = (events: Inbound[]) => delivery!.receive('probe', { 'x-secret': 'right' }, Buffer.from(JSON.stringify(events)));
    return { probe, post };
  };

  test('of a slip is the same as opening its link, in the order of the conversation; other pictures are answered as before', async () => {
    const { probe, post } = begin((file) => pictures[file]!());
    await post([said('a', '1', 'chào'), photo('a', '2', 'slip'), said('a', '3', 'cảm ơn'), photo('b', '4', 'other'), photo('c', '5', 'text')]);
    await post([photo('d', '6', 'gone'), photo('e', '7', 'broken'), said('f', '8', 'không chờ ai')]);
    await expect.poll(() => probe.sent.length, { timeout: 30_000 }).toBe(8);
    expect(probe.textsTo('a')).toEqual(['chào', 'start d-Abc_-0123456789abcdefg', 'cảm ơn']);
    for (const chat of ['b', 'c', 'd', 'e']) expect(probe.textsTo(chat)).toEqual(['photo']);
    // Sent again by the platform it is the same event.
    await post([photo('a', '2', 'slip')]);
    expect(await database.prisma.inbox.count({ where: { state: 'new' } })).toBe(0);
  });

  test('on a channel that fetches nothing is answered at once', async () => {
    const { probe, post } = begin();
    await post([photo('a', '1', 'slip')]);
    await expect.poll(() => probe.textsTo('a'), { timeout: 10_000 }).toEqual(['photo']);
  });

  test('that is being fetched when everything stops holds nothing up and is answered as it is, now or after the start', async () => {
    const { post } = begin(() => new Promise(() => {}));
    await post([photo('a', '1', 'slip')]);
    await delivery!.stop();
    delivery = null;
    const due = await database.prisma.inbox.count({ where: { state: 'new', dueAt: { lte: new Date() } } });
    expect(due + (await database.prisma.outbox.count())).toBe(1);
  });
});
