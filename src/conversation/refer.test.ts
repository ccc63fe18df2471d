import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unpackClassifiers } from '#src/text/classifier.ts';
import { mask } from '#src/text/mask.ts';
import { realAssistant } from '#tests/support/assistant.ts';
import { clausesOf } from './clauses.ts';
import { REFERRAL_MODEL_FILE } from './language.ts';
import { referralTrainingHash } from './trainReferrals.ts';

const { refer } = realAssistant();

test('the model is trained on the data as they are: npm run train:referrals', () => {
  expect(unpackClassifiers(readFileSync(REFERRAL_MODEL_FILE)).note.trainedOn).toBe(referralTrainingHash());
});

describe('what must go by another door', () => {
  test.each([
    ['denunciation', 'tôi tố cáo trưởng thôn ăn chặn tiền hỗ trợ'],
    ['denunciation', 'TO CAO CAN BO NHAN HOI LO'],
    ['denunciation', 'cb đòi 2tr ms ký giấy nè'],
    ['denunciation', 'Mẹ nó, không phong bì thì nó dìm hồ sơ'],
    ['complaint', 'tui nỏ chịu quyết định phạt ni, tui khiếu nại'],
    ['complaint', 'khong dong y quyet dinh thu hoi dat, toi yeu cau huy'],
    ['crime', 'tối qua nhà em bị trộm lấy xe máy'],
    ['emergency', 'cháy nhà, có người mắc kẹt, cứu với'],
  ])('%s: %s', (kind, text) => {
    expect(refer(text)).toMatchObject({ kind, parts: { feedback: '' } });
  });

  test.each([
    'đường xóm tôi ngập, xin sửa giúp',
    'cán bộ nói năng cộc lốc với dân',
    'CHỜ BA TIẾNG MỚI LẤY ĐƯỢC CON DẤU, LÀM ĂN KIỂU GÌ VẬY',
    'thủ tục giải quyết khiếu nại lần đầu',
    'thu tuc giai quyet to cao tai cap xa',
    'làm khai sinh cần giấy tờ gì',
    'chứng thực bản sao chứng chỉ hành nghề',
    'ca tối có nhận hồ sơ không ạ',
    '',
  ])('nothing of the kind: %s', (text) => {
    expect(refer(text)).toMatchObject({ kind: null, parts: { referred: '', feedback: text } });
  });
});

test('a mixed message is split, and the part that is feedback goes on', () => {
  const { kind, parts } = refer('Đường xóm tôi ngập, xin sửa giúp. Ngoài ra tôi tố cáo trưởng thôn nhận hối lộ.');
  expect(kind).toBe('denunciation');
  expect(parts.feedback).toBe('Đường xóm tôi ngập, xin sửa giúp');
  expect(parts.referred).toContain('hối lộ');
});

test('clauses together are the message, and none is lost', () => {
  const word = fc.constantFrom('dạ', 'Ngoài', 'ra', 'với', 'lại', 'tôi', 'còn', 'chuyện', 'này', 'tố', 'cáo.', 'xin', 'sửa!', '?', 'đường;');
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 30 }), (words) => {
      const text = words.join(' ');
      const bare = (one: string) => one.replace(/[\s,.]/g, '');
      return bare(clausesOf(text).join(' ')) === bare(text);
    }),
  );
});

test('what goes on and what does not are both of the message, masked or not', () => {
  const text = 'Đèn đường hỏng, gọi tôi 0912345678. Ngoài ra tôi tố cáo cán bộ nhận tiền.';
  expect(refer(mask(text)).parts.feedback).not.toContain('0912');
});

test('the figures do not fall: complaints and denunciations found, feedback let through', () => {
  const rows = readFileSync(new URL('../../bench/referrals/tuned.tsv', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split('\t') as [string, string, string]);
  const share = (kinds: string[]) => {
    const list = rows.filter(([, kind]) => kinds.includes(kind));
    return list.filter(([, , text]) => refer(text).kind !== null).length / list.length;
  };
  expect(share(['complaint', 'denunciation'])).toBeGreaterThanOrEqual(0.98);
  expect(share(['feedback'])).toBeLessThanOrEqual(0.03);
});

test('one bad word in a long story is asked about, and whoever cannot ask loses that part alone', () => {
  const told = readFileSync(new URL('../../bench/referrals/voices.tsv', import.meta.url), 'utf8')
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([, kind, text]) => kind === 'feedback' && clausesOf(text!).length >= 4)
    .map(([, , text]) => refer(text!))
    .filter(({ kind, feedback }) => kind !== null && feedback > 0.99);
  expect(told.length).toBeGreaterThan(0);
  for (const { kind, doubt, parts } of told) {
    expect(doubt).toBe(kind);
    expect(parts.feedback.length).toBeGreaterThan(parts.referred.length);
  }
});

test.each(['2', 'ông Hùng', 'chị Lan', 'ai', 'rồi'])('a number, a name, a nod goes by no other door: %s', (text) => {
  expect(refer(text).kind).toBeNull();
});

test.each([
  ['emergency', 'cháy nhà'],
  ['denunciation', 'tố cáo'],
])('%s in two words is heard: %s', (kind, text) => {
  expect(refer(text).kind).toBe(kind);
});
