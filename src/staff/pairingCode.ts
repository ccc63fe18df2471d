import { createHash, randomInt } from 'node:crypto';

/**
 * Digits and consonants that no Vietnamese keyboard turns into something else (Telex needs a vowel, W or D; VNI a vowel or D), none of which
 * looks like another, and which spell no word: so a code is found in a sentence and is never taken for one.
 */
const ALPHABET = '23456789CFGHJKMNPQRTVX';
const PREFIX = 'CB';
const HALF = 4;

const GAP = String.raw`[\s‐-―-]`;
const EDGE = String.raw`[\p{L}\p{N}]`;
const EXACT = new RegExp(`(?<!${EDGE})${PREFIX}${GAP}?([${ALPHABET}]{${HALF}})${GAP}?([${ALPHABET}]{${HALF}})(?!${EDGE})`, 'iu');
/** With both hyphens it is meant as a code even where a character is none of ours. */
const MEANT = new RegExp(String.raw`(?<!${EDGE})${PREFIX}[‐-―-](\w{${HALF}})[‐-―-](\w{${HALF}})(?!${EDGE})`, 'iu');

/** A new code of 36 random bits: enough for one that holds for minutes and is tried five times. */
export const newPairingCode = (): string => Array.from({ length: 2 * HALF }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/** As it is shown and typed: "CB-7KQ4-M9TX". */
export const shownCode = (code: string): string => `${PREFIX}-${code.slice(0, HALF)}-${code.slice(HALF)}`;

/** The code in a message, alone or in a sentence, in capitals or not, with or without hyphens; null when there is none. */
export function findPairingCode(text: string): string | null {
  const found = EXACT.exec(text) ?? MEANT.exec(text);
  return found ? `${found[1]}${found[2]}`.toUpperCase() : null;
}

export const hashOfCode = (code: string): string => createHash('sha256').update(`pairing ${code}`).digest('base64url');
