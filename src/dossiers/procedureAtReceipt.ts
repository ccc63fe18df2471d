import type { Database, Transaction } from '#src/platform/database.ts';
import { type Term as PublishedTerm, procedureContent } from '#src/procedures/content.ts';
import { fieldShown } from '#src/text/fields.ts';
import type { Dossier } from './model.ts';

export type ProcedureAtReceipt = Pick<
  Dossier,
  'procedureVersion' | 'procedureName' | 'field' | 'processVersion' | 'termValue' | 'termUnit' | 'termText'
>;

/** What a dossier takes from the procedure as it is now, and keeps whatever is published later; null for a procedure that the catalogue has not. */
export async function procedureAtReceipt(database: Database | Transaction, code: string): Promise<ProcedureAtReceipt | null> {
  const procedure = await database.procedure.findUnique({ where: { code } });
  if (!procedure?.currentVersion) return null;
  const key = { code, number: procedure.currentVersion };
  const version = await database.procedureVersion.findUniqueOrThrow({ where: { code_number: key } });
  const content = procedureContent.parse((version.content as { content: unknown }).content);
  const process = await database.internalProcess.findFirst({
    where: { procedureCode: code },
    orderBy: { version: 'desc' },
    select: { version: true },
  });
  const { termValue, termUnit, termText } = publishedTerm(content.termNow ?? content.term);
  return {
    procedureVersion: version.number,
    procedureName: content.name,
    field: fieldShown(content.field),
    processVersion: process?.version ?? null,
    termValue,
    termUnit,
    termText,
  };
}

function publishedTerm(term: PublishedTerm | undefined): Pick<Dossier, 'termValue' | 'termUnit' | 'termText'> {
  if (!term) return { termValue: null, termUnit: null, termText: null };
  if (term.value === undefined || term.unit === undefined) return { termValue: null, termUnit: 'text', termText: term.text };
  return { termValue: term.value, termUnit: term.unit, termText: term.text };
}
