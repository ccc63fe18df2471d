import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SendContext } from '#src/delivery/channel.ts';
import type { Reply } from '#src/text/reply.ts';
import { readMessage } from '#tests/fakes/zaloOaMessages.ts';
import { type OaPart, render } from './render.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const templates = { 'dossier.ready': { id: '100001', values: { code: 'ma_ho_so' } }, plain: { id: '2', values: {} } };
const settings = { buttons: 'template' as const, chargedNotices: false, templates };
const answering: SendContext = { locale: 'vi', sinceLastInboundMs: 1000 };

const choices = (count: number, label = 'Lệ phí') => Array.from({ length: count }, (_, at) => ({ label: `${label} ${at + 1}`, payload: `#t:${at}` }));
const saying = (text: string, count = 0): Reply => ({ blocks: [{ kind: 'text', text }], choices: choices(count), sources: [{ label: 'QĐ 1' }] });
const notice = (sinceLastInboundMs: number | null, name = 'dossier.ready'): SendContext => ({
  locale: 'vi',
  sinceLastInboundMs,
  template: { name, values: { code: 'HS-01', due: '30/11/2026' } },
});
const texts = (parts: OaPart[]) => parts.map(({ message }) => message?.text);
const kinds = (parts: OaPart[]) =>
  parts.map(({ message, template }) => [message && 'message', template && 'template'].filter(Boolean).join('+') || 'nothing');

describe('choices', () => {
  test('up to five are buttons that send our payload unseen', () => {
    const [part] = render(saying('Chọn mục', 5), answering, settings);
    expect(part?.message?.text).toBe('Chọn mục\n\nNguồn: QĐ 1');
    expect(part?.message?.attachment).toMatchObject({
      type: 'template',
      payload: { template_type: 'button', buttons: [{ title: 'Lệ phí 1', type: 'oa.query.hide', payload: '#t:0' }, {}, {}, {}, {}] },
    });
  });

  test('six are a numbered text', () => {
    const [part] = render(saying('Chọn mục', 6), answering, settings);
    expect(part?.message?.attachment).toBeUndefined();
    expect(part?.message?.text).toContain('6. Lệ phí 6');
  });

  test('the other shape of buttons, and none at all, where the console wants it so', () => {
    const [plain] = render(saying('Chọn mục', 2), answering, { ...settings, buttons: 'plain' });
    expect(JSON.stringify(plain)).not.toContain('template_type');
    expect(JSON.stringify(plain)).toContain('oa.query.hide');
    expect(texts(render(saying('Chọn mục', 2), answering, { ...settings, buttons: 'none' }))[0]).toContain('2. Lệ phí 2');
  });

  test('a label too long for a button makes it a numbered text', () => {
    const reply = { ...saying('Chọn mục'), choices: choices(2, 'x'.repeat(100)) };
    expect(render(reply, answering, settings)[0]?.message?.attachment).toBeUndefined();
  });

  test('without words the choices are the text', () => {
    expect(texts(render({ blocks: [], choices: choices(2), sources: [] }, answering, settings))).toEqual(['1. Lệ phí 1\n2. Lệ phí 2']);
  });
});

test('a long text is cut where a reader would, composed, and the buttons stand under its end', () => {
  const line = 'Giấy tờ cần nộp gồm tờ khai theo mẫu. '.repeat(20).normalize('NFD');
  const parts = render({ ...saying(Array(6).fill(line).join('\n\n')), choices: choices(3) }, answering, settings);
  expect(parts.length).toBeGreaterThan(2);
  for (const text of texts(parts)) expect(text).toBe(text?.normalize('NFC'));
  expect(parts.map(({ message }) => message?.attachment !== undefined)).toEqual([...parts.slice(1).map(() => false), true]);
});

test('whatever is said, the platform takes each part', () => {
  const word = fc.string({ unit: 'grapheme', maxLength: 700 });
  const reply = fc.record({
    blocks: fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('text' as const), text: word }),
        fc.record({ kind: fc.constant('list' as const), items: fc.array(word) }),
      ),
      { maxLength: 6 },
    ),
    choices: fc.array(fc.record({ label: fc.string({ maxLength: 110 }), payload: fc.string({ maxLength: 60 }).map((text) => `#${text}`) }), {
      maxLength: 8,
    }),
    sources: fc.array(fc.record({ label: word }), { maxLength: 2 }),
  });
  fc.assert(
    fc.property(reply, (given) => {
      const parts = render(given, answering, settings);
      expect(parts.length).toBeGreaterThan(0);
      for (const { message } of parts) expect(readMessage(message, -210, { plain: true, template: true })).toHaveProperty('value');
    }),
  );
});

describe('a notice', () => {
  test.each([
    ['within two days: the message, and the template in case the window has closed', 48 * HOUR, false, ['message+template']],
    ['within seven days, charged messages allowed: the same', 7 * DAY, true, ['message+template']],
    ['within seven days, not allowed: the template', 49 * HOUR, false, ['template']],
    ['later: the template', 8 * DAY, true, ['template']],
    ['never wrote: the template', null, true, ['template']],
  ])('%s', (_name, since, chargedNotices, expected) => {
    expect(kinds(render(saying('Hồ sơ đã có kết quả'), notice(since), { ...settings, chargedNotices }))).toEqual(expected);
  });

  test('without a template of that name: the message while it is allowed, then nothing', () => {
    expect(kinds(render(saying('Hồ sơ'), notice(HOUR, 'unknown'), settings))).toEqual(['message']);
    expect(kinds(render(saying('Hồ sơ'), notice(3 * DAY, 'unknown'), settings))).toEqual(['nothing']);
    expect(kinds(render(saying('Hồ sơ'), notice(null, 'unknown'), settings))).toEqual(['nothing']);
  });

  test('values go under the names that were approved, the others stay behind; without names, under their own', () => {
    const [named] = render(saying('Hồ sơ'), notice(null), settings);
    expect(named?.template).toEqual({ template_id: '100001', template_data: { ma_ho_so: 'HS-01' } });
    const [own] = render(saying('Hồ sơ'), notice(null, 'plain'), settings);
    expect(own?.template).toEqual({ template_id: '2', template_data: { code: 'HS-01', due: '30/11/2026' } });
  });
});

test('an answer goes whenever it is ready: the platform decides', () => {
  expect(kinds(render(saying('Dạ'), { locale: 'vi', sinceLastInboundMs: 9 * DAY }, settings))).toEqual(['message']);
});
