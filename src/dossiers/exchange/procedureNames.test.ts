import { expect, test } from 'vitest';
import { procedureNames } from './procedureNames.ts';

test('a procedure is found by its name with or without the opening word, and not where two have it', () => {
  const { byName } = procedureNames([
    { code: '1.001193', name: 'Thủ tục đăng ký khai sinh' },
    { code: '1.000894', name: 'Đăng ký kết hôn' },
    { code: '1.000001', name: 'Thủ tục cấp bản sao' },
    { code: '1.000002', name: 'Cấp bản sao' },
    { code: '1.000003', name: 'Cấp lại' },
    { code: '1.000004', name: 'Cấp lại' },
  ]);
  expect(byName('Đăng ký khai sinh')).toBe('1.001193');
  expect(byName('THỦ TỤC ĐĂNG KÝ KHAI SINH')).toBe('1.001193');
  expect(byName('Thủ tục đăng ký kết hôn')).toBe('1.000894');
  expect([byName('Cấp bản sao'), byName('Thủ tục cấp bản sao')]).toEqual(['1.000002', '1.000001']);
  expect([byName('Cấp lại'), byName('Thủ tục cấp lại'), byName('Việc khác')]).toEqual([undefined, undefined, undefined]);
});
