import { afterAll, beforeAll, expect, test } from 'vitest';
import { tellCitizens } from '#src/dossiers/tellCitizens.ts';
import { fixedClock } from '#src/platform/clock.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { createLog } from '#src/platform/log.ts';
import { createMetrics } from '#src/platform/metrics.ts';
import { renderPlain } from '#src/text/plain.ts';
import { realAssistant } from '#tests/support/assistant.ts';
import { collect } from '#tests/support/collect.ts';
import { testDatabase } from '#tests/support/database.ts';
import { createExchange, type Exchange } from './exchange.ts';
import { turnsOf } from './turn.ts';

let database: OpenDatabase;
let exchange: Exchange;
const clock = fixedClock(new Date('2026-11-23T09:00:00+07:00'));
const logged = collect();
const TOKEN = 'slip-token-0123456789ab';
const CODE = 'H26.1-261116-0007';
let dossierId: number;

const ask = async (text: string, conversation = 'c1') =>
  (await exchange({ channel: 'web', conversation, id: null, text, locale: 'vi' })).map((reply) => renderPlain(reply, 'Nguồn')).join('\n');

beforeAll(async () => {
  database = await testDatabase();
  const log = createLog('info', logged.stream);
  exchange = createExchange({
    database: database.prisma,
    clock,
    metrics: createMetrics(),
    takeTurn: turnsOf({ current: realAssistant, clock, log }),
  });
  const at = new Date('2026-11-16T09:00:00+07:00');
  const due = new Date('2026-11-23T17:00:00+07:00');
  const who = { agencyId: 'x', unitId: 'x', procedureCode: '1.001193', procedureName: 'Đăng ký khai sinh', field: 'Hộ tịch', channel: 'direct' };
  const when = { submittedAt: at, acceptedAt: at, lastEventAt: at, promisedDueAt: due, originalDueAt: due, dueAt: due };
  const dossier = await database.prisma.dossier.create({ data: { ...who, ...when, code: CODE, slipToken: TOKEN, state: 'processing' } });
  dossierId = dossier.id;
});
afterAll(() => database.close());

test('the code in any sentence shows how far it is, and nothing more', async () => {
  const answer = await ask(`cho hỏi hồ sơ mã ${CODE.toLowerCase()} của tôi tới đâu rồi ạ`);
  expect(answer).toContain(CODE);
  expect(answer).toContain('Đang giải quyết');
  expect(answer).not.toContain('Hẹn trả kết quả:');
});

test('a code that does not exist is told in the same words as one that may not be seen', async () => {
  expect(await ask('H26.1-261116-9999', 'c2')).toContain('Không có thông tin để hiển thị');
});

test('the slip’s token shows the details, the chat follows from then on, and hears of a change once', async () => {
  expect(await ask(`#k:${TOKEN}`)).toContain('Hẹn trả kết quả:');
  expect(await ask(CODE)).toContain('Hẹn trả kết quả:');
  expect(await ask('tra cứu hồ sơ')).toContain('Hồ sơ Ông/Bà đang theo dõi');
  const at = clock.now();
  const event = {
    dossierId,
    code: CODE,
    procedureName: 'Đăng ký khai sinh',
    at,
    kind: 'ready' as const,
    returnChannel: 'oneStop' as const,
    early: false,
  };
  for (let times = 0; times < 2; times++) await database.prisma.$transaction((tx) => tellCitizens(tx, [event], at));
  const rows = await database.prisma.outbox.findMany();
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows[0]?.reply)).toContain('đã có kết quả');
});

test('a chat stops following when it wants to', async () => {
  expect(await ask(`#u:${CODE}`)).toContain('thôi theo dõi');
  expect(await ask(CODE)).not.toContain('Hẹn trả kết quả:');
  expect(await ask(`#u:${CODE}`)).toContain('không theo dõi hồ sơ đó');
});

test('whoever asks that nothing stays follows no dossier any more', async () => {
  await ask(`#k:${TOKEN}`, 'forget');
  await ask('#x', 'forget');
  expect(await database.prisma.dossierChat.count({ where: { conversationId: 'forget' } })).toBe(0);
  expect(await ask(CODE, 'forget')).not.toContain('Hẹn trả kết quả:');
});

test('guessing is slowed down and shows in the log without the codes', async () => {
  let answer = '';
  for (let serial = 1000; serial < 1012; serial++) answer = await ask(`H26.1-261116-${serial}`, 'guesser');
  expect(answer).toContain('nhập sai mã nhiều lần');
  expect(logged.text()).toContain('wrong dossier codes');
  expect(logged.text()).not.toContain('261116');
  // Right or wrong, whoever is slowed down is told the same.
  expect(await ask(CODE, 'guesser')).toContain('nhập sai mã nhiều lần');
});
