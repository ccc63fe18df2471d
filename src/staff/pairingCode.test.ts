import { expect, test } from 'vitest';
import { findPairingCode, newPairingCode, shownCode } from './pairingCode.ts';

test('a code is found alone and in a sentence, however it was typed', () => {
  for (const text of ['CB-7KQ4-M9TX', 'cb 7kq4 m9tx', 'CB7KQ4M9TX', 'mã của em là cb-7kq4-m9tx nhé', 'CB–7KQ4—M9TX', '(CB-7KQ4-M9TX)'])
    expect(findPairingCode(text), text).toBe('7KQ4M9TX');
  for (let times = 0; times < 50; times++) {
    const code = newPairingCode();
    expect(findPairingCode(`Mã: ${shownCode(code)}.`)).toBe(code);
  }
});

test('what was meant as one but has a wrong character is one, so that it is told as wrong', () => {
  expect(findPairingCode('CB-0OI1-ABCD')).toBe('0OI1ABCD');
});

test('words, dossier codes and numbers are none', () => {
  for (const text of ['việc', 'cb nhận khai sinh', 'CB xã', 'H26.1-261116-0007', '12345678', 'cb 0912 345678', 'XCB-7KQ4-M9TX', 'CB-7KQ4-M9TXX'])
    expect(findPairingCode(text), text).toBeNull();
});
