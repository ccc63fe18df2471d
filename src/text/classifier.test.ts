import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Classifier, classify, familiarity, packClassifiers, unpackClassifiers } from './classifier.ts';
import { FeatureTable } from './featureTable.ts';
import { type TrainingOptions, trainClassifier } from './trainClassifier.ts';

const OPTIONS: TrainingOptions = { size: 8, epochs: 30, rate: 0.3, leastCount: 1, dropout: 0.1, decay: 1e-5, seed: 3 };
/** Features 1-3 mean "red", 11-13 "blue", 20 says nothing. */
const EXAMPLES = [
  { features: [1, 2, 20], label: 0 },
  { features: [2, 3], label: 0 },
  { features: [11, 12, 20], label: 1 },
  { features: [12, 13], label: 1 },
];
const train = (options: Partial<TrainingOptions> = {}, report?: (line: string) => void) =>
  trainClassifier(
    { labels: ['red', 'blue'], vocabulary: EXAMPLES.map((example) => example.features), pass: () => [...EXAMPLES, ...EXAMPLES] },
    { ...OPTIONS, ...options },
    report,
  );

test('what was taught is known again, in combinations that were not shown too', () => {
  const model = train();
  for (const { features, label } of EXAMPLES) expect(classify(model, features)?.[label]).toBeGreaterThan(0.9);
  expect(classify(model, [1, 3, 99])?.[0]).toBeGreaterThan(0.9);
});

test('chances are between 0 and 1 and sum to 1; without a known feature there are none', () => {
  const model = train();
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 25 }), { maxLength: 200 }), (features) => {
      const chances = classify(model, features);
      if (!features.some((feature) => model.features.has(feature))) {
        expect(chances).toBeNull();
        return;
      }
      expect([...chances!].every((chance) => chance >= 0 && chance <= 1)).toBe(true);
      expect(chances!.reduce((a, b) => a + b)).toBeCloseTo(1, 4);
    }),
  );
});

test('familiarity is the share of features that were taught', () => {
  const model = train();
  expect(familiarity(model, [1, 2, 98, 99])).toBe(0.5);
  expect(familiarity(model, [])).toBe(0);
});

test('the same data and seed give the same file, byte for byte; another seed another', () => {
  const file = () => packClassifiers({ colour: train() }, {});
  expect(file().equals(file())).toBe(true);
  expect(packClassifiers({ colour: train({ seed: 4 }) }, {}).equals(file())).toBe(false);
});

test('rare features are left out', () => {
  expect([...train({ leastCount: 2 }).features.keys()].sort((a, b) => a - b)).toEqual([2, 12, 20]);
});

test('each pass is reported, and learning makes the loss smaller', () => {
  const losses: number[] = [];
  train({}, (line) => losses.push(Number(/loss ([\d.]+)/.exec(line)?.[1])));
  expect(losses).toHaveLength(OPTIONS.epochs);
  expect(losses.at(-1)).toBeLessThan(losses[0]!);
});

test('nothing to learn from gives a model that knows nothing', () => {
  const model = trainClassifier({ labels: ['a', 'b'], vocabulary: [], pass: () => [] }, OPTIONS);
  expect(classify(model, [1, 2])).toBeNull();
});

const bytes = (length: number) => fc.int8Array({ minLength: length, maxLength: length });
const anyModel: fc.Arbitrary<Classifier> = fc
  .record({
    labels: fc.uniqueArray(fc.string({ maxLength: 8 }), { minLength: 1, maxLength: 5 }),
    size: fc.integer({ min: 1, max: 6 }),
    known: fc.uniqueArray(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 6 }),
  })
  .chain(({ labels, size, known }) =>
    fc.record({
      labels: fc.constant(labels),
      size: fc.constant(size),
      features: fc.constant(new FeatureTable(known)),
      inner: bytes(known.length * size),
      innerScale: fc.float({ min: Math.fround(0.001), max: 1, noNaN: true }),
      outer: bytes(labels.length * size),
      outerScale: fc.float({ min: Math.fround(0.001), max: 1, noNaN: true }),
      bias: fc.float32Array({ minLength: labels.length, maxLength: labels.length, noNaN: true }),
    }),
  );

/** Models with their features as a list, which can be compared. */
const readable = (models: Record<string, Classifier>) =>
  Object.fromEntries(Object.entries(models).map(([name, model]) => [name, { ...model, features: [...model.features.keys()] }]));

test('what is packed is unpacked the same', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), anyModel, { maxKeys: 3, noNullPrototype: true }), (models) => {
      const unpacked = unpackClassifiers(packClassifiers(models, { trainedOn: 'ắ' }));
      expect(unpacked.note).toEqual({ trainedOn: 'ắ' });
      expect(readable(unpacked.models)).toEqual(readable(models));
    }),
  );
});

test('a file cut short anywhere is refused', () => {
  const file = packClassifiers({ colour: train() }, { trainedOn: 'x' });
  for (let length = 0; length < file.length; length++) expect(() => unpackClassifiers(file.subarray(0, length)), `${length} bytes`).toThrow();
});
