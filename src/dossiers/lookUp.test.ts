import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import { testDatabase } from '#tests/support/database.ts';
import { at, EVERYBODY, publishTestProcedure, RECEIPT, type TestDesk, testDesk } from '#tests/support/dossiers.ts';
import { issueOneTimeCode, linkChat, renewSlipToken, unlinkChat } from './commands/chats.ts';
import { refuseDossier } from './commands/decisions.ts';
import { receiveDossier } from './commands/receiveDossier.ts';
import { requestSupplement } from './commands/supplements.ts';
import { forgetAskers, pauseAfter } from './guard.ts';
import { type LookUp, linkedDossiers, lookUp, type Proof } from './lookUp.ts';
import type { Dossier } from './model.ts';

let database: OpenDatabase;
let desk: TestDesk;
let dossier: Dossier;
let logged: string[] = [];
const log = { warn: (...parts: unknown[]) => void logged.push(JSON.stringify(parts)) };
let asker = 0;

beforeAll(async () => {
  database = await testDatabase();
  await publishTestProcedure(database, '9.000005');
});
afterAll(() => database.close());
beforeEach(async () => {
  desk = testDesk(database);
  dossier = await receiveDossier(desk, EVERYBODY, RECEIPT);
  logged = [];
  asker++;
});

const from = (chat = `web:${asker}`) => ({ now: desk.clock.now(), asker: { chat }, log: log as never });
const ask = (proof: Proof): Promise<LookUp> => lookUp(database.prisma, proof, from());

describe('a look-up', () => {
  test('by the code alone, in any sentence, shows only the code and how far it is', async () => {
    const found = await ask({ code: `cho tôi hỏi ${dossier.code.toLowerCase()} tới đâu rồi` });
    expect(found).toEqual({ found: 'degree', view: { code: dossier.code, degree: 'inProgress' } });
  });

  test('with the token of the slip shows the dossier, and no name or phone', async () => {
    const found = await ask({ token: dossier.slipToken! });
    expect(found).toMatchObject({ found: 'details', by: 'token', view: { promisedDueAt: at('03-16 17:00'), unitId: 'mot-cua', overdue: false } });
    expect(JSON.stringify(found)).not.toMatch(/Nguyễn|0900000000/);
  });

  test('says the same of what does not exist and of what may not be seen', async () => {
    const answers = [
      await ask({ code: 'H26.1-260309-9999' }),
      await ask({ code: dossier.code, token: 'wrong' }),
      await ask({ code: dossier.code, oneTimeCode: '00000000' }),
      await ask({ code: 'không phải mã' }),
      await ask({ code: 'H26.1-260309-9998', token: dossier.slipToken! }),
    ];
    for (const answer of answers) expect(answer).toEqual({ found: 'none' });
  });

  test('shows what is missing, and why it was refused', async () => {
    const items = [{ name: 'Bản sao', copies: 1 }];
    await requestSupplement(desk, EVERYBODY, dossier, { items, reason: 'Thiếu', guidance: 'Nộp tại quầy 2' });
    expect(await ask({ token: dossier.slipToken! })).toMatchObject({
      view: { degree: 'waitingForYou', supplement: { items, reason: 'Thiếu' }, paused: null },
    });
    const other = await receiveDossier(desk, EVERYBODY, RECEIPT);
    await refuseDossier(desk, EVERYBODY, other, { reason: 'Không đủ điều kiện', legalBasis: 'Điều 5' });
    expect(await ask({ token: other.slipToken! })).toMatchObject({
      view: { degree: 'ready', outcome: 'refused', ending: { reason: 'Không đủ điều kiện', legalBasis: 'Điều 5' } },
    });
  });

  test('a lost slip gets a new token, and the old one leads nowhere', async () => {
    await renewSlipToken(desk, EVERYBODY, dossier);
    expect(await ask({ token: dossier.slipToken! })).toEqual({ found: 'none' });
  });
});

describe('a one-time code', () => {
  test('shows the dossier once', async () => {
    const { code } = await issueOneTimeCode(desk, EVERYBODY, dossier);
    expect(await ask({ code: dossier.code, oneTimeCode: code })).toMatchObject({ found: 'details', by: 'code' });
    expect(await ask({ code: dossier.code, oneTimeCode: code })).toEqual({ found: 'none' });
  });

  test('is over after a day, and belongs to one dossier', async () => {
    const { code } = await issueOneTimeCode(desk, EVERYBODY, dossier);
    const other = await receiveDossier(desk, EVERYBODY, RECEIPT);
    expect(await ask({ code: other.code, oneTimeCode: code })).toEqual({ found: 'none' });
    desk.set('03-10 09:16');
    expect(await ask({ code: dossier.code, oneTimeCode: code })).toEqual({ found: 'none' });
  });
});

describe('a chat', () => {
  const chat = { channel: 'telegram', conversationId: '42' };
  const link = (proof: Proof) => database.prisma.$transaction((tx) => linkChat(tx, chat, proof, from()));

  test('is linked by the token alone, sees the details from then on, and can be unlinked', async () => {
    expect(await link({ code: dossier.code })).toMatchObject({ found: 'degree' });
    expect(await link({ token: dossier.slipToken! })).toMatchObject({ found: 'details' });
    await link({ token: dossier.slipToken! });
    expect(await ask({ code: dossier.code, chat })).toMatchObject({ found: 'details', by: 'chat' });
    expect((await linkedDossiers(database.prisma, chat)).map(({ code }) => code)).toEqual([dossier.code]);
    await unlinkChat(database.prisma, chat, dossier.code, desk.clock.now());
    expect(await ask({ code: dossier.code, chat })).toMatchObject({ found: 'degree' });
    await expect(unlinkChat(database.prisma, chat, dossier.code, desk.clock.now())).rejects.toMatchObject({ code: 'dossierChatNotLinked' });
  });

  test('leaves a line of history without saying which chat', async () => {
    await link({ token: dossier.slipToken! });
    const lines = await database.prisma.dossierEvent.findMany({ where: { dossierId: dossier.id, kind: 'chatLinked' } });
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines, (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toMatch(/telegram/);
  });
});

describe('guessing', () => {
  test('1,000 wrong codes reveal nothing and are slowed down more and more; the log says so without the codes', async () => {
    const answers: Record<string, number> = {};
    for (let guess = 0; guess < 1000; guess++) {
      // A guess each second: what a patient program would do.
      const now = new Date(at('03-09 10:00').getTime() + guess * 1000);
      const code = `H26.1-260309-${String(9999 - guess).padStart(5, '0')}`;
      const answer = await lookUp(database.prisma, { code }, { now, asker: { chat: 'zalo:guesser' }, log: log as never });
      answers[answer.found] = (answers[answer.found] ?? 0) + 1;
    }
    expect(Object.keys(answers).sort()).toEqual(['none', 'slowed']);
    expect(answers['none']).toBeLessThan(15);
    expect(logged.length).toBeGreaterThan(3);
    expect(logged.join()).not.toMatch(/H26|guesser/);
  });

  test('whoever is slowed down gets no answer to a right code either', async () => {
    const slow = { now: at('03-09 10:00'), asker: { address: '203.0.113.9' }, log: log as never };
    for (let guess = 0; guess < 21; guess++) await lookUp(database.prisma, { code: 'H26.1-260309-9999' }, slow);
    expect(await lookUp(database.prisma, { code: dossier.code }, slow)).toMatchObject({ found: 'slowed', until: expect.any(Date) });
    expect(await lookUp(database.prisma, { code: dossier.code }, { ...slow, now: at('03-09 10:01') })).toMatchObject({ found: 'degree' });
  });

  test('neither chat nor address is kept, and a quiet day forgets', async () => {
    await lookUp(database.prisma, { code: 'H26.1-260309-9999' }, from('telegram:12345'));
    const rows = await database.prisma.dossierLookupGuard.findMany();
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toMatch(/12345|203\.0/);
    await forgetAskers(database.prisma, at('03-15 09:00'));
    expect(await database.prisma.dossierLookupGuard.count()).toBe(0);
  });

  test('waiting grows from ten seconds to an hour and no further', () => {
    expect([5, 6, 7, 8].map((wrong) => pauseAfter(wrong, 5))).toEqual([0, 10_000, 20_000, 40_000]);
    expect(pauseAfter(1000, 5)).toBe(3_600_000);
  });
});
