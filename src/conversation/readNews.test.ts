import { describe, expect, test } from 'vitest';
import { realLanguage } from '#tests/support/assistant.ts';
import { createNewsReader } from './readNews.ts';

const { news, moves, analyse } = realLanguage();
const read = createNewsReader(news, moves.polite, analyse);

describe('no more news', () => {
  test.each([
    'dừng nhận tin',
    'Dừng nhận tin ạ',
    'dung nhan tin',
    'DỪNG NHẬN TIN',
    'cho tôi ngừng nhận tin của xã với',
    'em không muốn nhận tin nữa',
    'đừng gửi tin cho tôi nữa nhé',
    'thôi không nhận bản tin nữa đâu',
    'hủy đăng ký nhận tin',
    'hông muốn nhận tin nữa đâu nghen',
    'bỏ theo dõi tin của phường',
    'tắt thông báo giùm, đừng nhắn tin nữa',
    'stop news',
    'please stop sending me messages',
    'unsubscribe from the newsletter',
  ])('%s', (text) => expect(read(text)).toEqual({ kind: 'stop', sure: true }));

  test.each(['dừng', 'Stop', 'STOP!', 'hủy đăng ký', 'Đừng gửi nữa', 'thôi không nhận nữa ạ', 'unsubscribe', 'đừng làm phiền nữa', 'huy dang ky'])(
    'only for somebody who gets news: %s',
    (text) => expect(read(text)).toEqual({ kind: 'stop', sure: false }),
  );
});

test.each(['nhận tin', 'cho tôi đăng ký nhận tin', 'muốn nhận tin của xã', 'get news', 'subscribe', 'nhan tin', 'Đăng ký nhận bản tin'])(
  'asks for news: %s',
  (text) => expect(read(text)).toEqual({ kind: 'show' }),
);

test.each([
  'đúng',
  'đúng rồi',
  'dung',
  'thôi',
  'hủy đăng ký kết hôn',
  'dừng nhận thông báo hồ sơ H26.1-261123-0005',
  'sao tôi không nhận được tin báo hồ sơ',
  'tại sao tôi không nhận tin nào',
  'đường hỏng ba tháng rồi mà xã không gửi thông báo gì hết, bà con đi lại khổ lắm, đề nghị xử lý gấp',
  'làm khai sinh cho con',
  'thông tin về nhà ở xã hội',
  'ngừng nhận trợ cấp người cao tuổi',
  '#t:news',
  '',
])('something else: %s', (text) => expect(read(text)).toBeNull());
