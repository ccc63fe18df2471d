import { type Procedure, type ProcedureContent, procedureContent } from '#src/procedures/content.ts';
import { NO_WORDS } from '#src/procedures/files.ts';

/** The content of a procedure that nobody has, with only what a test is about. */
export const madeUpContent = (content: Partial<ProcedureContent>): ProcedureContent =>
  procedureContent.parse({
    code: '9.999999',
    name: 'Thủ tục thử nghiệm',
    level: 'commune',
    levelNow: 'commune',
    levelEvidence: 'test',
    field: 'Thử nghiệm',
    sources: ['test'],
    confidence: 'high',
    ...content,
  });

export const madeUp = (content: Partial<ProcedureContent>): Procedure => ({
  ...madeUpContent(content),
  group: 'justice',
  version: 1,
  words: NO_WORDS,
});
