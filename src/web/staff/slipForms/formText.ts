import { SLIP_FIELDS } from '#src/dossiers/slips/fields.ts';
import { type FormBlock, PLACE, type SlipForm } from '#src/dossiers/slips/forms.ts';

/** A part of a form as it is edited: a run of paragraphs, one to a line; the headings of a table; who signs; a note. */
export type FormPart =
  | { kind: 'text'; name: string; text: string }
  | { kind: 'table'; name: string; titles: string[]; empty: string }
  | { kind: 'signatures'; name: string; places: { title: string; note: string }[] }
  | { kind: 'note'; name: string; text: string };

/**
 * The blocks of a form as parts to edit. Tables, signatures and notes stay where they are; before, between and after them there is room for
 * paragraphs, whose number is free.
 */
export function partsOfForm({ blocks }: Pick<SlipForm, 'blocks'>): FormPart[] {
  const parts: FormPart[] = [{ kind: 'text', name: 'text-0', text: '' }];
  for (const block of blocks) {
    if (typeof block === 'string') {
      const last = parts.at(-1) as FormPart & { kind: 'text' };
      last.text = last.text === '' ? block : `${last.text}\n${block}`;
      continue;
    }
    const at = parts.length;
    if ('note' in block) parts.push({ kind: 'note', name: `note-${at}`, text: block.note });
    else if ('signatures' in block) parts.push({ kind: 'signatures', name: `sign-${at}`, places: block.signatures });
    else parts.push({ kind: 'table', name: `table-${at}`, titles: block.columns.map(({ title }) => title), empty: block.empty });
    parts.push({ kind: 'text', name: `text-${at + 1}`, text: '' });
  }
  return parts;
}

/** A form as the fields of a page. */
export function valuesOfForm(form: SlipForm): Record<string, string> {
  const values: Record<string, string> = { label: form.label, number: form.number ?? '', title: form.title, head: form.head.join('\n') };
  if (form.qr) values['qr'] = '1';
  for (const part of partsOfForm(form)) {
    if (part.kind === 'text' || part.kind === 'note') values[part.name] = part.text;
    else if (part.kind === 'table') for (const [at, title] of [part.empty, ...part.titles].entries()) values[`${part.name}-${at}`] = title;
    else
      for (const [at, { title, note }] of part.places.entries())
        Object.assign(values, { [`${part.name}-${at}`]: title, [`${part.name}-${at}-note`]: note });
  }
  return values;
}

/** As many as a form has room for: of a line, a paragraph, the lines above, the heading of a column, and of blocks. */
const LONGEST = { line: 300, paragraph: 2000, column: 100 } as const;
const MOST_HEAD = 3;
const MOST_BLOCKS = 60;

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
const unknownIn = (text: string) => [...text.matchAll(PLACE)].some(([, field]) => !(SLIP_FIELDS as readonly string[]).includes(field!));

/** What was typed as a form with the tables, signatures and size of `base`; the faults by field where it is none. */
export function readFormText(base: SlipForm, values: Record<string, string>): { form: SlipForm; faults: Record<string, string> } {
  const faults: Record<string, string> = {};
  const checked = (name: string, longest: number, needed: boolean, text = values[name] ?? ''): string => {
    if (needed && text === '') faults[name] ??= 'required';
    if (lines(text).some((line) => line.length > longest)) faults[name] ??= 'tooLong';
    if (unknownIn(text)) faults[name] ??= 'unknownField';
    return text;
  };
  const head = lines(checked('head', LONGEST.line, true));
  if (head.length > MOST_HEAD) faults['head'] ??= 'tooLong';
  const number = checked('number', LONGEST.line, false);
  const blocks: FormBlock[] = [];
  const specials = base.blocks.filter((block) => typeof block !== 'string');
  for (const part of partsOfForm(base)) {
    const { name } = part;
    const block = part.kind === 'text' ? null : specials.shift()!;
    if (part.kind === 'text') blocks.push(...lines(checked(name, LONGEST.paragraph, false)));
    else if (part.kind === 'note') blocks.push({ note: checked(name, LONGEST.paragraph, true) });
    else if (part.kind === 'table' && block && 'table' in block)
      blocks.push({
        ...block,
        empty: checked(`${name}-0`, LONGEST.line, true),
        columns: block.columns.map((column, at) => ({ ...column, title: checked(`${name}-${at + 1}`, LONGEST.column, true) })),
      });
    else if (block && 'signatures' in block)
      blocks.push({
        signatures: block.signatures.map((place, at) => ({
          ...place,
          title: checked(`${name}-${at}`, LONGEST.line, true),
          note: checked(`${name}-${at}-note`, LONGEST.line, false),
        })),
      });
  }
  if (blocks.length === 0 || blocks.length > MOST_BLOCKS) faults['text-0'] ??= blocks.length === 0 ? 'required' : 'tooLong';
  const { number: _number, ...rest } = base;
  const label = checked('label', LONGEST.line, true);
  const title = checked('title', LONGEST.line, true);
  return { form: { ...rest, label, title, head, qr: values['qr'] === '1', blocks, ...(number && { number }) }, faults };
}
