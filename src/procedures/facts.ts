import type { Fee, Procedure, Term } from './content.ts';

/** Whether a procedure can be filed today, and who takes it. */
export type Standing =
  | 'commune' // answered by the commune, before and now
  | 'moved-to-commune' // by the district until 30/06/2025, now by the commune
  | 'moved-to-province' // by the district until 30/06/2025, now by the province
  | 'district-historical' // by the abolished district; no form of today is known
  | 'commune-historical'; // once by the commune; not in the catalogue of 2026

export function standingOf(procedure: Pick<Procedure, 'level' | 'levelNow'>): Standing {
  if (procedure.level === 'district') {
    if (procedure.levelNow === 'commune') return 'moved-to-commune';
    return procedure.levelNow === 'province' ? 'moved-to-province' : 'district-historical';
  }
  return procedure.levelNow === 'commune' ? 'commune' : 'commune-historical';
}

export const inForce = (procedure: Pick<Procedure, 'levelNow'>): boolean => procedure.levelNow !== undefined;

/** The term to tell: today's where it differs from the old one. A time that one province cut for itself is not told elsewhere. */
export function tellableTerm(procedure: Procedure): Term | null {
  const term = procedure.termNow ?? procedure.term;
  return term && term.basis !== 'local-publication' ? term : null;
}

export type FeeStanding = 'published' | 'set-by-province' | 'by-reference' | 'unknown';

/**
 * What may be said of the fee. A zero of the national database is not "free" but "unknown", an amount that arrived garbled is
 * not repeated, and one province's fee is not told elsewhere. "Miễn phí" that such a zero put before a real text is taken off.
 */
export function tellableFee(procedure: Procedure): { standing: FeeStanding; text: string } {
  const fee: Fee | undefined = procedure.feeNow ?? procedure.fee;
  const unknown = { standing: 'unknown' as const, text: '' };
  if (!fee || fee.flag === 'portal-zero' || fee.flag === 'amount-garbled-in-source' || fee.flag === 'local-publication') return unknown;
  const text = fee.flag === 'published' || fee.flag === 'page' ? fee.text : fee.text.replace(/^(?:Miễn phí|0 đồng)\s*[;,.]\s*/i, '');
  if (fee.flag === 'set-by-province') return { standing: 'set-by-province', text };
  if (fee.flag === 'by-reference') return { standing: 'by-reference', text };
  return { standing: 'published', text };
}

const REMARKS = /^(lưu ý|ghi chú|chú ý)/i;

/** Papers that only some cases need begin so in the sources. */
const CASE = /^(trường hợp|nếu|đối với|riêng)\s/i;

/** Papers to bring: what everybody brings, what only some cases need, and how many lines of guidance stand among them in the source. */
export function papersOf(procedure: Pick<Procedure, 'documents'>) {
  const lines = procedure.documents.filter((paper) => !REMARKS.test(paper.group ?? ''));
  const counted = lines.filter((paper) => (paper.originals ?? 0) > 0 || (paper.copies ?? 0) > 0);
  // Some sources give no numbers at all: then every line is a paper.
  const papers = counted.length > 0 ? counted : lines;
  return {
    always: papers.filter((paper) => !CASE.test(paper.name)),
    cases: papers.filter((paper) => CASE.test(paper.name)),
    guidance: lines.length - papers.length,
  };
}

/** Forms to fill in: the papers that are a declaration, a request or a numbered form. */
export function formsOf(procedure: Procedure) {
  return procedure.documents.filter(
    (paper) => paper.form || /^(tờ khai|đơn|giấy đề nghị|mẫu|phiếu|bản khai|thông báo)\b/i.test(paper.name) || /theo mẫu|mẫu số/i.test(paper.name),
  );
}
