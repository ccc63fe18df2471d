import { fold } from '#src/text/fold.ts';
import { missingParts, type Part } from '../completeness.ts';
import type { Catalogue, Procedure } from '../content.ts';
import type { Side } from '../drafts.ts';
import { NO_WORDS } from '../files.ts';
import { goneTexts, registerOf } from '../legal.ts';
import { nameOf, titleOf } from '../present.ts';

/** Why something may not be published, or should be looked at, and where: the field of the form. */
export interface Remark {
  field: string;
  code: string;
  params?: Record<string, string>;
}

/** Where on the form a part of the decree is. */
export const FIELD_OF_PART: Record<Part, string> = {
  steps: 'steps',
  ways: 'submission',
  papers: 'documents',
  sets: 'sets',
  term: 'term',
  subjects: 'applicants',
  agency: 'agency',
  forms: 'documents',
  result: 'results',
  conditions: 'conditions',
  fees: 'fees',
  legalBasis: 'legalBasis',
};

/** The procedure as it would be answered with. */
export const asProcedure = ({ group, content }: Side, inForce: Procedure | undefined): Procedure => ({
  ...content,
  group,
  version: (inForce?.version ?? 0) + 1,
  words: inForce?.words ?? NO_WORDS,
});

/**
 * What keeps a text from being published: a part of NĐ 63/2010 Đ8 that the version in force has and this one lacks, a cited text that the
 * register does not know, a successor that is none, a day that is past, a title that other people's words already mean.
 */
export function refusals({ group, content }: Side, catalogue: Catalogue, today: string): Remark[] {
  const before = catalogue.procedures.get(content.code);
  const next = asProcedure({ group, content }, before);
  const lost = before ? missingParts(next).filter((part) => !missingParts(before).includes(part)) : [];
  const register = registerOf(catalogue.legal);
  const known = new Set(before?.legalBasis);
  const successor = content.successor === before?.successor && !content.lastDay ? undefined : content.successor;
  const heir = successor ? catalogue.procedures.get(successor) : undefined;
  const title = fold(titleOf(content));
  const meant =
    before && fold(titleOf(before)) === title
      ? undefined
      : [...catalogue.procedures.values()].find(({ code, words }) => code !== content.code && words.aliases.some((alias) => fold(alias) === title));
  return [
    ...lost.map((part) => ({ field: FIELD_OF_PART[part], code: 'partLost' })),
    ...content.legalBasis
      .filter((number) => !register.has(number) && !known.has(number))
      .map((number) => ({ field: `legalBasis.${content.legalBasis.indexOf(number)}`, code: 'legalUnknown', params: { number } })),
    ...(successor === content.code ? [{ field: 'successor', code: 'successorItself' }] : []),
    ...(successor && !heir ? [{ field: 'successor', code: 'successorUnknown', params: { code: successor } }] : []),
    ...(heir?.successor === content.code && heir.lastDay ? [{ field: 'successor', code: 'successorCircle' }] : []),
    ...(content.lastDay && content.lastDay !== before?.lastDay && content.lastDay < today ? [{ field: 'lastDay', code: 'dayPast' }] : []),
    ...(meant ? [{ field: 'name', code: 'nameIsAlias', params: { name: nameOf(meant) } }] : []),
  ];
}

/** What should be looked at before it is published, and does not keep it from being so. */
export function warnings({ group, content }: Side, catalogue: Catalogue, today: string): Remark[] {
  const before = catalogue.procedures.get(content.code);
  const register = registerOf(catalogue.legal);
  const fee = content.feeNow ?? content.fee;
  const untold = fee && ['portal-zero', 'amount-garbled-in-source', 'local-publication'].includes(fee.flag);
  const oldFee = before && (before.feeNow ?? before.fee)?.text;
  const valuesChanged = before && (oldFee !== fee?.text || (before.termNow ?? before.term)?.text !== (content.termNow ?? content.term)?.text);
  const title = fold(titleOf(content));
  // Looked for only where the name is new: thousands of names take their time, and this is asked with every key that is typed.
  const twin =
    before?.name === content.name
      ? undefined
      : [...catalogue.procedures.values()].find(
          (other) => other.code !== content.code && other.levelNow !== undefined && fold(titleOf(other)) === title,
        );
  return [
    ...goneTexts(content.legalBasis, register, today).map(({ text }) => ({
      field: `legalBasis.${content.legalBasis.indexOf(text.number)}`,
      code: 'legalGone',
      params: { number: text.number, by: text.replacedBy.join(', ') },
    })),
    ...(untold ? [{ field: 'fee.flag', code: 'feeUntold' }] : []),
    ...(valuesChanged && before.valuesAsOf === content.valuesAsOf ? [{ field: 'valuesAsOf', code: 'valuesAsOfOld' }] : []),
    ...(twin ? [{ field: 'name', code: 'nameShared', params: { code: twin.code } }] : []),
    ...(group && before && before.group !== group ? [{ field: 'group', code: 'groupChanged' }] : []),
  ];
}
