/** What may come with feedback, told by the content and never by a name. */
export const FILE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'application/pdf'] as const;
export type FileType = (typeof FILE_TYPES)[number];

/** Bytes. */
export const LARGEST_FILE = 5 * 1_048_576;

const starts = (bytes: Uint8Array, at: number, text: string): boolean =>
  Buffer.from(bytes.subarray(at, at + text.length)).toString('latin1') === text;

/** The type by its first bytes; null for everything else. */
export function fileTypeOf(bytes: Uint8Array): FileType | null {
  if (starts(bytes, 0, '\xff\xd8\xff')) return 'image/jpeg';
  if (starts(bytes, 0, '\x89PNG\r\n\x1a\n')) return 'image/png';
  if (starts(bytes, 0, 'RIFF') && starts(bytes, 8, 'WEBP')) return 'image/webp';
  return starts(bytes, 0, '%PDF-') ? 'application/pdf' : null;
}
