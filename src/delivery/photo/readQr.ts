import { inflateSync } from 'node:zlib';
import { convertIndexedToRgb, decode as decodePng } from 'fast-png';
import jpeg from 'jpeg-js';
import { decodeQR } from 'qr/decode.js';

/** The most pixels that are unpacked: phones send more only as files, and messengers make photos smaller. */
export const MOST_PIXELS = 16_000_000;
/** What searching may take after unpacking. */
const SEARCH_MS = 4000;

interface Picture {
  width: number;
  height: number;
  /** RGB or RGBA, eight bits each. */
  data: Uint8Array;
}

const PNG = [0x89, 0x50, 0x4e, 0x47];
/** The name of the chunks that hold a PNG's pixels. */
const IDAT = 0x49444154;
const startsWith = (bytes: Uint8Array, signs: number[]) => signs.every((sign, at) => bytes[at] === sign);

/** The text of a QR in a JPEG or PNG; null when there is none, when it is no picture, or a picture too large to unpack. */
export function readQr(bytes: Uint8Array): string | null {
  try {
    const picture = unpack(bytes);
    return picture && decodeQR(picture, { timeLimit: SEARCH_MS, effort: 3 });
  } catch {
    return null;
  }
}

function unpack(bytes: Uint8Array): Picture | null {
  if (startsWith(bytes, PNG)) return unpackPng(bytes);
  if (startsWith(bytes, [0xff, 0xd8])) return jpeg.decode(bytes, { useTArray: true, maxResolutionInMP: MOST_PIXELS / 1e6, maxMemoryUsageInMB: 320 });
  return null;
}

/** A PNG says its size in its first chunk, and its data is measured before it is unpacked: a bomb stays packed. */
function unpackPng(bytes: Uint8Array): Picture | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width === 0 || height === 0 || width * height > MOST_PIXELS) return null;
  // The widest pixel has four channels of 16 bits; interlacing adds less than a byte for each line of each of its seven passes.
  inflateSync(dataOf(bytes, view), { maxOutputLength: width * height * 8 + height * 8 });
  const png = decodePng(bytes);
  const colours = png.palette ? { data: convertIndexedToRgb(png), channels: png.palette[0]?.length ?? 3 } : png;
  return { width, height, data: inColour(colours.data, colours.channels, width * height) };
}

/** The packed data of a PNG: its IDAT chunks, one after another. */
function dataOf(bytes: Uint8Array, view: DataView): Buffer {
  const chunks: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    if (view.getUint32(at + 4) === IDAT) chunks.push(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return Buffer.concat(chunks);
}

/** Eight bits a channel, and three or four channels: grey is repeated. */
function inColour(data: ArrayLike<number>, channels: number, pixels: number): Uint8Array {
  const eight = data instanceof Uint16Array ? data.map((value) => value >> 8) : data;
  if (channels >= 3) return Uint8Array.from(eight);
  const rgb = new Uint8Array(pixels * 3);
  for (let at = 0; at < pixels; at++) rgb.fill(eight[at * channels] ?? 0, at * 3, at * 3 + 3);
  return rgb;
}
