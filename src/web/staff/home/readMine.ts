import { countToDeliver } from '#src/dossiers/apologyLists.ts';
import type { TodaysWork } from '#src/dossiers/work/acts.ts';
import { readTodaysWork } from '#src/dossiers/work/readWork.ts';
import { OPEN } from '#src/feedback/model.ts';
import type { Feedback, ProcedureEdit } from '#src/generated/prisma/client.ts';
import { queueOf } from '#src/handover/commands/official.ts';
import type { HandOver } from '#src/handover/model.ts';
import type { Database } from '#src/platform/database.ts';
import type { PersonActor } from '#src/staff/actor.ts';
import { may, scopesOf } from '#src/staff/policy.ts';
import { seenBy } from '../dossiers/visible.ts';
import { visibleTo } from '../feedback/visible.ts';

/** Of each kind the most urgent are shown; the page of the kind has the rest. */
export const SHOWN = 10;

type Shown<T> = { rows: T[]; more: boolean };

/** Everything that lies with one person now. */
export interface Mine {
  dossiers: TodaysWork;
  /** Citizens who wait for a person: nobody answers them yet, or this one does and has not. */
  talks: Pick<HandOver, 'id' | 'state' | 'askedAt' | 'unansweredSince'>[];
  /** Theirs, and what nobody has sorted yet where they may. */
  feedback: Shown<Pick<Feedback, 'code' | 'topic' | 'state' | 'dueAt' | 'officerId'>>;
  reviews: Shown<Pick<ProcedureEdit, 'code' | 'reason' | 'submittedAt'>>;
  /** With what was said last of each by somebody else: a reviewer gives a draft back with it. */
  drafts: Shown<Pick<ProcedureEdit, 'code' | 'updatedAt'> & { said: string | null }>;
  /** Approved apologies that no chat carried: to be handed over or told. */
  toDeliver: number;
  /** News for citizens that waits for their word. */
  campaigns: number;
  /** Questions that the assistant did not understand; null for whoever does not teach it. */
  questions: number | null;
  /** Requests about personal data that wait for an answer; null for whoever does not answer them. */
  requests: number | null;
}

/** Drafts, each with the newest remark on it of somebody other than `self`. */
async function withRemarks<T extends { code: string }>(database: Database, self: string, drafts: T[]): Promise<(T & { said: string | null })[]> {
  const where = { code: { in: drafts.map(({ code }) => code) }, version: null, by: { not: self } };
  const remarks = await database.editComment.findMany({ where, orderBy: { id: 'asc' }, select: { code: true, text: true } });
  const newest = new Map(remarks.map(({ code, text }) => [code, text]));
  return drafts.map((draft) => ({ ...draft, said: newest.get(draft.code) ?? null }));
}

const shown = <T>(rows: T[]): Shown<T> => ({ rows: rows.slice(0, SHOWN), more: rows.length > SHOWN });

async function talksOf(database: Database, actor: PersonActor): Promise<Mine['talks']> {
  if (!may(actor, 'handOver.answer')) return [];
  const { waiting, mine } = await queueOf(database, actor);
  const since = ({ unansweredSince, askedAt }: HandOver) => (unansweredSince ?? askedAt).getTime();
  return [...waiting, ...mine.filter(({ unansweredSince }) => unansweredSince !== null)].sort((a, b) => since(a) - since(b));
}

async function campaignsFor(database: Database, actor: PersonActor): Promise<number> {
  const agencies = scopesOf(actor, 'campaign.approve').flatMap(({ agencyId }) => agencyId ?? []);
  if (agencies.length === 0) return 0;
  return database.campaign.count({ where: { state: 'submitted', agencyId: { in: agencies }, NOT: { authorId: actor.id } } });
}

/** A handful of bounded queries, each for those alone whom it concerns. */
export async function readMine(database: Database, actor: PersonActor, now: Date): Promise<Mine> {
  const take = SHOWN + 1;
  const edits = may(actor, 'catalogue.edit');
  return {
    dossiers: may(actor, 'dossier.view') ? await readTodaysWork(database, actor, now) : { work: [], snoozed: 0 },
    talks: await talksOf(database, actor),
    toDeliver: may(actor, 'dossier.view') ? await countToDeliver(database, seenBy(actor)) : 0,
    campaigns: await campaignsFor(database, actor),
    feedback: shown(
      may(actor, 'feedback.view')
        ? await database.feedback.findMany({
            where: {
              AND: [
                visibleTo(actor),
                { state: { in: [...OPEN] }, OR: [{ officerId: actor.id }, ...(may(actor, 'feedback.handle') ? [{ state: 'received' }] : [])] },
              ],
            },
            select: { code: true, topic: true, state: true, dueAt: true, officerId: true },
            orderBy: [{ dueAt: 'asc' }, { id: 'asc' }],
            take,
          })
        : [],
    ),
    reviews: shown(
      may(actor, 'catalogue.publish')
        ? await database.procedureEdit.findMany({
            where: { state: 'review', NOT: { authors: { has: actor.id } } },
            select: { code: true, reason: true, submittedAt: true },
            orderBy: { submittedAt: 'asc' },
            take,
          })
        : [],
    ),
    drafts: shown(
      edits
        ? await withRemarks(
            database,
            actor.id,
            await database.procedureEdit.findMany({
              where: { state: 'draft', authors: { has: actor.id } },
              select: { code: true, updatedAt: true },
              orderBy: { updatedAt: 'desc' },
              take,
            }),
          )
        : [],
    ),
    questions: edits ? await database.missedQuestion.count({ where: { state: 'open' } }) : null,
    requests: may(actor, 'privacy.handle') ? await database.privacyRequest.count({ where: { answeredAt: null } }) : null,
  };
}
