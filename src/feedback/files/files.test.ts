import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { encode as encodePng } from 'fast-png';
import jpeg from 'jpeg-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import { testDatabase } from '#tests/support/database.ts';
import { at, testDesk } from '#tests/support/dossiers.ts';
import { receiveFeedback } from '../commands/receive.ts';
import { fetchWaiting } from './fetchWaiting.ts';
import { fileTypeOf, LARGEST_FILE } from './fileType.ts';
import { openFileFolder } from './keep.ts';
import { stripMetadata } from './strip.ts';

const picture = { width: 8, height: 6, data: new Uint8Array(8 * 6 * 4).fill(120) };
const plainJpeg = Buffer.from(jpeg.encode(picture, 80).data);
const segment = (marker: number, body: string) => {
  const bytes = Buffer.from(body, 'latin1');
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(bytes.length + 2, 2);
  return Buffer.concat([head, bytes]);
};
/** Exif, little endian: turned by 6 (a quarter), and a place. */
const exif = segment(0xe1, 'Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0GPS 22.8,104.9');
const withPlace = Buffer.concat([plainJpeg.subarray(0, 2), exif, segment(0xfe, 'máy của ông An'), plainJpeg.subarray(2)]);

describe('what a picture tells of its maker', () => {
  test('goes from a JPEG, but for which side is up', () => {
    const clean = stripMetadata(withPlace, 'image/jpeg')!;
    expect(clean.toString('latin1')).not.toMatch(/GPS|ông An/);
    expect(clean.toString('hex')).toContain('0112000300000001000600');
    expect(jpeg.decode(clean).width).toBe(8);
    expect(stripMetadata(clean, 'image/jpeg')).toEqual(clean);
    expect(stripMetadata(withPlace.subarray(0, 60), 'image/jpeg')).toBeNull();
  });

  test('goes from a PNG and a WebP', () => {
    const png = Buffer.from(encodePng({ ...picture, text: { Author: 'An' } } as never));
    const clean = stripMetadata(png, 'image/png')!;
    expect(clean.toString('latin1')).not.toContain('Author');
    expect(fileTypeOf(clean)).toBe('image/png');
    const chunk = (name: string, body: string) => {
      const head = Buffer.alloc(8);
      head.write(name);
      head.writeUInt32LE(body.length, 4);
      return Buffer.concat([head, Buffer.from(body, 'latin1')]);
    };
    const webp = Buffer.concat([
      Buffer.from('RIFF\0\0\0\0WEBP'),
      chunk('VP8X', '\x0c\0\0\0\0\0\0\0\0\0'),
      chunk('EXIF', 'GPS!'),
      chunk('VP8 ', 'data'),
    ]);
    const bare = stripMetadata(webp, 'image/webp')!;
    expect(bare.toString('latin1')).not.toContain('GPS!');
    expect(bare[20]).toBe(0);
    expect(bare.readUInt32LE(4)).toBe(bare.length - 8);
  });

  test('whatever the bytes are, nothing is thrown', () => {
    const heads = [plainJpeg.subarray(0, 4), Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.from('RIFF\0\0\0\0WEBP')];
    fc.assert(
      fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 200 }), (head, tail) => {
        const bytes = Buffer.concat([head, tail]);
        const type = fileTypeOf(bytes);
        if (type) stripMetadata(bytes, type);
      }),
    );
  });
});

describe('files', () => {
  let database: OpenDatabase;
  const dataDir = mkdtempSync(join(tmpdir(), 'mot-cua-files-'));
  const folder = openFileFolder(dataDir);
  const refused = expect.objectContaining({ code: 'feedbackFileRefused' });
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(async () => {
    await database.close();
    rmSync(dataDir, { recursive: true });
  });

  test('are told by their content and size, and read by no other name', async () => {
    const kept = await folder.keep(withPlace);
    expect((await folder.read(kept.id))?.length).toBe(kept.size);
    for (const bad of ['<svg onload="x">', 'GIF89a', '<html>', 'MZ']) await expect(folder.keep(Buffer.from(bad))).rejects.toEqual(refused);
    await expect(folder.keep(Buffer.concat([plainJpeg, Buffer.alloc(LARGEST_FILE)]))).rejects.toEqual(refused);
    for (const id of ['../secret', '../../etc/passwd', '']) expect(await folder.read(id)).toBeNull();
  });

  test('of a chat are fetched after it was sent; one that does not come is given up, and what no row names is swept away', async () => {
    const desk = testDesk(database);
    const given = {
      ...{ agencyId: 'xa', unitId: 'mot-cua', channel: 'telegram', locale: 'vi', topic: 'site' as const, text: 'ổ gà', place: null },
      ...{ latitude: null, longitude: null, dossierCode: null, contact: null, files: [], chat: { channel: 'telegram', conversationId: '77' } },
      pictures: ['good', 'text', 'gone'].map((source) => ({ channel: 'telegram', source })),
    };
    const { id } = await database.prisma.$transaction((tx) => receiveFeedback(tx, given, desk.calendar, at('03-09 09:15')));
    const fetchFile = async (file: string) => ({ good: withPlace, text: Buffer.from('no picture') })[file] ?? null;
    for (let time = 0; time < 12; time++) await fetchWaiting(database.prisma, [{ id: 'telegram', fetchFile }], folder, desk.clock);
    const rows = await database.prisma.feedbackFile.findMany({ where: { feedbackId: id }, orderBy: { state: 'asc' } });
    expect(rows.map(({ state, source }) => [state, source])).toEqual([
      ['kept', null],
      ['refused', null],
      ['refused', null],
    ]);
    const lost = await database.prisma.outbox.findMany({ where: { chat: '77', dedupeKey: { startsWith: 'picture:' } }, select: { reply: true } });
    expect(lost).toHaveLength(2);
    expect(JSON.stringify(lost)).toContain('không tải được');
    expect(await folder.read(rows[0]!.id)).not.toBeNull();
    const clock = { now: () => new Date() };
    expect(await folder.sweep(database.prisma, clock)).toBe(0);
    for (const name of readdirSync(join(dataDir, 'feedback'))) utimesSync(join(dataDir, 'feedback', name), 0, 0);
    expect(await folder.sweep(database.prisma, clock)).toBe(1);
    expect(readdirSync(join(dataDir, 'feedback'))).toEqual([rows[0]!.id]);
  });
});
