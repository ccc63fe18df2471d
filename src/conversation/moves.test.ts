import { describe, expect, test } from 'vitest';
import { realLanguage } from '#tests/support/assistant.ts';
import { createMoveFinder } from './moves.ts';

const { moves, analyse } = realLanguage();
const find = createMoveFinder(moves, analyse);

describe('choosing', () => {
  test.each([
    ['1', 1],
    ['12', 12],
    ['số 2', 2],
    ['cái thứ 2', 2],
    ['cai thu 2', 2],
    ['cái thứ hai', 2],
    ['thứ nhất', 1],
    ['chọn số 3 ạ', 3],
    ['dạ em chọn cái số 4 nha', 4],
    ['số bốn', 4],
    ['thứ tư', 4],
    ['Cái Đầu Tiên', 1],
    ['cái đầu', 1],
    ['cái cuối cùng', -1],
    ['cai cuoi', -1],
  ])('"%s" is number %i', (text, number) => {
    expect(find(text)).toEqual({ kind: 'select', number });
  });

  test('a number among other words, a long number, a fraction or a number alone in words is no choice', () => {
    for (const text of ['2 con', 'nộp 2 bản', '123', '1.001193', 'hai', 'năm', 'nhất', 'sinh năm 2', 'số 100']) expect(find(text), text).toBeNull();
  });
});

test.each([
  ['back', ['0', 'quay lại', 'QUAY LẠI', 'quay lai', 'cho em quay lại với ạ', 'trở lại', 'back']],
  ['restart', ['menu', 'MENU', '/menu', '/start', 'bắt đầu lại', 'bat dau lai', 'trang chủ', 'về đầu']],
  ['yes', ['đúng rồi', 'dung roi', 'phải', 'dạ đúng rồi ạ', 'ừ', 'yes']],
  ['no', ['không phải', 'khong phai', 'sai rồi', 'dạ không phải ạ', 'hổng phải']],
  ['more', ['xem thêm', 'xem them', 'tiếp đi', 'trang sau', 'còn nữa không']],
  ['again', ['nhắc lại', 'noi lai', 'nhắc lại giúp em với']],
] as const)('"%s" is said in many ways, with and without marks and polite words', (kind, texts) => {
  for (const text of texts) expect(find(text), text).toEqual({ kind });
});

test('every phrase of the data is understood as what it stands under', () => {
  for (const kind of ['back', 'restart', 'yes', 'no', 'more', 'again'] as const)
    for (const text of moves[kind]) expect(find(text), text).toEqual({ kind });
  for (const text of moves.first) expect(find(text), text).toEqual({ kind: 'select', number: 1 });
  for (const text of moves.last) expect(find(text), text).toEqual({ kind: 'select', number: -1 });
});

test('a question is no move', () => {
  for (const text of [
    'đăng ký lại khai sinh',
    'đúng hạn là mấy ngày',
    'không phải nộp phí hả',
    'cần làm lại giấy phép',
    'quay lại trường học',
    'menu quán ăn',
    '',
    '😀',
  ])
    expect(find(text), text).toBeNull();
});
