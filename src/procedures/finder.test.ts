import { describe, expect, test } from 'vitest';
import { finish } from '#src/platform/steps.ts';
import { realAssistant, realLanguage } from '#tests/support/assistant.ts';
import { ProcedureFinder } from './finder.ts';
import { titleOf } from './present.ts';

const { catalogue } = realAssistant();
const { analyse, models } = realLanguage();
const finder = finish(ProcedureFinder.inSteps(catalogue, analyse, models.procedure));
const find = (text: string) => finder.find(finder.correct(analyse(text).words));

describe('scores', () => {
  test.each(['khai sinh', 'xin giấy độc thân để mua nhà', 'mở quán tạp hóa cần giấy phép gì'])('are chances, best first, at most ten: %s', (text) => {
    const procedures = find(text);
    expect(procedures.length).toBeGreaterThan(0);
    expect(procedures.length).toBeLessThanOrEqual(10);
    for (const { score, code } of procedures) {
      expect(score).toBeGreaterThan(0);
      expect(score).toBeLessThanOrEqual(1);
      expect(catalogue.procedures.has(code)).toBe(true);
    }
    expect(procedures.map(({ score }) => score)).toEqual(procedures.map(({ score }) => score).sort((a, b) => b - a));
    expect(new Set(procedures.map(({ code }) => code)).size).toBe(procedures.length);
  });
});

test.each([[''], ['😀😀'], ['xyzzy qwrtp']])('what says nothing finds nothing: "%s"', (text) => {
  expect(find(text)).toEqual([]);
  expect(finder.findElsewhere(analyse(text).words)).toBeNull();
});

test('the same question finds the same, also in a finder made anew', () => {
  const words = analyse('làm lại giấy khai sinh bị mất').words;
  expect(finish(ProcedureFinder.inSteps(catalogue, analyse, models.procedure)).find(words)).toEqual(finder.find(words));
});

test.each([
  ['xin giấy độc thân', '1.004873'],
  ['xin giay doc than', '1.004873'],
  ['đăng ký khai sinh cho con mới sinh', '1.001193'],
  ['dang ky ket hon', '1.000894'],
])('%s is %s', (text, code) => {
  expect(find(text)[0]?.code).toBe(code);
});

test('a procedure in force is found among three by its own title', () => {
  const titles = new Map<string, number>();
  for (const procedure of catalogue.procedures.values()) titles.set(titleOf(procedure), (titles.get(titleOf(procedure)) ?? 0) + 1);
  const asked = [...catalogue.procedures.values()].filter((procedure) => procedure.levelNow && titles.get(titleOf(procedure)) === 1);
  const missed = asked.filter(
    ({ code, ...procedure }) =>
      !find(titleOf(procedure))
        .slice(0, 3)
        .some((found) => found.code === code),
  );
  expect(asked.length).toBeGreaterThan(400);
  expect(missed.length / asked.length, missed.map(({ code, name }) => `${code} ${name}`).join('\n')).toBeLessThan(0.02);
});

test('a code is found as it stands, and one that is not ours is none', () => {
  expect(finder.findCode(analyse('thủ tục 1.001193 cần gì').words)).toBe('1.001193');
  expect(finder.findCode(analyse('thủ tục 9.999999 cần gì').words)).toBeNull();
});

test('what the province answers is found by its title', () => {
  const entry = catalogue.elsewhere[0]!;
  expect(finder.findElsewhere(analyse(entry.name).words)?.code).toBe(entry.code);
});

test('a catalogue that no longer has a procedure that the model learnt never finds it', () => {
  const procedures = new Map(catalogue.procedures);
  procedures.delete('1.004873');
  const without = finish(ProcedureFinder.inSteps({ ...catalogue, procedures }, analyse, models.procedure));
  const codes = without.find(analyse('xin giấy độc thân').words).map(({ code }) => code);
  expect(codes).not.toContain('1.004873');
  expect(codes.length).toBeGreaterThan(0);
});

test('a finder made from one before it reads only what is new, and finds the same as one made anew', () => {
  const procedures = new Map(catalogue.procedures);
  const birth = procedures.get('1.001193')!;
  procedures.delete('1.004873');
  procedures.set(birth.code, { ...birth, words: { ...birth.words, aliases: [...birth.words.aliases.slice(1), 'tờ giấy màu xanh'] } });
  procedures.set('0.000001', { ...birth, code: '0.000001', name: 'Thủ tục Trồng cây cảnh trên vỉa hè' });
  const sorted = new Map([...procedures].sort(([a], [b]) => (a < b ? -1 : 1)));
  const next = { ...catalogue, procedures: sorted, elsewhere: catalogue.elsewhere.slice(1) };
  let texts = 0;
  const plain = (text: string) => {
    texts++;
    return analyse.plain(text);
  };
  const counted = Object.assign((text: string) => analyse(text), { plain });
  const made = finish(ProcedureFinder.inSteps(next, counted, models.procedure, finder));
  const titlesAndAliases = [birth, birth].flatMap(({ words, otherNames }) => [...words.aliases, ...words.situations, ...otherNames, 'title', 'name']);
  expect(texts).toBeLessThanOrEqual(titlesAndAliases.length);

  const anew = finish(ProcedureFinder.inSteps(next, analyse, models.procedure));
  const asked = [
    'tờ giấy màu xanh',
    'xin giấy độc thân',
    'trồng cây cảnh',
    birth.words.aliases[0]!,
    'dang ky ket hon',
    'lam lại giấy khai sin',
    'xyz abc',
  ];
  for (const text of [...asked, ...catalogue.elsewhere.slice(0, 3).map(titleOf), ...[...sorted.values()].slice(0, 40).map(titleOf)]) {
    const { words } = analyse(text);
    const tell = (one: ProcedureFinder) => [one.find(words), one.called(words)?.code, one.correct(words), one.isStrange(words), one.knowsAny(words)];
    expect(tell(made)).toEqual(tell(anew));
  }
  // Words of its own lead to it; of those that the new one has too, none does.
  const called = ['tờ giấy màu xanh', birth.words.aliases[1]!].map((text) => made.called(analyse(text).words)?.code ?? null);
  expect(called).toEqual([birth.code, null]);
});
