import type { PGlite } from '@electric-sql/pglite';

export function pgliteAnswer(pglite: PGlite, bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
