/** What keeps a channel from working, as far as somebody who is no technician can act on it: `staff.channels.trouble.<name>` of locales/. */
export const TROUBLES = [
  'credentials',
  'consent',
  'otherAccount',
  'webhook',
  'twice',
  'tooMany',
  'platform',
  'network',
  'database',
  'unclear',
] as const;
export type Trouble = (typeof TROUBLES)[number];

/** Reads what a channel noted for operators, a platform's code or text. */
export type TroubleOf = (reason: string) => Trouble;
