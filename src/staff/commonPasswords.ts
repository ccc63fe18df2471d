import { fold } from '#src/text/fold.ts';

/** Signs that stand in for letters, and what is put around a word to make it look longer. */
const STAND_INS: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '@': 'a', $: 's' };
/** What people here begin with, which no list from elsewhere has. */
const OWN = ['matkhau', 'motcua', 'hanhchinh', 'quantri', 'canbo', 'congchuc', 'uyban', 'ubnd', 'anhyeuem', 'emyeuanh', 'vietnam', 'xinchao'];

let held: Promise<ReadonlySet<string>> | undefined;

/** Some 49,000 passwords that came out in breaches; loaded when somebody first sets one. */
const list = (): Promise<ReadonlySet<string>> =>
  (held ??= import('@zxcvbn-ts/language-common').then(({ dictionary }) => new Set([...[...dictionary['passwords-common']].map(String), ...OWN])));

/** The same with marks, spaces and case taken away: "Mật Khẩu 123" is "matkhau123". */
const plain = (text: string): string => fold(text).replaceAll(/\s/g, '');
const withoutStandIns = (text: string): string => text.replaceAll(/[01345@$]/g, (sign) => STAND_INS[sign]!);
/** The word inside digits and signs; what is left over is at most as long as the word, else it is no mere decoration. */
function core(text: string): string {
  const word = text.replaceAll(/^[^a-z]+|[^a-z]+$/g, '');
  return word.length * 2 >= text.length ? word : text;
}

/** Whether a password is, or hardly differs from, one that is among the first to be guessed (ASVS 2.1.7, NIST SP 800-63B 3.1.1.2). */
export async function isCommon(password: string): Promise<boolean> {
  const known = await list();
  const text = plain(password);
  return [text, core(text), withoutStandIns(text), core(withoutStandIns(text)), withoutStandIns(core(text))].some((each) => known.has(each));
}
