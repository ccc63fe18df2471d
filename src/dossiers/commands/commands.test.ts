import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import { testDatabase } from '#tests/support/database.ts';
import { at, EVERYBODY, publishTestProcedure, RECEIPT, type TestDesk, testDesk } from '#tests/support/dossiers.ts';
import { standing } from '../dueTime.ts';
import { publishProcess } from '../processes.ts';
import { approveApology, proposeApology, rejectApology } from './apologies.ts';
import { pauseDossier, receivePayment, requestPayment, resumeDossier } from './clock.ts';
import { answerConsultation, startConsultation } from './consultations.ts';
import { addNote, collectResult, completeDossier, refuseDossier, stopDossier, withdrawDossier } from './decisions.ts';
import { confirmHandOver, confirmPaper, handOver, refuseHandOver, withdrawHandOver } from './handOvers.ts';
import { acceptDossier, receiveDossier, returnDossier } from './receiveDossier.ts';
import { acceptSupplement, requestSupplement } from './supplements.ts';

let database: OpenDatabase;
let desk: TestDesk;

beforeAll(async () => {
  database = await testDatabase();
  await publishTestProcedure(database, '9.000005');
  await publishTestProcedure(database, '9.000006', { text: 'theo mô tả' });
  await publishTestProcedure(database, '9.000007', { text: '15 giờ', value: 15, unit: 'workingHours' });
});
afterAll(() => database.close());
beforeEach(() => {
  desk = testDesk(database);
});

const receive = (more = {}) => receiveDossier(desk, EVERYBODY, { ...RECEIPT, ...more });
const refusedWith = (code: string) => expect.objectContaining({ name: 'AppError', code });
const history = async (id: number) =>
  (await database.prisma.dossierEvent.findMany({ where: { dossierId: id }, orderBy: { id: 'asc' } })).map(({ kind }) => kind);
const REFUSAL = { reason: 'Không đủ điều kiện', legalBasis: 'Điều 5' };

describe('reception', () => {
  test('gives code, register row, version of the procedure, token and due date, and tells of it', async () => {
    const dossier = await receive();
    expect(dossier).toMatchObject({ state: 'accepted', procedureVersion: 1, procedureName: 'Thủ tục thử nghiệm', registerYear: 2026, version: 1 });
    expect(dossier.code).toMatch(/^H26\.1-260309-\d{4}$/);
    expect(dossier.slipToken).toMatch(/^[\w-]{22}$/);
    expect(dossier.promisedDueAt).toEqual(at('03-16 17:00'));
    expect([dossier.originalDueAt, dossier.dueAt, dossier.computedDueAt]).toEqual(Array(3).fill(dossier.promisedDueAt));
    expect(desk.told).toMatchObject([{ kind: 'accepted', code: dossier.code, dueAt: at('03-16 17:00') }]);
    expect(await history(dossier.id)).toEqual(['submitted', 'accepted']);
    expect(await database.prisma.dossierApplicant.findUnique({ where: { dossierId: dossier.id } })).toMatchObject({ name: 'Nguyễn Văn Thử' });
  });

  test('waits where somebody must look first; the clock starts at acceptance', async () => {
    const waiting = await receiveDossier(desk, EVERYBODY, { ...RECEIPT, channel: 'online' }, 'wait');
    expect(waiting).toMatchObject({ state: 'submitted', dueAt: null, registerNumber: null });
    desk.set('03-10 09:00');
    const accepted = await acceptDossier(desk, EVERYBODY, waiting);
    expect(accepted).toMatchObject({ state: 'accepted', dueAt: at('03-17 17:00'), registerYear: 2026 });
  });

  test('an incomplete one is asked for everything at once; complete, it is accepted and its clock starts', async () => {
    const items = [{ name: 'Giấy chứng sinh', originals: 1 }];
    const asked = await receiveDossier(desk, EVERYBODY, RECEIPT, { items, reason: 'Thiếu giấy chứng sinh' });
    expect(asked).toMatchObject({ state: 'supplementRequested', dueAt: null, supplementCount: 1 });
    desk.set('03-11 10:00');
    const accepted = await acceptSupplement(desk, EVERYBODY, asked);
    expect(accepted).toMatchObject({ state: 'accepted', dueAt: at('03-18 17:00') });
    expect(await history(asked.id)).toEqual(['submitted', 'supplementRequested', 'supplementAccepted', 'accepted']);
    expect(await database.prisma.dossierSupplement.count({ where: { dossierId: asked.id, completedAt: null } })).toBe(0);
  });

  test('is not refused without a reason and its legal basis', async () => {
    const waiting = await receiveDossier(desk, EVERYBODY, RECEIPT, 'wait');
    await expect(returnDossier(desk, EVERYBODY, waiting, { reason: '  ', legalBasis: 'Điều 5' })).rejects.toEqual(
      refusedWith('dossierReasonMissing'),
    );
    await expect(returnDossier(desk, EVERYBODY, waiting, { ...REFUSAL, legalBasis: '' })).rejects.toEqual(refusedWith('dossierLegalBasisMissing'));
    expect(await returnDossier(desk, EVERYBODY, waiting, REFUSAL)).toMatchObject({ state: 'rejected', closedAt: at('03-09 09:15') });
  });

  test('a term in words, and one that is surely a typing error, need the date of the officer', async () => {
    await expect(receive({ procedureCode: '9.000006' })).rejects.toEqual(refusedWith('dossierDueMissing'));
    await expect(receive({ procedureCode: '9.000007' })).rejects.toEqual(refusedWith('dossierTermUnsure'));
    await expect(receive({ procedureCode: '9.000006', typedDueAt: at('03-08 17:00') })).rejects.toEqual(refusedWith('dossierDueBeforeReceipt'));
    expect(await receive({ procedureCode: '9.000006', typedDueAt: at('03-20 17:00') })).toMatchObject({
      dueBasis: 'typed',
      dueAt: at('03-20 17:00'),
    });
  });

  test('what was written down wrongly is refused with the name of the field', async () => {
    await expect(receive({ applicant: { email: 'not an address' } })).rejects.toMatchObject({
      code: 'dossierInputInvalid',
      params: { field: 'email' },
    });
    await expect(receive({ setCount: 0 })).rejects.toMatchObject({ code: 'dossierInputInvalid', params: { field: 'setCount' } });
  });

  test('codes begin with the organisation code that the directory gives, and are not made up without one', async () => {
    await expect(receive({ organisation: undefined })).rejects.toEqual(refusedWith('dossierAgencyCodeMissing'));
    const agency = { id: 'uy-ban', name: 'Ủy ban', codes: [{ value: '000.00.09.H98', validTo: '2026-02-28' }, { value: 'H98.9' }] };
    const unit = { id: 'mot-cua-xa', name: 'Một cửa', partOf: 'uy-ban' };
    await database.prisma.agency.createMany({ data: [agency, unit].map((content) => ({ id: content.id, content, origin: 'admin' })) });
    expect((await receive({ organisation: undefined, agencyId: 'mot-cua-xa' })).code).toBe('H98.9-260309-0001');
  });

  test('an unknown procedure, a time ahead and somebody without the permission are refused', async () => {
    await expect(receive({ procedureCode: '1.999999' })).rejects.toEqual(refusedWith('dossierProcedureUnknown'));
    await expect(receiveDossier(desk, EVERYBODY, RECEIPT, 'accept', at('03-09 10:00'))).rejects.toEqual(refusedWith('dossierTimeAhead'));
    await expect(receiveDossier(desk, { actor: 'person:x', may: () => false }, RECEIPT)).rejects.toEqual(refusedWith('dossierNotAllowed'));
  });
});

describe('the clock', () => {
  test('a pause keeps what was left, and its promise moves with a line that says so', async () => {
    const dossier = await receive();
    desk.set('03-11 10:00');
    await pauseDossier(desk, EVERYBODY, dossier, { reason: 'Niêm yết', legalBasis: 'Điều 8', expectedEnd: at('03-18 17:00') });
    desk.set('03-18 09:00');
    const resumed = await resumeDossier(desk, EVERYBODY, { code: dossier.code });
    // Two of five working days were used.
    expect(resumed).toMatchObject({ dueAt: at('03-23 17:00'), promisedDueAt: at('03-23 17:00'), originalDueAt: at('03-16 17:00'), pausedAt: null });
    const line = await database.prisma.dossierEvent.findFirst({ where: { dossierId: dossier.id, kind: 'resumed' } });
    expect(line?.data).toMatchObject({ previousPromise: at('03-16 17:00').toISOString(), promisedDueAt: at('03-23 17:00').toISOString() });
    expect(desk.told.at(-1)).toMatchObject({ kind: 'resumed', dueAt: at('03-23 17:00'), previousDueAt: at('03-16 17:00') });
  });

  test('a supplement begins the term again from the complete dossier', async () => {
    const dossier = await receive();
    desk.set('03-11 10:00');
    const asked = await requestSupplement(desk, EVERYBODY, dossier, { items: [{ name: 'Bản sao' }], reason: 'Thiếu' });
    expect(asked).toMatchObject({ state: 'supplementRequested', pausedAt: at('03-11 10:00') });
    desk.set('03-17 09:00');
    expect(await acceptSupplement(desk, EVERYBODY, asked)).toMatchObject({
      state: 'processing',
      dueAt: at('03-24 17:00'),
      originalDueAt: at('03-16 17:00'),
    });
  });

  test('asked for when already late, it does not hide the delay', async () => {
    const dossier = await receive();
    desk.set('03-18 10:00');
    const asked = await requestSupplement(desk, EVERYBODY, dossier, { items: [{ name: 'Bản sao' }], reason: 'Thiếu' });
    expect(standing(asked, at('03-19 10:00'))).toBe('overdue');
    desk.set('03-20 09:00');
    const back = await acceptSupplement(desk, EVERYBODY, asked);
    expect(back.dueAt).toEqual(at('03-16 17:00'));
    expect(await database.prisma.dossierSupplement.findFirst({ where: { dossierId: dossier.id } })).toMatchObject({ late: true });
  });

  test('a payment stops the clock only on a legal basis', async () => {
    const [counted, not] = [await receive(), await receive()];
    desk.set('03-10 10:00');
    await requestPayment(desk, EVERYBODY, counted, { reason: 'Lệ phí' });
    await requestPayment(desk, EVERYBODY, not, { reason: 'Nghĩa vụ tài chính', legalBasis: 'Điều 60' });
    desk.set('03-12 10:00');
    expect((await receivePayment(desk, EVERYBODY, { code: counted.code })).dueAt).toEqual(at('03-16 17:00'));
    expect((await receivePayment(desk, EVERYBODY, { code: not.code })).dueAt).toEqual(at('03-18 17:00'));
  });

  test('what rests on an earlier step cannot be dated before it', async () => {
    const dossier = await receive();
    desk.set('03-11 10:00');
    await expect(completeDossier(desk, EVERYBODY, dossier, { at: at('03-09 08:00') })).rejects.toEqual(refusedWith('dossierTimeBackwards'));
    await expect(completeDossier(desk, EVERYBODY, dossier, { at: at('03-12 08:00') })).rejects.toEqual(refusedWith('dossierTimeAhead'));
  });
});

describe('an apology with a new date', () => {
  test('is drafted, approved once, and never a second time', async () => {
    const dossier = await receive();
    desk.set('03-13 10:00');
    const given = { reason: 'Chờ ý kiến', newDueAt: at('03-20 17:00') };
    const proposed = await proposeApology(desk, EVERYBODY, dossier, given);
    expect(proposed.dueAt).toEqual(at('03-16 17:00'));
    await expect(proposeApology(desk, EVERYBODY, proposed, given)).rejects.toEqual(refusedWith('dossierApologyPending'));
    const approved = await approveApology(desk, EVERYBODY, proposed);
    expect(approved).toMatchObject({ dueAt: at('03-20 17:00'), originalDueAt: at('03-16 17:00'), dueBasis: 'appointment', reappointments: 1 });
    expect(desk.told.at(-1)).toMatchObject({
      kind: 'apologised',
      originalDueAt: at('03-16 17:00'),
      newDueAt: at('03-20 17:00'),
      reason: 'Chờ ý kiến',
    });
    await expect(proposeApology(desk, EVERYBODY, approved, { reason: 'Nữa', newDueAt: at('03-25 17:00') })).rejects.toEqual(
      refusedWith('dossierReappointmentUsed'),
    );
    expect(await database.prisma.dossierApology.findFirst({ where: { dossierId: dossier.id } })).toMatchObject({ state: 'approved', late: false });
  });

  test('on the due date is late, and says so', async () => {
    const dossier = await receive();
    desk.set('03-16 08:00');
    await proposeApology(desk, EVERYBODY, dossier, { reason: 'Chậm', newDueAt: at('03-20 17:00') });
    expect(await database.prisma.dossierApology.findFirst({ where: { dossierId: dossier.id } })).toMatchObject({ late: true });
  });

  test('is not for a day off or an earlier day, and may be sent back', async () => {
    const dossier = await receive();
    await expect(proposeApology(desk, EVERYBODY, dossier, { reason: 'x', newDueAt: at('03-21 17:00') })).rejects.toEqual(
      refusedWith('dossierNewDateDayOff'),
    );
    await expect(proposeApology(desk, EVERYBODY, dossier, { reason: 'x', newDueAt: at('03-13 17:00') })).rejects.toEqual(
      refusedWith('dossierNewDateNotLater'),
    );
    await expect(approveApology(desk, EVERYBODY, dossier)).rejects.toEqual(refusedWith('dossierApologyNone'));
    const proposed = await proposeApology(desk, EVERYBODY, dossier, { reason: 'x', newDueAt: at('03-20 17:00') });
    const back = await rejectApology(desk, EVERYBODY, proposed, { reason: 'Làm kịp' });
    expect(back.dueAt).toEqual(at('03-16 17:00'));
    await proposeApology(desk, EVERYBODY, back, { reason: 'y', newDueAt: at('03-20 17:00') });
  });
});

describe('hand-overs', () => {
  test('leave exactly one unit responsible at any moment, on two tracks', async () => {
    await publishProcess(desk, EVERYBODY, {
      procedureCode: '9.000005',
      agencyId: 'xa',
      unitId: 'mot-cua',
      reason: 'Ban hành',
      steps: [{ key: 'tham-dinh', name: 'Thẩm định', unitId: 'tu-phap', termValue: 2, termUnit: 'workingDays' }],
    });
    const dossier = await receive();
    expect(dossier.processVersion).toBe(1);
    desk.set('03-09 15:30');
    const offered = await handOver(desk, EVERYBODY, dossier, { toUnitId: 'tu-phap', step: 'tham-dinh' });
    expect(offered).toMatchObject({ unitId: 'mot-cua', state: 'accepted' });
    const row = await database.prisma.dossierHandOver.findFirst({ where: { dossierId: dossier.id } });
    // After 15:00: the papers follow at the start of the next working day.
    expect(row).toMatchObject({ dueAt: at('03-11 17:00'), paperDueAt: at('03-10 07:30'), processVersion: 1 });
    await expect(handOver(desk, EVERYBODY, offered, { toUnitId: 'dia-chinh' })).rejects.toEqual(refusedWith('dossierHandOverPending'));
    const taken = await confirmHandOver(desk, EVERYBODY, offered, {});
    expect(taken).toMatchObject({ unitId: 'tu-phap', state: 'processing' });
    expect(desk.told.at(-1)).toMatchObject({ kind: 'handedOver', electronic: true, paper: false });
    const paper = await confirmPaper(desk, EVERYBODY, taken);
    await expect(confirmPaper(desk, EVERYBODY, paper)).rejects.toEqual(refusedWith('dossierPaperNone'));
  });

  test('are refused only with a reason, and then nothing has moved', async () => {
    const dossier = await receive();
    const offered = await handOver(desk, EVERYBODY, dossier, { toUnitId: 'tu-phap' });
    await expect(refuseHandOver(desk, EVERYBODY, offered, { reason: '' })).rejects.toEqual(refusedWith('dossierReasonMissing'));
    expect(await refuseHandOver(desk, EVERYBODY, offered, { reason: 'Không thuộc lĩnh vực' })).toMatchObject({ unitId: 'mot-cua' });
    await expect(confirmHandOver(desk, EVERYBODY, { code: dossier.code })).rejects.toEqual(refusedWith('dossierHandOverNone'));
  });

  test('are taken back by the giving unit while nobody confirmed, with a reason, and can then go to the right one', async () => {
    const dossier = await receive();
    await handOver(desk, EVERYBODY, dossier, { toUnitId: 'tu-phap' });
    const [giving, receiving] = ['mot-cua', 'tu-phap'].map((unit) => ({
      actor: `person:${unit}`,
      may: (_: unknown, place: { unitId: string }) => place.unitId === unit,
    }));
    const code = { code: dossier.code };
    await expect(withdrawHandOver(desk, receiving!, code, { reason: 'Nhầm' })).rejects.toEqual(refusedWith('dossierNotAllowed'));
    await expect(withdrawHandOver(desk, giving!, code, { reason: ' ' })).rejects.toEqual(refusedWith('dossierReasonMissing'));
    expect(await withdrawHandOver(desk, giving!, code, { reason: 'Chuyển nhầm đơn vị' })).toMatchObject({ unitId: 'mot-cua' });
    expect(desk.told.at(-1)).toMatchObject({ kind: 'handOverWithdrawn', toUnitId: 'tu-phap', reason: 'Chuyển nhầm đơn vị' });
    await expect(confirmHandOver(desk, receiving!, code)).rejects.toEqual(refusedWith('dossierHandOverNone'));
    await handOver(desk, giving!, code, { toUnitId: 'dia-chinh' });
    expect(await confirmHandOver(desk, EVERYBODY, code)).toMatchObject({ unitId: 'dia-chinh' });
    await expect(withdrawHandOver(desk, EVERYBODY, code, { reason: 'Muộn' })).rejects.toEqual(refusedWith('dossierHandOverNone'));
  });

  test('are confirmed by the receiving unit, not by the giving one', async () => {
    const dossier = await receive();
    await handOver(desk, EVERYBODY, dossier, { toUnitId: 'tu-phap' });
    const giving = { actor: 'person:g', may: (_: unknown, place: { unitId: string }) => place.unitId === 'mot-cua' };
    await expect(confirmHandOver(desk, giving, { code: dossier.code })).rejects.toEqual(refusedWith('dossierNotAllowed'));
  });
});

test('a consultation has a term of its own and responsibility stays', async () => {
  const dossier = await receive();
  const asked = await startConsultation(desk, EVERYBODY, dossier, {
    askedOf: 'cong-an',
    question: 'Cư trú?',
    term: { value: 2, unit: 'workingDays' },
  });
  expect(asked.unitId).toBe('mot-cua');
  const row = await database.prisma.dossierConsultation.findFirstOrThrow({ where: { dossierId: dossier.id } });
  expect(row.dueAt).toEqual(at('03-11 17:00'));
  desk.set('03-13 09:00');
  await answerConsultation(desk, EVERYBODY, asked, { consultationId: row.id, answer: 'Có' });
  expect(desk.told.at(-1)).toMatchObject({ kind: 'consultationAnswered', late: true });
});

describe('decisions', () => {
  test('granted, told as ready, collected', async () => {
    const dossier = await receive();
    desk.set('03-16 17:30');
    const resolved = await completeDossier(desk, EVERYBODY, dossier);
    expect(standing(resolved, at('04-01 08:00'))).toBe('onTime');
    expect(desk.told.at(-1)).toMatchObject({ kind: 'ready', early: false });
    expect(await collectResult(desk, EVERYBODY, resolved)).toMatchObject({ state: 'returned', returnedAt: at('03-16 17:30') });
    expect(desk.told.at(-1)).toMatchObject({ kind: 'returned' });
    await expect(completeDossier(desk, EVERYBODY, { code: dossier.code })).rejects.toEqual(refusedWith('dossierClosed'));
  });

  test('refused only with a reason and its legal basis', async () => {
    const dossier = await receive();
    await expect(refuseDossier(desk, EVERYBODY, dossier, { reason: '', legalBasis: '' })).rejects.toEqual(refusedWith('dossierReasonMissing'));
    expect(await refuseDossier(desk, EVERYBODY, dossier, REFUSAL)).toMatchObject({ state: 'resolved', outcome: 'refused' });
  });

  test('withdrawn or stopped, nothing is left waiting', async () => {
    const [one, two] = [await receive(), await receive()];
    await handOver(desk, EVERYBODY, one, { toUnitId: 'tu-phap' });
    expect(await withdrawDossier(desk, EVERYBODY, { code: one.code }, { reason: 'Theo đơn' })).toMatchObject({ state: 'withdrawn' });
    expect(await database.prisma.dossierHandOver.count({ where: { dossierId: one.id, finishedAt: null } })).toBe(0);
    await expect(stopDossier(desk, EVERYBODY, two, REFUSAL)).rejects.toEqual(refusedWith('dossierNotPaused'));
    await requestSupplement(desk, EVERYBODY, two, { items: [{ name: 'Bản sao' }], reason: 'Thiếu' });
    expect(await stopDossier(desk, EVERYBODY, { code: two.code }, REFUSAL)).toMatchObject({ state: 'stopped', pausedAt: null });
  });
});

describe('two officers at once', () => {
  test('the second, who saw the older version, is told so', async () => {
    const dossier = await receive();
    await completeDossier(desk, EVERYBODY, dossier);
    await expect(refuseDossier(desk, EVERYBODY, dossier, REFUSAL)).rejects.toEqual(refusedWith('dossierChanged'));
  });

  test('in the same moment exactly one of them acts', async () => {
    const dossier = await receive();
    const results = await Promise.allSettled([
      completeDossier(desk, EVERYBODY, dossier),
      refuseDossier(desk, EVERYBODY, dossier, REFUSAL),
      withdrawDossier(desk, EVERYBODY, dossier, { reason: 'Rút' }),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await history(dossier.id)).toHaveLength(3);
  });

  test('a note disturbs nobody', async () => {
    const dossier = await receive();
    await addNote(desk, EVERYBODY, dossier, { reason: 'Đã gọi điện' });
    expect(await completeDossier(desk, EVERYBODY, dossier)).toMatchObject({ state: 'resolved' });
  });
});

test('codes given at the same time differ and leave no gap', async () => {
  desk.set('03-12 09:00');
  const dossiers = await Promise.all(Array.from({ length: 24 }, () => receive({ organisation: '000.00.01.H26' })));
  const serials = dossiers.map(({ code }) => Number(code.split('-')[2])).sort((a, b) => a - b);
  expect(serials).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
  expect(new Set(dossiers.map(({ registerNumber }) => registerNumber)).size).toBe(24);
});

test('a code that an import brought is passed over', async () => {
  desk.set('03-13 09:00');
  const first = await receive();
  const { id: _, slipToken: __, registerNumber: ___, ...copy } = first;
  await database.prisma.dossier.create({ data: { ...copy, code: 'H26.1-260313-0002', source: 'mirrored' } as never });
  expect((await receive()).code).toBe('H26.1-260313-0003');
});

test('a mirrored dossier takes notes and an apology, and nothing that the one-stop software decides', async () => {
  const dossier = await receive();
  const mirror = { source: 'mirrored', dueBasis: 'imported' };
  await database.prisma.dossier.update({ where: { id: dossier.id }, data: mirror });
  await expect(completeDossier(desk, EVERYBODY, dossier)).rejects.toEqual(refusedWith('dossierMirrored'));
  await addNote(desk, EVERYBODY, dossier, { reason: 'Nhắc đơn vị' });
  const proposed = await proposeApology(desk, EVERYBODY, dossier, { reason: 'Chậm', newDueAt: at('03-20 17:00') });
  const approved = await approveApology(desk, EVERYBODY, proposed);
  // What the citizen was told moves; what the software says stays until it says otherwise.
  expect(approved).toMatchObject({ promisedDueAt: at('03-20 17:00'), dueAt: at('03-16 17:00') });
});

describe('the database itself refuses', () => {
  test('a return without a reason, and a changed history', async () => {
    const dossier = await receive();
    const line = { dossierId: dossier.id, kind: 'rejected', at: at('03-09 09:15'), recordedAt: at('03-09 09:15'), actor: 'x', toState: 'rejected' };
    await expect(database.prisma.dossierEvent.create({ data: line })).rejects.toThrow();
    await expect(database.prisma.dossierEvent.create({ data: { ...line, reason: ' ' } })).rejects.toThrow();
    await expect(database.pool.query('UPDATE dossier_event SET actor = actor')).rejects.toThrow('append-only');
    await expect(database.pool.query('DELETE FROM dossier_event')).rejects.toThrow('append-only');
  });
});
