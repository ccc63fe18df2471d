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
}

/** An agency's own templates, and those that come with the product: "name: text" each. */
export async function loadTemplates({ database }: Pick<FeedbackDesk, 'database'>, agencyId: string): Promise<Template[]> {
  const rows = await database.feedbackTemplate.findMany({ where: { agencyId }, orderBy: [{ step: 'asc' }, { name: 'asc' }] });
  const own = rows.map(({ id, step, name, text }) => ({ id, step: step as TemplateStep, name, text }));
  const given = TEMPLATE_STEPS.flatMap((step) =>
    listIn('vi', `feedback.templates.${step}`).map((line) => {
      const [name = '', text = ''] = line.split(/:\s*(.*)/s);
      return { id: null, step, name, text };
    }),
  );
  return [...own, ...given];
}

/** A template's text for one piece of feedback: its code and the date of the answer in the place of {code} and {due}. */
export const fillTemplate = (text: string, { code, dueAt }: Pick<Feedback, 'code' | 'dueAt'>): string =>
  text.replaceAll('{code}', code).replaceAll('{due}', formatDate(dueAt));

/** Adds a template, changes one, or takes one away when `text` is null. */
export async function saveTemplate(
  { database, clock }: FeedbackDesk,
  actor: Actor,
  agencyId: string,
  given: { id: number | null; step: TemplateStep; name: string; text: string | null },
): Promise<void> {
  if (!may(actor, 'feedback.handle', { agencyId })) throw refusalError('feedbackNotAllowed');
  const { id, step, text } = given;
  const name = given.name.trim().slice(0, 100);
  if (text !== null && (!name || !text.trim())) throw refusalError('feedbackTextMissing');
  const now = clock.now();
  await database.$transaction(async (tx) => {
    const where = { id: id ?? -1, agencyId };
    if (text === null) await tx.feedbackTemplate.deleteMany({ where });
    else {
      const data = { step, name, text: text.trim().slice(0, 3000), changedAt: now };
      const { count } = await tx.feedbackTemplate.updateMany({ where, data });
      if (count === 0) await tx.feedbackTemplate.create({ data: { agencyId, ...data } });
    }
    await recordAudit(tx, { at: now, actor: actorId(actor), action: 'feedback.saveTemplate', subject: `agency:${agencyId}`, details: { step } });
  });
}
