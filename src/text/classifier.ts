import { FeatureTable } from './featureTable.ts';

/**
 * A small text classifier: every feature has a short vector, a message is their scaled sum, and each label has a vector that
 * the sum is compared with (softmax). Deterministic, offline, some 0.1 ms a message.
 */
export interface Classifier {
  labels: string[];
  size: number;
  /** Row of each feature, by its number. */
  features: FeatureTable;
  /** features × size, 8-bit with one scale. */
  inner: Int8Array;
  innerScale: number;
  /** labels × size, 8-bit with one scale. */
  outer: Int8Array;
  outerScale: number;
  bias: Float32Array;
}

/** The rows of those features that were seen in training. */
function rowsOf(table: FeatureTable, features: number[]): number[] {
  const rows: number[] = [];
  for (const feature of features) {
    const row = table.get(feature);
    if (row !== undefined) rows.push(row);
  }
  return rows;
}

/** Used again for each message. Doubles hold sums of weights exactly, and need no converting in the loop below. */
let room = new Float64Array(64);

/** Adds each label's score to `scores`. */
function addScores({ size, inner, outer, bias, innerScale, outerScale }: Classifier, rows: number[], scores: Float32Array): void {
  if (room.length < size) room = new Float64Array(size);
  const sum = room.fill(0, 0, size);
  for (let row = 0; row < rows.length; row++) for (let at = 0, from = rows[row]! * size; at < size; at++) sum[at] = sum[at]! + inner[from + at]!;
  const scale = (innerScale * outerScale) / Math.sqrt(rows.length);
  for (let at = 0; at < size; at++) sum[at] = Math.fround(sum[at]! * scale);
  // Four labels at a time: this loop is most of what understanding costs.
  let [label, from] = [0, 0];
  for (; label + 4 <= scores.length; label += 4, from += 3 * size) {
    let [first, second, third, fourth] = [0, 0, 0, 0];
    for (let at = 0; at < size; at++, from++) {
      const one = sum[at]!;
      first += one * outer[from]!;
      second += one * outer[from + size]!;
      third += one * outer[from + 2 * size]!;
      fourth += one * outer[from + 3 * size]!;
    }
    scores[label] = scores[label]! + (bias[label]! + first);
    scores[label + 1] = scores[label + 1]! + (bias[label + 1]! + second);
    scores[label + 2] = scores[label + 2]! + (bias[label + 2]! + third);
    scores[label + 3] = scores[label + 3]! + (bias[label + 3]! + fourth);
  }
  for (; label < scores.length; label++) {
    let dot = bias[label]!;
    for (let at = 0; at < size; at++) dot += sum[at]! * outer[from++]!;
    scores[label] = scores[label]! + dot;
  }
}

/**
 * The probability of each label, in the order of `labels`; null when the message has no feature that was seen in training.
 * Several classifiers of the same labels, trained from different beginnings, are asked together (the geometric mean of their
 * probabilities): what one learned by accident the others outvote.
 */
export function classifyTogether(models: Classifier[], features: number[]): Float32Array | null {
  const scores = new Float32Array(models[0]?.labels.length ?? 0);
  let asked = 0;
  let table: FeatureTable | undefined;
  let rows: number[] = [];
  for (const model of models) {
    // Those trained together know the same features.
    if (model.features !== table) rows = rowsOf(model.features, features);
    table = model.features;
    if (rows.length === 0) continue;
    addScores(model, rows, scores);
    asked++;
  }
  if (asked === 0) return null;
  let highest = -Infinity;
  for (let label = 0; label < scores.length; label++) highest = Math.max(highest, scores[label]!);
  let total = 0;
  for (let label = 0; label < scores.length; label++) total += scores[label] = Math.exp((scores[label]! - highest) / asked);
  for (let label = 0; label < scores.length; label++) scores[label]! /= total;
  return scores;
}

/** The share of a message's features that were seen in training, 0 to 1: low where people talk of what nobody here talked of before. */
export const familiarity = ({ features: known }: Classifier, features: number[]): number =>
  rowsOf(known, features).length / Math.max(features.length, 1);

/** One classifier alone. */
export const classify = (model: Classifier, features: number[]): Float32Array | null => classifyTogether([model], features);

/** One file for several classifiers: a JSON header with its length before it, then the numbers. */
export function packClassifiers(models: Record<string, Classifier>, note: Record<string, string>): Buffer {
  const chunks: Uint8Array[] = [];
  const header: Header = { note, models: {} };
  for (const [name, { features, inner, outer, bias, ...rest }] of Object.entries(models)) {
    header.models[name] = { ...rest, rows: features.size };
    chunks.push(...[features.keys(), inner, outer, bias].map((numbers) => new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)));
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return Buffer.concat([length, json, ...chunks]);
}

interface Header {
  note: Record<string, string>;
  models: Record<string, { labels: string[]; size: number; innerScale: number; outerScale: number; rows: number }>;
}

/**
 * Reads what packClassifiers wrote; throws when the file is shorter than it says. The weights stay where they are in it, 24 MB that are not
 * copied: the file belongs to the models from then on.
 */
export function unpackClassifiers(file: Buffer): { note: Record<string, string>; models: Record<string, Classifier> } {
  const headerLength = file.readUInt32LE(0);
  const header = JSON.parse(file.toString('utf8', 4, 4 + headerLength)) as Header;
  let at = 4 + headerLength;
  const take = (length: number): Int8Array<ArrayBuffer> => {
    if (at + length > file.length) throw new Error('file is too short');
    const part = new Int8Array(file.buffer as ArrayBuffer, file.byteOffset + at, length);
    at += length;
    return part;
  };
  /** Numbers of four bytes are copied: in the file they stand anywhere. */
  const takeWords = (count: number): ArrayBuffer => take(count * 4).slice().buffer;
  const models: Record<string, Classifier> = {};
  let keys = new Uint32Array();
  let features = new FeatureTable(keys);
  for (const [name, { rows, ...rest }] of Object.entries(header.models)) {
    const own = new Uint32Array(takeWords(rows));
    // Neighbours in the file that were trained together share one table.
    if (own.length !== keys.length || own.some((key, at) => key !== keys[at])) features = new FeatureTable(own);
    keys = own;
    const inner = take(rows * rest.size);
    const outer = take(rest.labels.length * rest.size);
    models[name] = { ...rest, features, inner, outer, bias: new Float32Array(takeWords(rest.labels.length)) };
  }
  return { note: header.note, models };
}
