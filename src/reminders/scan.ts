import type { Calendar } from '#src/calendar/index.ts';
import { Prisma } from '#src/generated/prisma/client.ts';
import { type Database, PLANNED_ANEW, type Transaction } from '#src/platform/database.ts';
import { briefly } from '#src/platform/errors.ts';
import type { Log } from '#src/platform/log.ts';
import { workedMs } from '#src/platform/worked.ts';
import { loadMembers, peopleAt } from '#src/staff/whoIsWho.ts';
import { dayOf } from '#src/text/formats.ts';
import { type Plan, plan, type Wanted } from './ladder.ts';
import { rulesAt } from './rule.ts';
import { loadRules } from './ruleStore.ts';
import { slices } from './slices.ts';
import type { Source, Subject } from './subject.ts';

export interface ScanDeps {
  database: Database;
  now: Date;
  calendarOf(agencyId: string): Promise<Calendar>;
  sources: readonly Source[];
  log: Pick<Log, 'warn'>;
}

/** A row of `reminder_due` as it was read. */
interface Due {
  kind: string;
  subjectId: string;
  mark: string;
}

/** A subject that cannot be worked out is tried again after this; the others go on. */
const AGAIN_MS = 3_600_000;
/** Subjects of one slice. */
const LARGEST = 400;

/** Asks for a subject to be looked at, in the transaction that changes it. */
export const markDue = (tx: Transaction, kind: string, ids: readonly string[]): Promise<number> => tx.$executeRaw`
  INSERT INTO reminder_due (kind, "subjectId", "nextAt") SELECT ${kind}, id, 'epoch' FROM unnest(${[...ids]}::text[]) id
  ON CONFLICT (kind, "subjectId") DO UPDATE SET "nextAt" = 'epoch', mark = nextval('reminder_due_mark_seq')`;

export interface Scan {
  looked: number;
  wanted: number;
  failed: number;
}

/**
 * Works out every subject whose time has come, or whose calendar or rules have changed: what must be said becomes a row that is unique in the
 * database, what no longer holds and has not been said goes. Reading and writing are two short statements for each slice: a subject that
 * changes in between is left for its next look, so that instances may do this at once, and it may end anywhere.
 */
export async function scan({ database, now, sources, log, ...deps }: ScanDeps): Promise<Scan> {
  const calendarOf = onceEach(deps.calendarOf);
  const done: Scan = { looked: 0, wanted: 0, failed: 0 };
  const { rules, revision } = await loadRules(database);
  const basis = revision + (await calendarOf('')).revision;
  const at = rulesAt(rules);
  let people: ReturnType<typeof peopleAt> | null = null;
  for (const size = slices({ largest: LARGEST }); ; ) {
    let longest = 0;
    const timed = async <T>(statement: () => Promise<T>): Promise<T> => {
      const from = workedMs();
      const result = await statement();
      longest = Math.max(longest, workedMs() - from);
      return result;
    };
    const due = await timed(() => readDue(database, now, basis, size.rows));
    if (due.length === 0) return done;
    people ??= peopleAt(await loadMembers(database, dayOf(now)));
    const { subjects, failed } = await timed(() => loadSubjects(due, sources, { database, now, calendarOf }, log));
    const plans = new Map<string, { subject: Subject; plan: Plan }>();
    for (const subject of subjects) {
      try {
        const calendar = await calendarOf(subject.place.agencyId);
        plans.set(keyOf(subject.kind, subject.id), { subject, plan: plan(subject, calendar, at, people, now) });
      } catch (error) {
        failed.add(keyOf(subject.kind, subject.id));
        log.warn({ subject: keyOf(subject.kind, subject.id), error: briefly(error) }, 'reminder not worked out');
      }
    }
    done.wanted += await timed(() => write(database, due, plans, failed, basis, now));
    done.looked += due.length;
    done.failed += failed.size;
    size.took(longest);
    await new Promise(setImmediate);
  }
}

/** One look at the revision for a whole scan; what changes meanwhile is worked out again by the next. */
function onceEach(calendarOf: ScanDeps['calendarOf']): ScanDeps['calendarOf'] {
  const asked = new Map<string, Promise<Calendar>>();
  return (agencyId) => {
    let calendar = asked.get(agencyId);
    if (!calendar) asked.set(agencyId, (calendar = calendarOf(agencyId)));
    return calendar;
  };
}

const keyOf = (kind: string, id: string) => `${kind}:${id}`;

const readDue = (database: Database, now: Date, basis: number, size: number): Promise<Due[]> => database.$queryRaw<Due[]>`
  (SELECT kind, "subjectId", mark::text AS mark FROM reminder_due WHERE "nextAt" <= ${now} ORDER BY "nextAt" LIMIT ${size})
  UNION (SELECT kind, "subjectId", mark::text AS mark FROM reminder_due WHERE basis < ${basis} LIMIT ${size}) LIMIT ${size}`;

async function loadSubjects(
  due: readonly Due[],
  sources: readonly Source[],
  context: Pick<ScanDeps, 'database' | 'now' | 'calendarOf'>,
  log: ScanDeps['log'],
) {
  const subjects: Subject[] = [];
  const failed = new Set<string>();
  for (const [kind, rows] of Map.groupBy(due, (row) => row.kind)) {
    const ids = rows.map(({ subjectId }) => subjectId);
    try {
      const source = sources.find((entry) => entry.kind === kind);
      if (!source) throw new Error(`no source for ${kind}`);
      subjects.push(...(await source.load(context.database, ids, context)));
    } catch (error) {
      for (const id of ids) failed.add(keyOf(kind, id));
      log.warn({ kind, count: ids.length, error: briefly(error) }, 'reminders not worked out');
    }
  }
  return { subjects, failed };
}

/** One statement: only for rows that nobody marked since they were read. A subject that is no longer there loses its row. Returns how many are new. */
async function write(
  database: Database,
  due: readonly Due[],
  plans: ReadonlyMap<string, { subject: Subject; plan: Plan }>,
  failed: ReadonlySet<string>,
  basis: number,
  now: Date,
): Promise<number> {
  const seen = due.map(({ kind, subjectId, mark }) => {
    const key = keyOf(kind, subjectId);
    const [broken, planned] = [failed.has(key), plans.get(key)];
    const next = broken ? new Date(now.getTime() + AGAIN_MS) : (planned?.plan.next ?? null);
    return { kind, subjectId, mark, next: next?.toISOString() ?? null, ended: !broken && !planned, broken };
  });
  const wanted = [...plans.values()].flatMap(({ subject, plan: { wanted: all } }) => all.map((one) => rowOf(subject, one)));
  const [count] = await database.$queryRaw<{ count: number }[]>`
    ${Prisma.raw(PLANNED_ANEW)} WITH seen AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(seen)}::jsonb)
        AS v(kind text, "subjectId" text, mark bigint, next timestamptz, ended boolean, broken boolean)),
    ended AS (
      DELETE FROM reminder_due d USING seen s WHERE d.kind = s.kind AND d."subjectId" = s."subjectId" AND d.mark = s.mark AND s.ended
      RETURNING d.kind, d."subjectId"),
    kept AS (
      UPDATE reminder_due d SET "nextAt" = s.next, basis = ${basis}, mark = nextval('reminder_due_mark_seq')
      FROM seen s WHERE d.kind = s.kind AND d."subjectId" = s."subjectId" AND d.mark = s.mark AND NOT s.ended
      RETURNING d.kind, d."subjectId", s.broken),
    taken AS (SELECT kind, "subjectId" FROM ended UNION ALL SELECT kind, "subjectId" FROM kept WHERE NOT broken),
    wanted AS (
      SELECT v.* FROM jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) AS v(kind text, "subjectId" text, ladder text, rule text, version text,
        slot int, "personId" text, "agencyId" text, "unitId" text, field text, at timestamptz, urgent boolean, said jsonb)
      JOIN taken t ON t.kind = v.kind AND t."subjectId" = v."subjectId"),
    gone AS (
      DELETE FROM reminder_item i USING taken t WHERE i.kind = t.kind AND i."subjectId" = t."subjectId" AND i."closedAt" IS NULL
        AND NOT EXISTS (SELECT FROM wanted w WHERE w.kind = i.kind AND w."subjectId" = i."subjectId" AND w.rule = i.rule AND w.version = i.version
          AND w.slot = i.slot AND w."personId" = i."personId")),
    made AS (
      INSERT INTO reminder_item (kind, "subjectId", ladder, rule, version, slot, "personId", "agencyId", "unitId", field, at, "notBefore", urgent, first,
        said, state, "closedAt")
      SELECT w.kind, w."subjectId", w.ladder, w.rule, w.version, w.slot, w."personId", w."agencyId", w."unitId", w.field, w.at, w.at, w.urgent,
        NOT EXISTS (SELECT FROM reminder_item i WHERE i.kind = w.kind AND i."subjectId" = w."subjectId"
          AND i."personId" = w."personId" AND i.state = 'sent'),
        w.said, CASE WHEN w."personId" = '' THEN 'nobody' ELSE 'due' END, CASE WHEN w."personId" = '' THEN ${now}::timestamptz END
      FROM wanted w
      -- Nobody hears of an earlier stage after a later one, whatever the clock does.
      WHERE NOT EXISTS (SELECT FROM reminder_item i WHERE i.kind = w.kind AND i."subjectId" = w."subjectId" AND i.ladder = w.ladder
        AND i.version = w.version AND i."personId" = w."personId" AND i.slot > w.slot AND i."closedAt" IS NOT NULL)
      ON CONFLICT (kind, "subjectId", rule, version, slot, "personId") DO UPDATE SET said = excluded.said WHERE reminder_item."closedAt" IS NULL
      RETURNING xmax = 0 AS fresh)
    SELECT count(*) FILTER (WHERE fresh)::int AS count FROM made`;
  return count?.count ?? 0;
}

const rowOf = (subject: Subject, { stage, place, rule, slot, at, urgent, personId }: Wanted) => ({
  kind: subject.kind,
  subjectId: subject.id,
  ladder: stage.ladder,
  version: stage.version,
  rule,
  slot,
  personId,
  agencyId: place.agencyId,
  unitId: place.unitId,
  field: place.field,
  at,
  urgent,
  said: stage.said,
});
