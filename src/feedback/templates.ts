import { createHash } from 'node:crypto';
import type { FeedbackTemplate } from '#src/generated/prisma/client.ts';
import { recordAudit } from '#src/platform/audit.ts';
import { listIn } from '#src/platform/texts.ts';
import type { Actor } from '#src/staff/actor.ts';
import { actorId } from '#src/staff/actor.ts';
import { may } from '#src/staff/policy.ts';
import { formatDate } from '#src/text/formats.ts';
import type { FeedbackDesk } from './desk.ts';
import type { Feedback } from './model.ts';
import { refusalError } from './refusals.ts';

/** The steps whose words officers begin with a template. */
export const TEMPLATE_STEPS = ['forward', 'interim', 'answer', 'refuse'] as const;
export type TemplateStep = (typeof TEMPLATE_STEPS)[number];

export interface Template {
  /** Null for one that comes with the product. */
  id: number | null;
  step: TemplateStep;
  name: string;
  text: string;
  /** Of what it says; "" for one that comes with the product. */
  mark: string;
}

const markOf = ({ step, name, text }: FeedbackTemplate): string =>
  createHash('sha256')
    .update(JSON.stringify([step, name, text]))
    .digest('base64url')
    .slice(0, 16);
const asTemplate = (row: FeedbackTemplate): Template => ({
  id: row.id,
  step: row.step as TemplateStep,
  name: row.name,
  text: row.text,
  mark: markOf(row),
});

/** An agency's own templates, and those that come with the product: "name: text" each. */
export async function loadTemplates({ database }: Pick<FeedbackDesk, 'database'>, agencyId: string): Promise<Template[]> {
  const rows = await database.feedbackTemplate.findMany({ where: { agencyId }, orderBy: [{ step: 'asc' }, { name: 'asc' }] });
  const own = rows.map(asTemplate);
  const given = TEMPLATE_STEPS.flatMap((step) =>
    listIn('vi', `feedback.templates.${step}`).map((line) => {
      const [name = '', text = ''] = line.split(/:\s*(.*)/s);
      return { id: null, step, name, text, mark: '' };
    }),
  );
  return [...own, ...given];
}

/** A template's text for one piece of feedback: its code and the date of the answer in the place of {code} and {due}. */
export const fillTemplate = (text: string, { code, dueAt }: Pick<Feedback, 'code' | 'dueAt'>): string =>
  text.replaceAll('{code}', code).replaceAll('{due}', formatDate(dueAt));

export interface TemplateGiven {
  id: number | null;
  step: TemplateStep;
  name: string;
  /** Null takes it away. */
  text: string | null;
  /** Of the state that the person saw. */
  mark?: string;
}

/**
 * Adds a template, changes one, or takes one away. Returns what it was before, and what it is now; null where there is none. Throws
 * `templateChanged` when it is no more as the person saw it.
 */
export async function saveTemplate(
  { database, clock }: FeedbackDesk,
  actor: Actor,
  agencyId: string,
  { id, step, text, mark, ...given }: TemplateGiven,
): Promise<{ before: Template | null; after: Template | null }> {
  if (!may(actor, 'feedback.handle', { agencyId })) throw refusalError('feedbackNotAllowed');
  const name = given.name.trim().slice(0, 100);
  if (text !== null && (!name || !text.trim())) throw refusalError('feedbackTextMissing');
  const now = clock.now();
  return database.$transaction(async (tx) => {
    if (id !== null) await tx.$queryRaw`SELECT 1 FROM feedback_template WHERE id = ${id} FOR UPDATE`;
    const held = id === null ? null : await tx.feedbackTemplate.findFirst({ where: { id, agencyId } });
    if (id !== null && (!held || (mark !== undefined && markOf(held) !== mark))) throw refusalError('templateChanged');
    const data = { step, name, text: (text ?? '').trim().slice(0, 3000), changedAt: now };
    if (text === null && held) await tx.feedbackTemplate.delete({ where: { id: held.id } });
    const kept =
      text === null
        ? null
        : held
          ? await tx.feedbackTemplate.update({ where: { id: held.id }, data })
          : await tx.feedbackTemplate.create({ data: { agencyId, ...data } });
    const action = text === null ? 'feedback.removeTemplate' : 'feedback.saveTemplate';
    await recordAudit(tx, { at: now, actor: actorId(actor), action, subject: `agency:${agencyId}`, details: { step } });
    return { before: held && asTemplate(held), after: kept && asTemplate(kept) };
  });
}
