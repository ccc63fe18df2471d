import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAnalyser, type Lexicon } from '#src/text/analyse.ts';
import type { DirectoryCues } from './directoryQuestions.ts';
import { createWhenReader } from './directoryWhen.ts';
import { readLanguageYaml } from './language.ts';

// The cues and the lexicon only: no trained model has a say here.
const analyse = createAnalyser(readLanguageYaml<Lexicon>('lexicon.yaml'));
const directory = readLanguageYaml<DirectoryCues>('directory.yaml');
const read = createWhenReader(directory.when, analyse);

test.each([
  ['thứ bảy có làm không', [{ kind: 'weekday', weekday: 6 }]],
  [
    't7 cn có mở cửa hông',
    [
      { kind: 'weekday', weekday: 6 },
      { kind: 'weekday', weekday: 7 },
    ],
  ],
  [
    'cuoi tuan co ai khong',
    [
      { kind: 'weekday', weekday: 6 },
      { kind: 'weekday', weekday: 7 },
    ],
  ],
  ['bữa ni có mần không', [{ kind: 'ahead', days: 0 }]],
  ['mai có mở cửa không', [{ kind: 'ahead', days: 1 }]],
  ['lễ 2/9 có làm không', [{ kind: 'date', day: 2, month: 9 }]],
  ['có trực 24/24 không', []],
  ['trực 24/7 phải không', []],
  ['địa chỉ ở đâu', []],
])('"%s" names the days', (message, days) => {
  expect(read(message).days).toEqual(days);
});

test.each([
  ['4 giờ rưỡi chiều lên còn kịp không', 990],
  ['4 rưỡi chiều lên còn kịp không', 990],
  ['6h chiều còn ai không', 1080],
  ['10h45 còn nhận không', 645],
  ['16:30 con lam ko', 990],
  ['2 giờ lên được không', 840],
  ['mấy giờ mở cửa', null],
  ['25h có ai không', null],
])('"%s" names the time', (message, at) => {
  expect(read(message).at).toBe(at);
});

test.each([
  ['trưa có nghỉ không', 'lunch'],
  ['sang may gio mo cua', 'morning'],
  ['chiều mấy giờ đóng cửa', 'afternoon'],
  ['có làm buổi tối không', 'evening'],
  ['tôi muốn hỏi giờ làm', null],
])('"%s" names the part of the day', (message, part) => {
  expect(read(message).part).toBe(part);
});

test('"bao nhiêu" is no storm, "cho em" no market', () => {
  expect(read('số máy bao nhiêu, cho em xin')).toMatchObject({ holiday: false, days: [] });
});

test('anything may be typed; the time read is a time of a day', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9hg:/ a-zà-ỹ]{0,40}$/), (message) => {
      const { at, days } = read(message);
      if (at !== null) expect(at >= 0 && at < 1440).toBe(true);
      expect(days.length).toBeLessThanOrEqual(3);
    }),
  );
});
