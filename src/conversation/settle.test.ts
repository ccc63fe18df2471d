import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sayIn } from '#src/platform/texts.ts';
import { realAssistant } from '#tests/support/assistant.ts';
import { newState } from './state.ts';

const { understand, answer } = realAssistant();
const say = sayIn('vi');
const unmarked = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D');

describe('as a first message, words of the catalogue or not', () => {
  test.each([
    ['denunciation', 'tôi tố cáo kế toán xã lập hồ sơ khống rút tiền ngân sách'],
    ['denunciation', 'cán bộ tư pháp nhận tiền để làm khai sinh nhanh'],
    ['denunciation', 'kê khống số heo chết để lấy tiền hỗ trợ'],
    ['complaint', 'tôi khiếu nại quyết định thu hồi thửa đất của gia đình tôi vì ghi sai diện tích'],
    ['complaint', 'tôi không chấp nhận kết quả giải quyết lần đầu, giờ khiếu nại lần hai thế nào'],
    ['complaint', 'tự nhiên gạch tên má tui khỏi sổ nghèo, tui hổng phục quyết định đó nghen'],
  ])('%s goes to its door: %s', (kind, text) => {
    for (const typed of [text, unmarked(text)]) {
      expect(understand(typed, null).referral, typed).toMatchObject({ kind });
      const [first] = answer(newState(), typed, 'vi').replies;
      expect(JSON.stringify(first?.blocks), typed).toContain(say(`referral.${kind}.text`));
    }
  });

  test.each([
    ['2.002165', 'cán bộ xã cưỡng chế nhầm làm hư hết chuồng trại của tôi, tòa đã nói là sai, giờ tôi đòi đền'],
    ['1.012812', 'Thằng hàng xóm hắn dời cọc ranh vô đất nhà tui, tui nói hoài mà hắn nỏ nghe'],
  ])('what may ask for a procedure is answered, and the door shown beside it: %s', (code, text) => {
    expect(understand(text, null).procedures.map((found) => found.code)).toContain(code);
    const { replies, state } = answer(newState(), text, 'vi');
    expect(JSON.stringify(replies[0]?.blocks)).toContain(say('referral.beside'));
    expect(JSON.stringify([replies.at(-1), state])).toContain(code);
  });

  test.each([
    'hồ sơ của tôi quá hạn mà không thấy thông báo gì',
    'nhân viên nói chuyện khó chịu quá',
    'ban đêm hay có người đổ trộm rác xuống ao làng',
    'công trình bên cạnh thi công ban đêm rất ồn',
    'đề xuất rút ngắn thời gian cấp phiếu lý lịch',
  ])('feedback is taken in: %s', (text) => {
    expect(understand(text, null)).toMatchObject({ intent: 'feedback', procedures: [] });
    expect(answer(newState(), text, 'vi').state.draft?.text).toBeTruthy();
  });

  test.each([
    'bản sao văn bằng chứng chỉ từ sổ gốc',
    'thuyền đang chạy trên sông mà chưa đăng ký thì lệ phí thế nào',
    'hồ sơ không có chữ ký của chồng thì có nhận không',
    'nhà cháy hồi tháng ba, giấy đăng ký kết hôn cháy theo, giờ xin bản sao trích lục kết hôn cần giấy gì',
    'thủ tục giải quyết khiếu nại lần đầu tại cấp xã',
    'hồ sơ H01.23.45-260310-0001 bị trả lại là sao',
  ])('a question stays a question: %s', (text) => {
    expect(understand(text, null).intent).not.toBe('referral');
  });
});

test.each([
  'tôi bị mất căn cước',
  'chứng thực văn bản từ chối nhận di sản',
  'tờ đăng ký kinh doanh của tiệm bị mối ăn mất một nửa',
  ...['xác nhận chữ ký', 'xác nhận hộ nghèo', 'con tôi vào lớp 1', 'con ngoài giá thú thì sao', 'làm mương bê tông'],
])('no door stands beside a procedure that is asked for: %s', (text) =>
  expect(understand(text, null)).toMatchObject({ intent: 'procedure', referral: null }),
);

test('beside a procedure too, a crime is not introduced as a complaint', () => {
  const text = 'Con bé hàng xóm bị cha dượng xâm hại, ai đứng ra bảo vệ và lo cho nó';
  expect(understand(text, null)).toMatchObject({ intent: 'procedure', referral: { kind: 'crime' } });
  const [first, second] = answer(newState(), text, 'vi').replies;
  const words = JSON.stringify(first?.blocks);
  expect(words).toContain(say('referral.crime.text'));
  expect(words).not.toContain(say('referral.beside'));
  expect(second).toBeDefined();
});

test('a few words that nothing in them names are not called a complaint; a cry for help always is one', () => {
  expect(understand('có người tới nhà làm không', null)).toMatchObject({ intent: 'out_of_scope', referral: null });
  for (const text of ['cứu với', 'cháy rồi', 'có người đuối nước', 'tai nạn rồi cứu với'])
    expect(understand(text, null), text).toMatchObject({ intent: 'referral', referral: { kind: 'emergency' } });
});

test('the words by which the catalogue is found are of no other door, unless they name it', () => {
  const { catalogue, refer } = realAssistant();
  const texts = [...catalogue.procedures.values()].flatMap(({ words }) => [words.friendlyName, ...words.aliases]).filter(Boolean) as string[];
  const gone = texts.filter((text) => ['referral', 'feedback'].includes(understand(text, null).intent) && !refer(text).sure);
  expect(gone).toEqual([]);
  const beside = texts.filter((text) => understand(text, null).referral !== null && !refer(text).sure);
  expect(beside.length / texts.length).toBeLessThan(0.01);
});

test('what is mixed goes both ways', () => {
  const mixed = 'Đường xóm tôi ngập, xin sửa giúp. Ngoài ra tôi tố cáo trưởng thôn nhận hối lộ.';
  expect(understand(mixed, null)).toMatchObject({ intent: 'referral', referral: { kind: 'denunciation', mixed: true } });
  expect(answer(newState(), mixed, 'vi').state.draft?.text).toBe('Đường xóm tôi ngập, xin sửa giúp');
});

test('the figures of first messages do not fall', () => {
  const rows = readFileSync(new URL('../../bench/referrals/tuned.tsv', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split('\t') as [string, string, string]);
  const settledAs = (text: string) => (understand(text, null).referral ? 'referral' : understand(text, null).intent);
  const share = (kinds: string[], intent: string) => {
    const list = rows.filter(([, kind]) => kinds.includes(kind));
    return list.filter(([, , text]) => settledAs(text) === intent).length / list.length;
  };
  expect(share(['complaint', 'denunciation'], 'referral')).toBeGreaterThanOrEqual(0.98);
  expect(share(['feedback'], 'referral')).toBeLessThanOrEqual(0.03);
});
