import type { Classifier } from './classifier.ts';
import { FeatureTable } from './featureTable.ts';
import { seededRandom } from './random.ts';

export interface TrainingOptions {
  size: number;
  epochs: number;
  rate: number;
  /** Features met fewer times are left out. */
  leastCount: number;
  /** Share of a message's features that is left out at random in each pass, so that no single word decides. */
  dropout: number;
  /** Pull towards zero for label vectors, per step. */
  decay: number;
  seed: number;
}

/** `pass` gives the examples of one epoch, fresh each time (with noise), each with its features, label and weight. */
export interface TrainingData {
  labels: string[];
  vocabulary: Iterable<number[]>;
  pass(epoch: number): { features: number[]; label: number; weight?: number }[];
}

/** Trains with Adagrad on the cross-entropy; single-threaded and seeded, so the same data give the same file. */
export function trainClassifier(data: TrainingData, options: TrainingOptions, report: (line: string) => void = () => {}): Classifier {
  const { size, rate } = options;
  const counts = new Map<number, number>();
  for (const features of data.vocabulary) for (const feature of new Set(features)) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  const features = new Map<number, number>();
  for (const [feature, count] of counts) if (count >= options.leastCount) features.set(feature, features.size);

  const random = seededRandom(options.seed);
  const labels = data.labels.length;
  const inner = Float32Array.from({ length: features.size * size }, () => (random() - 0.5) / 4);
  const outer = new Float32Array(labels * size);
  const bias = new Float32Array(labels);
  const innerSquares = new Float32Array(features.size).fill(1e-3);
  const outerSquares = new Float32Array(labels).fill(1e-3);

  const hidden = new Float32Array(size);
  const gradient = new Float32Array(size);
  const scores = new Float32Array(labels);
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    const examples = data.pass(epoch);
    shuffle(examples, random);
    const step = rate * (1 - (0.9 * epoch) / options.epochs);
    let loss = 0;
    for (const example of examples) {
      const rows: number[] = [];
      for (const feature of example.features) {
        const row = features.get(feature);
        if (row !== undefined && random() >= options.dropout) rows.push(row);
      }
      if (rows.length === 0) continue;
      const norm = 1 / Math.sqrt(rows.length);
      hidden.fill(0);
      for (const row of rows) for (let at = 0, from = row * size; at < size; at++) hidden[at]! += inner[from + at]!;
      for (let at = 0; at < size; at++) hidden[at]! *= norm;

      let highest = -Infinity;
      for (let label = 0; label < labels; label++) {
        let dot = bias[label]!;
        for (let at = 0, from = label * size; at < size; at++) dot += hidden[at]! * outer[from + at]!;
        scores[label] = dot;
        if (dot > highest) highest = dot;
      }
      let total = 0;
      for (let label = 0; label < labels; label++) total += scores[label] = Math.exp(scores[label]! - highest);
      loss -= Math.log(Math.max(scores[example.label]! / total, 1e-9));

      gradient.fill(0);
      const weight = example.weight ?? 1;
      for (let label = 0; label < labels; label++) {
        const error = (scores[label]! / total - (label === example.label ? 1 : 0)) * weight;
        if (error < 1e-4 && error > -1e-4) continue;
        const from = label * size;
        outerSquares[label]! += error * error;
        const pace = step / Math.sqrt(outerSquares[label]!);
        for (let at = 0; at < size; at++) {
          gradient[at]! += error * outer[from + at]!;
          outer[from + at]! -= pace * (error * hidden[at]! + options.decay * outer[from + at]!);
        }
        bias[label]! -= pace * error * 0.1;
      }
      let squares = 0;
      for (let at = 0; at < size; at++) squares += gradient[at]! * gradient[at]!;
      squares = (squares * norm * norm) / size;
      for (const row of rows) {
        innerSquares[row]! += squares;
        const pace = (step * norm) / Math.sqrt(innerSquares[row]!);
        for (let at = 0, from = row * size; at < size; at++) inner[from + at]! -= pace * gradient[at]!;
      }
    }
    report(`epoch ${epoch + 1}/${options.epochs}: loss ${(loss / examples.length).toFixed(3)}`);
  }
  const [innerBytes, innerScale] = quantise(inner);
  const [outerBytes, outerScale] = quantise(outer);
  return {
    labels: data.labels,
    size,
    features: new FeatureTable(features.keys()),
    inner: innerBytes,
    innerScale,
    outer: outerBytes,
    outerScale,
    bias,
  };
}

function shuffle<T>(items: T[], random: () => number): void {
  for (let at = items.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [items[at], items[other]] = [items[other]!, items[at]!];
  }
}

/** Rounds to 8 bits; the few largest values are cut off, so that the rest keep their shape. */
export function quantise(values: Float32Array): [Int8Array, number] {
  const sample = Float32Array.from(values, Math.abs).sort();
  const limit = sample[Math.floor(sample.length * 0.9995)] || 1;
  const scale = limit / 127;
  return [Int8Array.from(values, (value) => Math.max(-127, Math.min(127, Math.round(value / scale)))), scale];
}
