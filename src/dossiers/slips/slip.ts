import type { SlipFacts, SlipField } from './fields.ts';
import { type FormBlock, type Forms, PLACE, type SlipForm } from './forms.ts';

/** A piece of a line: what the form says, what is filled in, or that something is missing. */
export interface Run {
  text: string;
  kind: 'form' | 'value' | 'missing';
}

export type SlipBlock =
  | { kind: 'paragraph'; runs: Run[] }
  | { kind: 'note'; runs: Run[] }
  | { kind: 'table'; columns: { title: string; width?: number; align: 'left' | 'center' | 'right' }[]; rows: string[][]; empty: string }
  | { kind: 'signatures'; places: { title: string; note: string; name: string | null; plain: boolean }[] };

/** A filled-in form as data, ready to be drawn on paper. */
export interface Slip {
  label: string;
  size: 'A4' | 'A5';
  landscape: boolean;
  national: readonly [string, string];
  /** Who makes it, from above. */
  head: Run[][];
  number: Run[] | null;
  placeAndDay: string;
  title: string;
  qr: string | null;
  blocks: SlipBlock[];
  /** At the foot of every page. */
  foot: string;
  /** Said on the paper when it is invented. */
  banner: string | null;
  /** Fields that the form names and nobody filled in. */
  missing: SlipField[];
}

/** The words that stand where something is not known or invented. */
export interface SlipWords {
  missing: string;
  demo: string;
}

/** Fills a form. What is not known is said to be missing, never made up. */
export function slipOf(form: SlipForm, national: Forms['national'], facts: SlipFacts, words: SlipWords): Slip {
  const missing = new Set<SlipField>();
  const fill = (text: string) => fillText(text, facts, words, missing);
  const number = form.number ? fill(form.number) : null;
  const blocks = form.blocks.flatMap((entry) => fillBlock(entry, facts, fill) ?? []);
  return {
    label: form.label,
    size: form.size,
    landscape: form.landscape,
    national,
    head: form.head.flatMap((line) => [fill(line) ?? []]),
    number,
    placeAndDay: facts.placeAndDay,
    title: form.title,
    qr: form.qr ? facts.link : null,
    blocks,
    foot: facts.fields.code ?? '',
    banner: facts.demo ? words.demo : null,
    missing: [...missing],
  };
}

function fillBlock(entry: FormBlock, facts: SlipFacts, fill: (text: string) => Run[] | null): SlipBlock | null {
  if (typeof entry === 'string') {
    const runs = fill(entry);
    return runs && { kind: 'paragraph', runs };
  }
  if ('note' in entry) {
    const runs = fill(entry.note);
    return runs && { kind: 'note', runs };
  }
  if ('signatures' in entry)
    return {
      kind: 'signatures',
      places: entry.signatures.map(({ title, note, name, plain }) => ({ title, note, plain, name: (name && facts.fields[name]) ?? null })),
    };
  const rows = facts.tables[entry.table] ?? [];
  return {
    kind: 'table',
    columns: entry.columns.map(({ title, width, align }) => ({ title, align, ...(width && { width }) })),
    rows: rows.map((row) => entry.columns.map(({ value }) => row[value] ?? '')),
    empty: entry.empty,
  };
}

/** The pieces of a text; null when it only had places that may be left out and none of them is known. */
function fillText(text: string, { fields }: SlipFacts, words: SlipWords, missing: Set<SlipField>): Run[] | null {
  const runs: Run[] = [];
  let [at, optional, filled] = [0, false, false];
  for (const match of text.matchAll(PLACE)) {
    const [whole, name, mark] = match;
    const field = name as SlipField;
    const value = fields[field]?.trim();
    if (match.index > at) runs.push({ kind: 'form', text: text.slice(at, match.index) });
    at = match.index + whole.length;
    if (value) {
      filled = true;
      runs.push({ kind: 'value', text: value });
    } else if (mark) optional = true;
    else {
      filled = true;
      missing.add(field);
      runs.push({ kind: 'missing', text: words.missing });
    }
  }
  if (at < text.length) runs.push({ kind: 'form', text: text.slice(at) });
  return optional && !filled ? null : runs;
}
