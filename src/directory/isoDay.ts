import { z } from 'zod';

/** "2026-11-22", a day that exists. */
export const isoDay = z.iso.date();

/** Whether something valid from and to (both included, both may be open) is in force on a day. */
export const inForceOn = (entry: { validFrom?: string | undefined; validTo?: string | undefined }, day: string): boolean =>
  (!entry.validFrom || entry.validFrom <= day) && (!entry.validTo || day <= entry.validTo);
