import { hasDiacritics } from '#src/text/fold.ts';

/** Puts the Vietnamese name in the place of each English one, in a message without Vietnamese letters. Pure. */
export type Gloss = (text: string) => string;

/** `names`: the Vietnamese of each English name; see prisma/language/english.yaml. */
export function createGloss(names: Record<string, string>): Gloss {
  const longestFirst = Object.keys(names).sort((one, other) => other.length - one.length);
  const named = new RegExp(String.raw`\b(?:${longestFirst.join('|').replaceAll(' ', String.raw`\s+`)})\b`, 'gi');
  return (text) => (hasDiacritics(text) ? text : text.replace(named, (name) => names[name.toLowerCase().replace(/\s+/g, ' ')] ?? name));
}
