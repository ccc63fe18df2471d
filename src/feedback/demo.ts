import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { z } from 'zod';
import { shiftWorkingDays } from '#src/calendar/index.ts';
import { SYSTEM_ACTOR } from '#src/staff/actor.ts';
import { handleFeedback } from './commands/handle.ts';
import { receiveFeedback } from './commands/receive.ts';
import type { FeedbackDesk } from './desk.ts';
import type { Act } from './lifeCycle.ts';
import { TOPICS } from './model.ts';

const FILE = new URL('../../prisma/demo/feedback.yaml', import.meta.url);

const step = z.strictObject({
  do: z.enum(['classify', 'assign', 'forward', 'answer', 'close', 'refuse']),
  ago: z.number(),
  unitId: z.string().optional(),
  agency: z.string().optional(),
  text: z.string().optional(),
});
const demoFile = z.strictObject({
  agencyId: z.string(),
  unitId: z.string(),
  stories: z.array(
    z.strictObject({
      topic: z.enum(TOPICS),
      place: z.string().optional(),
      text: z.string(),
      name: z.string().optional(),
      ago: z.number(),
      steps: z.array(step),
    }),
  ),
});

/** Adds invented feedback in its states, marked as such and dated back from now; once. Nobody is told: no chat follows it. Returns how many there are. */
export async function fillDemoFeedback(desk: FeedbackDesk): Promise<number> {
  const { database } = desk;
  const { agencyId, unitId, stories } = demoFile.parse(load(readFileSync(FILE, 'utf8')));
  const there = await database.feedback.count({ where: { demo: true } });
  const calendar = await desk.calendarOf(agencyId);
  const now = desk.clock.now();
  const moment = (ago: number, minutes: number) =>
    ago === 0 ? now : new Date(new Date(`${shiftWorkingDays(calendar, now, -ago)}T09:00:00+07:00`).getTime() + minutes * 60_000);
  // What was interrupted goes on where it stopped.
  for (const { topic, place, text, name, ago, steps } of stories.slice(there)) {
    const contact = name ? { name, phone: '0900 000 000', email: null, address: null, consentVersion: 'demo' } : null;
    const given = {
      ...{ agencyId, unitId, channel: 'page', locale: 'vi', topic, text, place: place ?? null, latitude: null, longitude: null, dossierCode: null },
      ...{ contact, chat: null, pictures: [], files: [], demo: true },
    };
    const { code } = await receiveFeedback(database, given, calendar, moment(ago, 0));
    for (const [at, { do: kind, ago: when, ...more }] of steps.entries()) {
      const act = { kind, topic, place: place ?? null, officerId: null, ...more } as Act;
      const clock = { ...desk.clock, now: () => moment(when, 10 * (at + 1)) };
      await handleFeedback({ ...desk, clock }, SYSTEM_ACTOR, { code }, act);
    }
  }
  return stories.length;
}
