import { plainWords } from './words.ts';

/** The procedures that a file may name, by code and by name. */
export interface ProcedureNames {
  has(code: string): boolean;
  /** The one procedure of this name, whatever the case and the marks; undefined where there is none or more than one. */
  byName(name: string): string | undefined;
}

/** The opening that one list puts before a name ("Thủ tục đăng ký khai sinh") and the other leaves out. */
const OPENING = /^thu tuc /;

export function procedureNames(procedures: Iterable<{ code: string; name: string }>): ProcedureNames {
  const codes = new Set<string>();
  const [names, short] = [new Map<string, string | null>(), new Map<string, string | null>()];
  const note = (map: Map<string, string | null>, words: string, code: string) => map.set(words, map.has(words) ? null : code);
  for (const { code, name } of procedures) {
    codes.add(code);
    const words = plainWords(name);
    note(names, words, code);
    note(short, words.replace(OPENING, ''), code);
  }
  const byName = (name: string) => {
    const words = plainWords(name);
    return names.has(words) ? names.get(words) : short.get(words.replace(OPENING, ''));
  };
  return { has: (code) => codes.has(code), byName: (name) => byName(name) ?? undefined };
}

/** "1.001193.02" (a case), "1.001193.H38", "1.001193.000.00.00.H07" (an authority's copy): the catalogue keeps the base. */
const WITH_SUFFIX = /^(\d\.\d{6})(?:\.\d{2})?(?:\.000\.00\.00)?(?:\.\d{3}\.\d{2}\.\d{2})?(?:\.[A-Z]\d{2})?$/;

/** The base of a procedure's code; Excel turns "1.001190" into the number 1.00119 or, in Vietnamese, 1001190. */
export function baseOfCode(text: string): string {
  const plain = text.trim().toUpperCase();
  const base = WITH_SUFFIX.exec(plain)?.[1];
  if (base) return base;
  if (/^\d\.\d{1,5}$/.test(plain)) return Number(plain).toFixed(6);
  return /^[1-9]\d{6}$/.test(plain) ? `${plain[0]}.${plain.slice(1)}` : text.trim();
}
