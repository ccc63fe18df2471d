import { expect, test } from 'vitest';
import { sayIn } from '#src/platform/texts.ts';
import { realAssistant } from '#tests/support/assistant.ts';
import { madeUp } from '#tests/support/procedure.ts';
import { formsOf, inForce, papersOf, standingOf, tellableFee, tellableTerm } from './facts.ts';
import { feeLine, hasSection, presentSection, timeLine } from './present.ts';

const say = sayIn('vi');
const all = () => [...realAssistant().catalogue.procedures.values()];

test.each([
  ['commune', 'commune', 'commune'],
  ['commune', undefined, 'commune-historical'],
  ['commune', 'province', 'commune-historical'],
  ['district', 'commune', 'moved-to-commune'],
  ['district', 'province', 'moved-to-province'],
  ['district', undefined, 'district-historical'],
  ['district', 'district', 'district-historical'],
] as const)('a procedure of the %s, answered now by %s, stands as %s', (level, levelNow, standing) => {
  expect(standingOf({ level, ...(levelNow ? { levelNow } : {}) })).toBe(standing);
});

test('what nobody is known to answer today is not in force', () => {
  expect(inForce({})).toBe(false);
  expect(inForce({ levelNow: 'commune' })).toBe(true);
});

// data/README.md section 7: "Do not rely on portal-zero as free".
test('a zero of the national database is unknown, not free', () => {
  const procedure = madeUp({ fee: { text: 'Miễn phí', flag: 'portal-zero' } });
  expect(tellableFee(procedure)).toEqual({ standing: 'unknown', text: '' });
  expect(feeLine(procedure, say)).toBe(say('procedure.fee.unknown'));
  expect(hasSection(procedure, 'fee')).toBe(false);
});

test('a zero of today hides an amount of the district era rather than letting it pass for today', () => {
  const procedure = madeUp({ fee: { text: '50.000 đồng', flag: 'page' }, feeNow: { text: 'Miễn phí', flag: 'portal-zero' } });
  expect(feeLine(procedure, say)).not.toContain('50.000');
  expect(feeLine(procedure, say)).toBe(say('procedure.fee.unknown'));
});

test('"Miễn phí" that such a zero put before a real text is taken off', () => {
  for (const text of ['Miễn phí; Nghị quyết 15/2020', '0 đồng. Nghị quyết 15/2020', 'miễn phí, Nghị quyết 15/2020']) {
    const fee = tellableFee(madeUp({ fee: { text, flag: 'by-reference' } }));
    expect(fee).toEqual({ standing: 'by-reference', text: 'Nghị quyết 15/2020' });
  }
});

test('an amount that is published is told as it is, with its date', () => {
  const procedure = madeUp({ fee: { text: 'Miễn phí', flag: 'published' }, valuesAsOf: '2026-07-18' });
  expect(feeLine(procedure, say)).toBe(`Miễn phí ${say('procedure.asOf', { date: '18/07/2026' })}`);
});

test.each(['amount-garbled-in-source', 'local-publication'] as const)('a fee that is %s is not told', (flag) => {
  const procedure = madeUp({ fee: { text: '8.000 đồng', flag } });
  expect(feeLine(procedure, say)).toBe(say('procedure.fee.unknown'));
});

test('a fee that the province sets says so', () => {
  const procedure = madeUp({ fee: { text: 'Theo nghị quyết', flag: 'set-by-province' } });
  expect(feeLine(procedure, say)).toBe(say('procedure.fee.setByProvince', { text: 'Theo nghị quyết' }));
});

test('the limit of one case is not told as the normal time', () => {
  const procedure = madeUp({ term: { text: '15 ngày', basis: 'portal-case-limit' } });
  expect(timeLine(procedure, say)).toBe(say('procedure.time.caseLimit', { time: '15 ngày' }));
});

test('a time that one province cut for itself is not told elsewhere', () => {
  const procedure = madeUp({ term: { text: '3 ngày', basis: 'local-publication' } });
  expect(tellableTerm(procedure)).toBeNull();
  expect(timeLine(procedure, say)).toBe(say('procedure.time.unknown'));
  expect(JSON.stringify(presentSection(procedure, 'time', say))).not.toContain('3 ngày');
});

test("today's time comes before the one of the district era, and a page's time has its date", () => {
  const procedure = madeUp({ term: { text: '20 ngày', basis: 'page' }, termNow: { text: '15 ngày', basis: 'portal' } });
  expect(timeLine(procedure, say)).toBe('15 ngày');
  const old = madeUp({ term: { text: '20 ngày', basis: 'page' }, valuesAsOf: '2019' });
  expect(timeLine(old, say)).toBe(`20 ngày ${say('procedure.asOf', { date: '2019' })}`);
});

test('a number without a unit comes with its note', () => {
  const procedure = madeUp({ term: { text: '15', basis: 'portal', note: 'nguồn không ghi đơn vị' } });
  expect(presentSection(procedure, 'time', say)).toContainEqual({ kind: 'note', text: 'nguồn không ghi đơn vị' });
});

test('what no source says is said to be unknown', () => {
  const procedure = madeUp({});
  for (const section of ['documents', 'steps', 'forms', 'legal', 'eligibility', 'result'] as const) {
    expect(presentSection(procedure, section, say)).toEqual([{ kind: 'text', text: say(`procedure.unknown.${section}`) }]);
    expect(hasSection(procedure, section)).toBe(false);
  }
  expect(timeLine(procedure, say)).toBe(say('procedure.time.unknown'));
  expect(feeLine(procedure, say)).toBe(say('procedure.fee.unknown'));
});

test('papers of one case stand apart from what everybody brings, and remarks are no papers', () => {
  const paper = (name: string, more = {}) => ({ name, ...more });
  const papers = papersOf(
    madeUp({
      documents: [
        paper('Tờ khai', { originals: 1 }),
        paper('Trường hợp ủy quyền: giấy ủy quyền', { copies: 1 }),
        paper('Mang theo để đối chiếu'),
        paper('Nộp một trong các giấy trên', { group: 'Lưu ý', originals: 1 }),
      ],
    }),
  );
  expect(papers.always.map(({ name }) => name)).toEqual(['Tờ khai']);
  expect(papers.cases.map(({ name }) => name)).toEqual(['Trường hợp ủy quyền: giấy ủy quyền']);
  expect(papers.guidance).toBe(1);
});

test('where a source counts no papers, every line is one', () => {
  expect(papersOf(madeUp({ documents: [{ name: 'Đơn' }, { name: 'Ảnh' }] }))).toMatchObject({
    guidance: 0,
    always: [{ name: 'Đơn' }, { name: 'Ảnh' }],
  });
});

test('forms are what has a form, or is called one', () => {
  const documents = [{ name: 'Tờ khai đăng ký' }, { name: 'Ảnh 4x6' }, { name: 'Bản kê theo mẫu số 2' }, { name: 'Sổ', form: 'so.docx' }];
  expect(formsOf(madeUp({ documents })).map(({ name }) => name)).toEqual(['Tờ khai đăng ký', 'Bản kê theo mẫu số 2', 'Sổ']);
});

test('over the whole catalogue: whose fee is such a zero, its answers never say "Miễn phí"', () => {
  const zeros = all().filter((procedure) => (procedure.feeNow ?? procedure.fee)?.flag === 'portal-zero');
  expect(zeros.length).toBeGreaterThan(100);
  for (const locale of ['vi', 'en'] as const)
    for (const procedure of zeros)
      for (const section of ['overview', 'fee'] as const)
        expect(JSON.stringify(presentSection(procedure, section, sayIn(locale))), procedure.code).not.toMatch(/miễn phí|\b0 đồng|\bfree\b/i);
});

test('over the whole catalogue: what one province published for itself, and what arrived garbled, is never repeated', () => {
  const local = all().filter((procedure) => (procedure.termNow ?? procedure.term)?.basis === 'local-publication');
  expect(local.length).toBeGreaterThan(5);
  for (const procedure of local) expect(timeLine(procedure, say), procedure.code).toBe(say('procedure.time.unknown'));
});

test('over the whole catalogue: the limit of one case is marked so', () => {
  const limits = all().filter((procedure) => (procedure.termNow ?? procedure.term)?.basis === 'portal-case-limit');
  expect(limits.length).toBeGreaterThan(5);
  for (const procedure of limits) {
    const time = (procedure.termNow ?? procedure.term)?.text ?? '';
    expect(timeLine(procedure, say)).toBe(say('procedure.time.caseLimit', { time }));
    expect(timeLine(procedure, say).length).toBeGreaterThan(time.length);
  }
});
