import type { FileType } from './fileType.ts';

/**
 * A picture without what it tells of its maker: place, device, owner, comments, thumbnails. Which side is up stays. Null for one that is broken.
 * A PDF is left as it is.
 */
export function stripMetadata(bytes: Buffer, type: FileType): Buffer | null {
  switch (type) {
    case 'image/jpeg':
      return stripJpeg(bytes);
    case 'image/png':
      return stripPng(bytes);
    case 'image/webp':
      return stripWebp(bytes);
    default:
      return bytes;
  }
}

const SOS = 0xda;

/** Application segments and comments go, but those that colours are read by (JFIF, ICC, Adobe); from the first scan on nothing is changed. */
function stripJpeg(bytes: Buffer): Buffer | null {
  const kept: Buffer[] = [bytes.subarray(0, 2)];
  let orientation = 1;
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = bytes.readUInt16BE(at + 2);
    const segment = bytes.subarray(at, at + 2 + length);
    if (length < 2 || segment.length < 2 + length) return null;
    if (marker === SOS) {
      if (orientation !== 1) kept.splice(1, 0, orientationSegment(orientation));
      return Buffer.concat([...kept, bytes.subarray(at)]);
    }
    if (marker === 0xe1) orientation = orientationOf(segment) ?? orientation;
    const application = marker >= 0xe0 && marker <= 0xef;
    const icc = marker === 0xe2 && segment.toString('latin1', 4, 15) === 'ICC_PROFILE';
    if (!(application || marker === 0xfe) || marker === 0xe0 || marker === 0xee || icc) kept.push(segment);
    at += 2 + length;
  }
  return null;
}

/** Tag 0x0112 of the first directory of an Exif segment. */
function orientationOf(segment: Buffer): number | null {
  if (segment.toString('latin1', 4, 10) !== 'Exif\0\0' || segment.length < 18) return null;
  const tiff = segment.subarray(10);
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const two = (at: number) => (at + 2 <= tiff.length ? (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at)) : 0);
  const directory = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  const count = two(directory);
  for (let entry = 0; entry < Math.min(count, 100); entry++) {
    const at = directory + 2 + entry * 12;
    if (two(at) === 0x0112) {
      const value = two(at + 8);
      return value >= 1 && value <= 8 ? value : null;
    }
  }
  return null;
}

/** An Exif segment that says which side is up, and nothing else. */
function orientationSegment(orientation: number): Buffer {
  const tiff = Buffer.from('4d4d002a00000008000101120003000000010000000000000000', 'hex');
  tiff.writeUInt16BE(orientation, 18);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** Chunks that a picture is drawn from; text, time and Exif are none. */
const PNG_CHUNKS = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT', 'pHYs']);

function stripPng(bytes: Buffer): Buffer | null {
  const kept: Buffer[] = [bytes.subarray(0, 8)];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length) return null;
    const name = bytes.toString('latin1', at + 4, at + 8);
    if (PNG_CHUNKS.has(name)) kept.push(bytes.subarray(at, end));
    if (name === 'IEND') return Buffer.concat(kept);
    at = end;
  }
  return null;
}

const EXIF_AND_XMP = 0b1100;

function stripWebp(bytes: Buffer): Buffer | null {
  const kept: Buffer[] = [];
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32LE(at + 4);
    const end = at + 8 + length + (length % 2);
    if (at + 8 + length > bytes.length) return null;
    const name = bytes.toString('latin1', at, at + 4);
    const chunk = Buffer.from(bytes.subarray(at, Math.min(end, bytes.length)));
    if (name === 'VP8X' && chunk.length > 8) chunk[8]! &= ~EXIF_AND_XMP;
    if (name !== 'EXIF' && name !== 'XMP ') kept.push(chunk);
    at = end;
  }
  const body = Buffer.concat(kept);
  const head = Buffer.from(bytes.subarray(0, 12));
  head.writeUInt32LE(body.length + 4, 4);
  return body.length > 0 ? Buffer.concat([head, body]) : null;
}
