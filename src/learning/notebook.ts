import type { Refer } from '#src/conversation/refer.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database } from '#src/platform/database.ts';
import { inSlices, type Steps } from '#src/platform/steps.ts';
import { dayOf } from '#src/text/formats.ts';
import { mask } from '#src/text/mask.ts';
import { keyOf } from './alike.ts';
import type { Lesson, Reason } from './missed.ts';

/** New questions that one day may bring, over all instances: more is somebody playing, or a flood. */
export const MOST_A_DAY = 300;
const WRITE_MS = 10_000;
/** Messages held for one write; what comes beyond is let go. */
const MOST_HELD = 500;
/** Chats whose last answered message is remembered, and for how long: only in this process, only to know what a "not what I meant" is about. */
const MOST_CHATS = 2000;
const REMEMBER_MS = 15 * 60_000;
const LONGEST = 300;

interface Row {
  key: string;
  text: string;
  counts: Record<Reason, number>;
}

/**
 * Takes questions as they are missed, at no cost for the answer, and writes them every ten seconds: what must be referred is never among them,
 * personal numbers are masked, and nothing says who asked.
 */
export class Notebook {
  readonly #deps: { database: Database; clock: Clock; refer(): Refer; report(error: unknown): void; mostADay?: number };
  #held: { reason: Reason; text: string }[] = [];
  readonly #answered = new Map<string, { text: string; at: number }>();
  #writing: Promise<void> = Promise.resolve();
  readonly #timer: NodeJS.Timeout;

  constructor(deps: { database: Database; clock: Clock; refer(): Refer; report(error: unknown): void; mostADay?: number }) {
    this.#deps = deps;
    this.#timer = setInterval(() => void this.write(), WRITE_MS).unref();
  }

  /** Notes what a turn of a chat tells. */
  take(chat: string, lesson: Lesson | null): void {
    if (!lesson) return;
    if (lesson.reason === 'rejected') {
      const said = this.#answered.get(chat);
      this.#answered.delete(chat);
      if (said && this.#now() - said.at < REMEMBER_MS) this.note('rejected', said.text);
      return;
    }
    this.#remember(chat, lesson.text);
    if (lesson.reason !== 'answered') this.note(lesson.reason, lesson.text);
  }

  note(reason: Reason, text: string): void {
    if (this.#held.length < MOST_HELD) this.#held.push({ reason, text: text.slice(0, LONGEST) });
  }

  #now = (): number => this.#deps.clock.now().getTime();

  #remember(chat: string, text: string): void {
    this.#answered.delete(chat);
    this.#answered.set(chat, { text, at: this.#now() });
    if (this.#answered.size > MOST_CHATS) this.#answered.delete(this.#answered.keys().next().value as string);
  }

  /** Writes what is held now; answers when it is written. What cannot be written is let go, and reported. */
  write(): Promise<void> {
    this.#writing = this.#writing
      .then(async () => {
        if (this.#held.length === 0) return;
        const held = this.#held;
        this.#held = [];
        await this.#keep(await inSlices(rowsOf(held, this.#deps.refer())));
      })
      .catch(this.#deps.report);
    return this.#writing;
  }

  async #keep(rows: Row[]): Promise<void> {
    if (rows.length === 0) return;
    const { database, clock, mostADay = MOST_A_DAY } = this.#deps;
    const now = clock.now();
    const since = new Date(`${dayOf(now)}T00:00:00+07:00`);
    const known = await database.missedQuestion.findMany({ where: { key: { in: rows.map(({ key }) => key) } }, select: { key: true } });
    const room = Math.max(0, mostADay - (await database.missedQuestion.count({ where: { firstAt: { gte: since } } })));
    const old = new Set(known.map(({ key }) => key));
    const fresh = new Set(
      rows
        .filter(({ key }) => !old.has(key))
        .slice(0, room)
        .map(({ key }) => key),
    );
    const kept = rows.filter(({ key }) => old.has(key) || fresh.has(key));
    const column = (reason: Reason) => kept.map(({ counts }) => counts[reason]);
    // What was taught and is missed again is open again; what is out of scope stays so.
    await database.$executeRaw`
      INSERT INTO missed_question (key, text, unknown, unsure, rejected, "noResult", "firstAt", "lastAt")
      SELECT key, text, unknown, unsure, rejected, noresult, ${now}, ${now} FROM unnest(${kept.map(({ key }) => key)}::text[],
        ${kept.map(({ text }) => text)}::text[], ${column('unknown')}::int[], ${column('unsure')}::int[], ${column('rejected')}::int[],
        ${column('noResult')}::int[]) AS row (key, text, unknown, unsure, rejected, noresult)
      ON CONFLICT (key) DO UPDATE SET unknown = missed_question.unknown + excluded.unknown, unsure = missed_question.unsure + excluded.unsure,
        rejected = missed_question.rejected + excluded.rejected, "noResult" = missed_question."noResult" + excluded."noResult",
        "lastAt" = excluded."lastAt",
        state = CASE WHEN missed_question.state = 'taught' AND missed_question."settledAt" < excluded."lastAt" - interval '1 minute'
          THEN 'open' ELSE missed_question.state END`;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.write();
  }
}

/** What may be kept of the messages, the same ones together. Whatever must go by another door is let go before anything else is done with it. */
function* rowsOf(held: { reason: Reason; text: string }[], refer: Refer): Steps<Row[]> {
  const rows = new Map<string, Row>();
  for (const { reason, text } of held) {
    yield;
    if (refer(text).kind !== null) continue;
    const kept = mask(text.toWellFormed().replaceAll('\u0000', '')).trim();
    const key = keyOf(kept);
    if (!key) continue;
    const row = rows.get(key) ?? { key, text: kept, counts: { unknown: 0, unsure: 0, rejected: 0, noResult: 0 } };
    row.counts[reason] += 1;
    rows.set(key, row);
  }
  return [...rows.values()];
}
