import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { z } from 'zod';
import { dayOf } from '#src/text/formats.ts';
import { FORM_KINDS, type FormKind } from '../states.ts';
import { SLIP_FIELDS, SLIP_TABLES } from './fields.ts';

const FILE = new URL('../../../prisma/forms/slips.yaml', import.meta.url);

/** The places of a text: {field}, or {field?} for what may be left out. */
export const PLACE = /\{(\w+)(\?)?\}/g;

const known = (text: string) => [...text.matchAll(PLACE)].every(([, field]) => (SLIP_FIELDS as readonly string[]).includes(field!));
const paragraph = z.string().min(1).max(2000).refine(known, { error: 'names a field that there is not' });
const line = z.string().min(1).max(300).refine(known, { error: 'names a field that there is not' });

const table = z
  .strictObject({
    table: z.enum(Object.keys(SLIP_TABLES) as [keyof typeof SLIP_TABLES]),
    columns: z
      .array(
        z.strictObject({
          title: z.string().min(1).max(100),
          value: z.string(),
          /** Points (1/72 inch); the columns without share what is left. */
          width: z.number().min(10).max(400).optional(),
          align: z.enum(['left', 'center', 'right']).default('left'),
        }),
      )
      .min(1)
      .max(20),
    /** What is said when the list is empty. */
    empty: z.string().min(1).max(300),
  })
  .refine((entry) => entry.columns.every(({ value }) => (SLIP_TABLES[entry.table] as readonly string[]).includes(value)), {
    error: 'shows a column that the list has not',
  });

const signature = z.strictObject({
  title: line,
  note: z.string().max(300).default(''),
  /** Whose name is printed under the place for the signature. */
  name: z.enum(SLIP_FIELDS).optional(),
  /** Not a signature but a list of who gets it. */
  plain: z.boolean().default(false),
});

const block = z.union([paragraph, table, z.strictObject({ signatures: z.array(signature).min(1).max(3) }), z.strictObject({ note: paragraph })]);

/** A form as data: an agency may put its own in the place of the one that ships. */
export const slipForm = z.strictObject({
  label: line,
  size: z.enum(['A4', 'A5']),
  landscape: z.boolean().default(false),
  /** Who makes it, from above: the last stands bold. */
  head: z.array(line).min(1).max(3).default(['{agency}', '{unit}']),
  number: line.optional(),
  title: line,
  qr: z.boolean().default(false),
  blocks: z.array(block).min(1).max(60),
});
export type SlipForm = z.output<typeof slipForm>;
export type FormBlock = SlipForm['blocks'][number];

const like = z.looseObject({ like: z.string() });
const file = z.strictObject({
  national: z.tuple([z.string(), z.string()]),
  circulars: z.array(
    z.strictObject({ id: z.string(), name: z.string(), validFrom: z.iso.date(), forms: z.partialRecord(z.enum(FORM_KINDS), z.unknown()) }),
  ),
});

export interface Circular {
  id: string;
  name: string;
  validFrom: string;
  forms: Partial<Record<FormKind, SlipForm>>;
}

export interface Forms {
  /** The country's name and motto. */
  national: readonly [string, string];
  /** The newest first. */
  circulars: Circular[];
}

/** The forms that ship with the product. `{like: <circular>, …}` takes a form of a newer circular with some things otherwise. */
export function readForms(text = readFileSync(FILE, 'utf8')): Forms {
  const { national, circulars } = file.parse(load(text));
  const read: Circular[] = [];
  for (const { forms, ...circular } of circulars) {
    const entries = Object.entries(forms).map(([kind, given]) => {
      const { like: other, ...changes } = like.safeParse(given).data ?? { like: null };
      const base = other === null ? {} : read.find(({ id }) => id === other)?.forms[kind as FormKind];
      return [kind, slipForm.parse(other === null ? given : { ...base, ...changes })] as const;
    });
    read.push({ ...circular, forms: Object.fromEntries(entries) });
  }
  return { national, circulars: read };
}

/** The form of a kind that was in force on a day; before all, and for a kind that an older circular did not have, the first that there was. */
export function formOn({ circulars }: Pick<Forms, 'circulars'>, kind: FormKind, at: Date): { circular: Circular; form: SlipForm } {
  const having = circulars.flatMap((circular) => {
    const form = circular.forms[kind];
    return form ? [{ circular, form }] : [];
  });
  return having.find(({ circular }) => circular.validFrom <= dayOf(at)) ?? having.at(-1)!;
}
