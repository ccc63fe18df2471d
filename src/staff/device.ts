const BROWSERS = [
  ['edge', /Edg(?:A|iOS)?\//],
  ['cocCoc', /coc_coc_browser\//i],
  ['opera', /OPR\//],
  ['firefox', /Firefox\/|FxiOS\//],
  ['chrome', /Chrom(?:e|ium)\/|CriOS\//],
  ['safari', /Safari\//],
] as const;
const SYSTEMS = [
  ['android', /Android/],
  ['ios', /iPhone|iPad/],
  ['windows', /Windows/],
  ['mac', /Mac OS X/],
  ['linux', /Linux|CrOS/],
] as const;

const first = (known: readonly (readonly [string, RegExp])[], text: string): string => known.find(([, sign]) => sign.test(text))?.[0] ?? 'other';

/**
 * What is kept of a browser's own description, enough for its owner to know it again: "chrome/windows". Each half has its words in
 * `staff.device`. The more particular name comes first, for browsers claim to be each other.
 */
export const deviceOf = (userAgent: string | undefined): string => `${first(BROWSERS, userAgent ?? '')}/${first(SYSTEMS, userAgent ?? '')}`;
