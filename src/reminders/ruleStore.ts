import { createHash } from 'node:crypto';
import type { Prisma, ReminderRule } from '#src/generated/prisma/client.ts';
import { recordAudit } from '#src/platform/audit.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { EVERYWHERE, type RuleContent, type RuleScope, readRuleFile, ruleContent, type ScopedRule } from './rule.ts';

const STATE = { id: 1 };

/** The rules as they are now, with the revision that grows with each change. */
export async function loadRules(database: Database): Promise<{ rules: ScopedRule[]; revision: number }> {
  // The revision first: a change in between is looked at again rather than missed.
  const state = await database.reminderState.findUnique({ where: STATE });
  const rows = await database.reminderRule.findMany({ orderBy: { key: 'asc' } });
  return { rules: rows.map(scopedRule), revision: state?.revision ?? 0 };
}

/** What a rule says, without where. */
export const contentOf = ({ key: _key, agencyId: _agency, field: _field, procedureCode: _procedure, ...content }: ScopedRule): RuleContent => content;

/** Of a rule at every place where it stands, as a page showed it. */
export function ruleMark(rules: readonly ScopedRule[], key: string): string {
  const rows = rules
    .filter((rule) => rule.key === key)
    .map((rule) => JSON.stringify([rule.agencyId, rule.field, rule.procedureCode, contentOf(rule)]));
  return createHash('sha256').update(rows.sort().join('\n')).digest('base64url').slice(0, 16);
}

const scopedRule = ({ key, agencyId, field, procedureCode, content }: ReminderRule): ScopedRule => ({
  ...{ key, agencyId, field, procedureCode },
  ...ruleContent.parse(content),
});

const nextRevision = (tx: Transaction) => tx.$executeRaw`UPDATE reminder_state SET revision = revision + 1 WHERE id = 1`;

/** Brings the defaults of the repository in; what an admin wrote stays. Doing it again does nothing. */
export async function seedRules(database: Database, at: Date, file = readRuleFile()): Promise<void> {
  await database.$transaction(async (tx) => {
    await tx.reminderState.createMany({ data: [STATE], skipDuplicates: true });
    await tx.$queryRaw`SELECT id FROM reminder_state WHERE id = 1 FOR UPDATE`;
    const held = new Map((await tx.reminderRule.findMany({ where: EVERYWHERE })).map((row) => [row.key, row]));
    const same = (a: unknown, b: RuleContent) => JSON.stringify(ruleContent.parse(a)) === JSON.stringify(ruleContent.parse(b));
    const written = file.rules.filter(({ key, ...content }) => {
      const row = held.get(key);
      return row ? row.origin === 'files' && !same(row.content, content) : true;
    });
    const named = new Set(file.rules.map(({ key }) => key));
    const gone = [...held.values()].filter(({ key, origin }) => origin === 'files' && !named.has(key)).map(({ key }) => key);
    if (written.length + gone.length === 0) return;
    await tx.reminderRule.deleteMany({ where: { ...EVERYWHERE, origin: 'files', key: { in: [...gone, ...written.map(({ key }) => key)] } } });
    await tx.reminderRule.createMany({
      data: written.map(({ key, ...content }) => ({ key, ...EVERYWHERE, content: content as Prisma.InputJsonValue, origin: 'files', updatedAt: at })),
    });
    await nextRevision(tx);
  });
}

export interface RuleChange {
  key: string;
  scope: RuleScope;
  /** Null takes the rule of this scope away, so that the wider one holds again. */
  content: RuleContent | null;
  reason: string;
  /** `ruleMark` of what the person had before them. */
  mark?: string;
}

/**
 * Changes a rule at one scope, with a line in the audit log. Throws the AppErrors `reminderReasonMissing`, `reminderRuleInvalid`,
 * `reminderRuleUnknown`, and `reminderRuleChanged` where somebody else has changed it since.
 */
export async function changeRule(database: Database, given: RuleChange, by: { actor: string; at: Date }): Promise<void> {
  const { key, scope, reason } = given;
  if (!reason.trim()) throw new AppError('reminderReasonMissing', { status: 400 });
  const read = given.content === null ? null : ruleContent.safeParse(given.content);
  if (read?.success === false)
    throw new AppError('reminderRuleInvalid', { status: 400, params: { field: read.error.issues[0]?.path.join('.') ?? '' } });
  const where = { key_agencyId_field_procedureCode: { key, ...scope } };
  await database.$transaction(async (tx) => {
    // First, so that of two changes at once the second sees the first.
    await nextRevision(tx);
    const known = await tx.reminderRule.findMany({ where: { key } });
    if (known.length === 0) throw new AppError('reminderRuleUnknown', { status: 404 });
    if (given.mark !== undefined && ruleMark(known.map(scopedRule), key) !== given.mark) throw new AppError('reminderRuleChanged', { status: 409 });
    const everywhere = Object.values(scope).every((part) => part === '');
    if (read === null && everywhere) throw new AppError('reminderRuleUnknown', { status: 404 });
    if (read === null) await tx.reminderRule.deleteMany({ where: { key, ...scope } });
    else {
      const row = { content: read.data as Prisma.InputJsonValue, origin: 'admin', updatedAt: by.at };
      await tx.reminderRule.upsert({ where, create: { key, ...scope, ...row }, update: row });
    }
    const details = { reason: reason.trim(), ...scope, content: read === null ? null : JSON.stringify(read.data) };
    await recordAudit(tx, { at: by.at, actor: by.actor, action: 'reminder.changeRule', subject: `reminder:${key}`, details });
  });
}
