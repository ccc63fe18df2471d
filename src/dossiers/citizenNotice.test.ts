import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import { LOCALES, sayIn } from '#src/platform/texts.ts';
import { renderPlain } from '#src/text/plain.ts';
import { testDatabase } from '#tests/support/database.ts';
import { at, EVERYBODY, publishTestProcedure, RECEIPT, type TestDesk, testDesk } from '#tests/support/dossiers.ts';
import { citizenNotice } from './citizenNotice.ts';
import { linkChat } from './commands/chats.ts';
import { completeDossier } from './commands/decisions.ts';
import { receiveDossier } from './commands/receiveDossier.ts';
import type { DossierEvent, DossierEventBody } from './events.ts';
import { FOR_CITIZENS } from './events.ts';
import { tellCitizens } from './tellCitizens.ts';

const about = (body: DossierEventBody): DossierEvent => ({
  dossierId: 1,
  code: 'H26.1-260309-0001',
  procedureName: 'Khai sinh',
  at: at('03-09 09:00'),
  ...body,
});
const read = (body: DossierEventBody, locale: 'vi' | 'en' = 'vi') => renderPlain(citizenNotice(about(body), sayIn(locale))!, '');

const BODIES: DossierEventBody[] = [
  { kind: 'accepted', dueAt: at('03-16 17:00'), provisional: true, slipToken: null },
  { kind: 'rejected', reason: 'Sai thẩm quyền', legalBasis: 'Điều 5' },
  {
    kind: 'supplementRequested',
    number: 1,
    items: [{ name: 'Bản sao', copies: 1, note: 'bản cũ mờ' }],
    reason: 'Thiếu',
    guidance: 'Nộp tại quầy 2.',
    deadline: at('03-20 17:00'),
  },
  { kind: 'supplementAccepted', dueAt: at('03-24 17:00'), previousDueAt: at('03-16 17:00') },
  { kind: 'paymentRequested', reason: 'Lệ phí' },
  { kind: 'paused', reason: 'Niêm yết', legalBasis: 'Điều 8', expectedEnd: at('03-18 17:00') },
  { kind: 'resumed', dueAt: at('03-16 17:00'), previousDueAt: at('03-16 17:00') },
  { kind: 'apologised', originalDueAt: at('03-16 17:00'), newDueAt: at('03-20 17:00'), reason: 'Chờ ý kiến', unitId: 'a' },
  { kind: 'ready', returnChannel: 'oneStop', early: true },
  { kind: 'refused', reason: 'Không đủ điều kiện', legalBasis: 'Điều 5', returnChannel: 'postal' },
  { kind: 'withdrawn', reason: 'Theo đơn' },
  { kind: 'stopped', reason: 'Quá hạn bổ sung', legalBasis: 'Điều 9' },
  { kind: 'returned', returnChannel: 'oneStop' },
  { kind: 'corrected', reason: 'Sai ngày sinh' },
];

describe('what a citizen is told', () => {
  test('has words for every event that concerns them, in every language', () => {
    expect(BODIES.map(({ kind }) => kind).sort()).toEqual([...FOR_CITIZENS].sort());
    for (const locale of LOCALES) for (const body of BODIES) expect(read(body, locale)).not.toMatch(/dossier\.notice|\{\{|undefined|null/);
  });

  test('a request names everything that is missing, why, and until when', () => {
    const text = read(BODIES[2]!);
    for (const part of ['H26.1-260309-0001', 'Thiếu.', 'Bản sao (1 bản sao; bản cũ mờ)', 'quầy 2', '20/03/2026']) expect(text).toContain(part);
  });

  test('an apology names the old date, the new one and the reason', () => {
    expect(read(BODIES[7]!)).toMatch(/xin lỗi[\s\S]*16\/03\/2026 17:00[\s\S]*Chờ ý kiến\.[\s\S]*20\/03\/2026 17:00/);
  });

  test('says nothing of what concerns officials alone', () => {
    const event = about({ kind: 'handOverOffered', fromUnitId: 'a', toUnitId: 'b', toOfficerId: null, dueAt: null });
    expect(citizenNotice(event, sayIn('vi'))).toBeNull();
  });
});

describe('a chat that follows a dossier', () => {
  let database: OpenDatabase;
  let desk: TestDesk;
  beforeAll(async () => {
    database = await testDatabase();
    await publishTestProcedure(database, '9.000005');
    desk = testDesk(database);
    desk.tell = async (tx, events) => void (await tellCitizens(tx, events, desk.clock.now(), undefined, 'https://motcua.xa.example'));
  });
  afterAll(() => database.close());

  test('is told in the transaction of the change, once', async () => {
    const dossier = await receiveDossier(desk, EVERYBODY, RECEIPT);
    const [chat, from] = [
      { channel: 'telegram', conversationId: '7' },
      { now: desk.clock.now(), asker: {}, log: { warn: () => {} } as never },
    ];
    await database.prisma.$transaction((tx) => linkChat(tx, chat, { token: dossier.slipToken! }, from));
    await completeDossier(desk, EVERYBODY, dossier);
    const rows = await database.prisma.outbox.findMany();
    expect(rows).toMatchObject([{ channel: 'telegram', chat: '7', kind: 'notice', subject: `dossier:${dossier.code}` }]);
    expect(JSON.stringify(rows[0]!.context)).toContain('dossier.ready');
    const accepted = about({
      kind: 'apologised',
      originalDueAt: desk.clock.now(),
      newDueAt: desk.clock.now(),
      reason: 'mưa bão',
      unitId: 'one-stop',
    });
    await database.prisma.$transaction((tx) => desk.tell(tx, [{ ...accepted, dossierId: dossier.id, at: desk.clock.now() }]));
    const [, withPaper] = await database.prisma.outbox.findMany({ orderBy: { id: 'asc' } });
    expect(JSON.stringify(withPaper!.reply)).toContain(`https://motcua.xa.example/ho-so?k=${dossier.slipToken}`);
    expect(JSON.stringify(rows[0]!.reply)).not.toContain('/ho-so?k=');
    const again = about({ kind: 'ready', returnChannel: 'oneStop', early: true });
    expect(
      await database.prisma.$transaction((tx) => tellCitizens(tx, [{ ...again, dossierId: dossier.id, at: desk.clock.now() }], desk.clock.now())),
    ).toBe(0);
  });
});
