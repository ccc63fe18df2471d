import { shownCode } from '#src/staff/pairingCode.ts';
import { dossierAskOf } from './dossiers.ts';
import { payloadOf } from './screen.ts';

/**
 * What a link or a QR code that opens a chat carries: a procedure of the catalogue, a dossier by the token on its slip, feedback to be followed
 * (`followToken`), or the pairing of an official with a chat by a token used once. A token is of [A-Za-z0-9_-].
 */
export type StartLink = { kind: 'procedure'; code: string } | { kind: 'dossier' | 'follow' | 'pairing'; token: string };

/** Telegram's alphabet and length for `?start=`, the narrowest of the channels. */
const PAYLOAD = /^[A-Za-z0-9_-]{1,64}$/;
const MARKS = { procedure: 'p-', dossier: 'd-', follow: 'f-', pairing: 's-' } as const;
const KINDS = Object.entries(MARKS) as [StartLink['kind'], string][];

/**
 * The payload of a link, such as "p-1_001193": at most 64 of [A-Za-z0-9_-]. The dot of a procedure's code, which has no underscore of its
 * own, becomes one. Throws RangeError for a code or token that does not fit.
 */
export function encodeStart(link: StartLink): string {
  const rest = link.kind === 'procedure' ? link.code.replaceAll('.', '_') : link.token;
  const payload = MARKS[link.kind] + rest;
  if (rest === '' || !PAYLOAD.test(payload) || (link.kind === 'procedure' && link.code.includes('_'))) throw new RangeError('start link');
  return payload;
}

/** What a payload says; null when it is none of ours, as when somebody typed it. */
export function decodeStart(payload: string): StartLink | null {
  const [kind, mark] = KINDS.find(([, start]) => payload.startsWith(start)) ?? [];
  if (!kind || !mark || !PAYLOAD.test(payload) || payload === mark) return null;
  const rest = payload.slice(mark.length);
  return kind === 'procedure' ? { kind, code: rest.replaceAll('_', '.') } : { kind, token: rest };
}

/** What a link opens, as a message: the choice of the procedure, dossier or feedback that it carries, the pairing code, else the start. */
export function screenOfStart(payload: string): string {
  const link = decodeStart(payload);
  // A pairing code is read like one that was typed.
  if (link?.kind === 'pairing') return shownCode(link.token);
  if (link?.kind === 'dossier' && dossierAskOf(`#k:${link.token}`)) return `#k:${link.token}`;
  if (link?.kind === 'follow') return `#w:${link.token}`;
  return payloadOf(link?.kind === 'procedure' ? { kind: 'procedure', code: link.code, sections: [] } : { kind: 'home' });
}
