import { dueDate, explainDue, type Interruption, type Term } from '#src/calendar/index.ts';
import { calendarFromFile } from '#src/calendar/store/file.ts';
import { formatNumber } from '#src/text/formats.ts';

/** Receipts through 2024-2026 with the terms that procedures have; every fifth dossier was paused once. */
function dossiers(count: number) {
  const start = Date.parse('2024-01-02T08:00:00+07:00');
  const terms: Term[] = [3, 5, 10, 15, 20, 30].map((value) => ({ unit: 'workingDays', value }));
  terms.push({ unit: 'days', value: 30 }, { unit: 'workingHours', value: 8 }, { unit: 'months', value: 1 }, { unit: 'sameDay' });
  return Array.from({ length: count }, (_, at) => {
    const received = start + Math.floor((at / count) * 1000) * 86_400_000 + (at % 480) * 60_000;
    const pause = { from: new Date(received + 2 * 86_400_000), to: new Date(received + 5 * 86_400_000), effect: 'pause' as const };
    const interruptions: Interruption[] = at % 5 === 0 ? [pause] : [];
    return { received: new Date(received), term: terms[at % terms.length]!, interruptions };
  });
}

/** How many in a second of processor time, so that what else the machine does changes little. */
function perSecond(count: number, work: () => void): string {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return formatNumber(Math.round((count / (user + system)) * 1_000_000));
}

/** How many due dates one core computes in a second, and how many it explains. */
export function benchCalendar(): void {
  const calendar = calendarFromFile();
  const all = dossiers(100_000);
  const compute = () => all.map((dossier) => dueDate(calendar, dossier));
  compute();
  const rounds = 5;
  const repeat = (work: () => void) => () => {
    for (let round = 0; round < rounds; round++) work();
  };
  console.log(`due dates: ${perSecond(rounds * all.length, repeat(compute))}/s of one core`);
  const due = compute().filter((found) => found.computed);
  const explain = () => void due.map((found) => explainDue(calendar, found));
  explain();
  console.log(`explanations: ${perSecond(rounds * due.length, repeat(explain))}/s of one core`);
}
