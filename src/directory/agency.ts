import { z } from 'zod';

const text = z.string().min(1);

/** Hours of one weekday, 1 Monday to 7 Sunday: sessions as "07:30-11:30". A day that is missing is closed. */
const hours = z.record(z.string().regex(/^[1-7]$/), z.array(z.string().regex(/^\d{2}:\d{2}-\d{2}:\d{2}$/)));

/** An authority or a unit of it, as citizens need to know it. What is not known is absent, and said to be. */
export const agency = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  name: text,
  /** Invented for demonstration, and said so wherever it is shown. */
  demonstration: z.boolean().default(false),
  address: text.optional(),
  phone: text.optional(),
  email: z.email().optional(),
  website: z.url().optional(),
  hours: hours.optional(),
  /** When citizens are received by the leaders, in words. */
  receptionDays: text.optional(),
  /** Where feedback goes when not said to the assistant. */
  feedback: text.optional(),
});

export type Agency = z.output<typeof agency>;
