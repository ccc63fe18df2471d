import type { Calendar } from '#src/calendar/index.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import type { Job } from '#src/platform/jobs.ts';
import type { Say } from '#src/platform/texts.ts';
import { formatDate, formatDateTime } from '#src/text/formats.ts';
import { becomeFeedback } from './commands/becomeFeedback.ts';
import { loadDuty, type OnDuty } from './duty.ts';
import { type Overdue, overdue } from './lifeCycle.ts';
import type { HandOver } from './model.ts';
import { offer } from './offer.ts';
import { tellCitizen, tellOfficer } from './say.ts';
import { hold, take } from './store.ts';

interface Waiting {
  database: Database;
  clock: Clock;
  calendarOf(agencyId: string): Promise<Calendar>;
}

/** Does what time itself does to hand-overs; each in a transaction of its own. Returns how many moved. */
export async function moveHandOvers({ database, clock, calendarOf }: Waiting): Promise<number> {
  const rows = await database.handOver.findMany({ where: { state: { not: 'ended' } }, select: { id: true, agencyId: true }, orderBy: { id: 'asc' } });
  let moved = 0;
  for (const { id, agencyId } of rows) {
    const calendar = await calendarOf(agencyId);
    const did = await database.$transaction(async (tx) => {
      const held = await hold(tx, id).catch(() => null);
      if (!held || held.state === 'ended') return false;
      const now = clock.now();
      const duty = await loadDuty(tx, held, now);
      const due = overdue(held, duty.rule, duty.rounds.length, calendar, now);
      if (due) await move(tx, held, due, duty, { calendar, now });
      return due !== null;
    });
    if (did) moved++;
  }
  return moved;
}

async function move(
  tx: Transaction,
  held: HandOver,
  due: Overdue,
  duty: OnDuty,
  { calendar, now }: { calendar: Calendar; now: Date },
): Promise<void> {
  const text = (key: string, values: (say: Say) => object = () => ({})) => ({
    once: `${due}:${now.getTime()}`,
    blocks: (say: Say) => [{ kind: 'text' as const, text: say(key, values(say) as never) }],
  });
  const official = (key: string) =>
    tellOfficer(
      tx,
      held,
      text(`handOver.official.${key}`, () => ({ id: held.id })),
      now,
    );
  switch (due) {
    case 'next':
      return offer(tx, await take(tx, held, { kind: 'next' }, now), duty, now);
    case 'giveBack': {
      const after = await take(tx, held, { kind: 'release', officerId: null }, now);
      await official('givenBack');
      await tellCitizen(tx, after, text('handOver.citizen.givenBack'), now);
      return offer(tx, after, duty, now);
    }
    case 'feedback': {
      const promised = await becomeFeedback(tx, held, { calendar, now });
      if (!promised) {
        await take(tx, held, { kind: 'wait' }, now);
        return void (await tellCitizen(tx, held, text('handOver.citizen.nobody'), now));
      }
      await official('wentOn');
      const { code, from, dueAt } = promised;
      const values = { code, from: formatDateTime(from), due: formatDate(dueAt) };
      return void (await tellCitizen(
        tx,
        held,
        text('handOver.citizen.wentOn', () => values),
        now,
      ));
    }
    case 'close':
      await take(tx, held, { kind: 'end', how: 'silent' }, now);
      await official('silent');
      return void (await tellCitizen(tx, held, text('handOver.citizen.silent'), now));
    case 'forget':
      return void (await take(tx, held, { kind: 'end', how: 'silent' }, now));
  }
}

/** Every minute, and done by one instance. */
export const handOverJob = (waiting: Waiting): Job => ({
  name: 'hand-overs',
  schedule: '* * * * *',
  lateAfter: 15,
  run: async () => void (await moveHandOvers(waiting)),
});
