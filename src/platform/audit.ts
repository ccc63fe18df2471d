import type { Transaction } from './database.ts';

export interface AuditEntry {
  at: Date;
  actor: string;
  /** verb.noun, such as "catalogue.seed". */
  action: string;
  subject: string;
  details?: Record<string, string | number | boolean | null>;
}

/** Adds a line to the audit log inside the caller's transaction. Lines are never changed or removed: the database refuses it. */
export async function recordAudit(tx: Transaction, entry: AuditEntry): Promise<void> {
  await tx.auditEvent.create({ data: { ...entry, details: entry.details ?? {} } });
}
