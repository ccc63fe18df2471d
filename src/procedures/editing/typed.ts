import { sayIn } from '#src/platform/texts.ts';
import { cleanField } from '#src/text/pasted.ts';
import { type ProcedureContent, procedureContent } from '../content.ts';
import { canonical, type Side } from '../drafts.ts';
import { CHOICES, labelOf } from '../exchange/choices.ts';
import { isoDay } from '../valuesDate.ts';
import { joinFee, rowsOf, slotOf, splitFee, TEXT_LISTS, type Typed, withRows } from './fields.ts';

const PLAIN = ['name', 'field', 'levelNow', 'applicants', 'decision', 'valuesAsOf', 'successor', 'lastDay', 'confidence'] as const;
const LONGEST = 8000;

/** A fee in rows, or in one where taking blanks off the rows would change it. */
function feeRows(text: string): { when: string; amount: string }[] {
  const rows = splitFee(text);
  const cleaned = rows.map(({ when, amount }) => ({ when: cleanField(when), amount: cleanField(amount) }));
  return cleaned.every(({ amount }) => amount !== '') && joinFee(cleaned) === cleanField(text) ? rows : [{ when: '', amount: text }];
}

/** The fields of the form for what a procedure is now. */
export function typedOf({ group, content }: Side): Typed {
  const [term, fee] = [content.termNow ?? content.term, content.feeNow ?? content.fee];
  let typed: Typed = {
    group,
    code: content.code,
    ...Object.fromEntries(PLAIN.map((name) => [name, content[name] ?? ''])),
    ...Object.fromEntries(CHOICES.way.map((way) => [`submission.${way}`, content.submission.includes(way) ? '1' : ''])),
    agency: content[slotOf(content, 'agency')] ?? '',
    sets: String(content.sets ?? ''),
    onlineLevel: String(content.onlineLevel ?? ''),
    'term.text': term?.text ?? '',
    'term.value': String(term?.value ?? '').replace('.', ','),
    'term.unit': term?.unit ?? '',
    'term.basis': term?.basis ?? '',
    'term.note': term?.note ?? '',
    'fee.flag': fee?.flag ?? '',
  };
  for (const list of TEXT_LISTS)
    typed = withRows(
      typed,
      list,
      content[list].map((text) => ({ '': text })),
    );
  typed = withRows(typed, 'fees', fee ? feeRows(fee.text) : []);
  return withRows(
    typed,
    'documents',
    content.documents.map(({ group: heading = '', name, originals = '', copies = '', form = '' }) => ({
      group: heading,
      name,
      originals: String(originals),
      copies: String(copies),
      form,
    })),
  );
}

export type Faults = Record<string, string>;
export interface Read {
  /** Null while something is not right. */
  side: Side | null;
  /** `staff.fault.<fault>` by field. */
  faults: Faults;
}

/** A reader of fields that gives back the very text of before where only cleaning would change it, and remembers faults. */
function reader(typed: Typed, before: ProcedureContent | undefined, faults: Faults) {
  const known = new Map<string, string>();
  const remember = (value: unknown): void => {
    if (typeof value === 'string' || typeof value === 'number') known.set(cleanField(String(value)), String(value));
    else if (value && typeof value === 'object') for (const part of Object.values(value)) remember(part);
  };
  remember(before);
  const text = (key: string): string => {
    const cleaned = cleanField(typed[key] ?? '');
    if (cleaned.length > LONGEST) faults[key] ??= 'tooLong';
    return known.get(cleaned) ?? cleaned;
  };
  const count = (key: string): number | undefined => {
    const given = text(key);
    if (given === '') return undefined;
    if (!/^[1-9]\d?$/.test(given) && !known.has(given)) faults[key] ??= key === 'sets' ? 'sets' : 'papersCount';
    return Number(given);
  };
  const choice = <T extends string>(key: string, among: readonly T[]): T | undefined => {
    const given = text(key);
    if (given !== '' && !among.includes(given as T)) faults[key] ??= 'choose';
    return given === '' ? undefined : (given as T);
  };
  const list = (name: (typeof TEXT_LISTS)[number]): string[] => rowsOf(typed, name).flatMap((at) => text(`${name}.${at}`) || []);
  return { text, count, choice, list };
}
type Reader = ReturnType<typeof reader>;

const given = (entries: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined && value !== ''));

function readTerm({ text, choice }: Reader, faults: Faults): ProcedureContent['term'] {
  const [number, unit] = [text('term.value'), choice('term.unit', CHOICES.unit)];
  const value = number === '' ? undefined : Number(number.replace(',', '.'));
  if (value !== undefined && !(value > 0 && value < 10_000)) faults['term.value'] ??= 'number';
  if (value !== undefined && !unit) faults['term.unit'] ??= 'unit';
  if (value === undefined && unit) faults['term.value'] ??= 'required';
  const words = text('term.text') || (value !== undefined && unit ? `${number} ${labelOf('unit', unit, sayIn('vi'))}` : '');
  if (!words) return undefined;
  const basis = choice('term.basis', CHOICES.basis);
  if (!basis) faults['term.basis'] ??= 'choose';
  return given({ text: words, value, unit, basis, note: text('term.note') }) as ProcedureContent['term'];
}

function readFee({ text, choice }: Reader, typed: Typed, before: string | undefined, faults: Faults): ProcedureContent['fee'] {
  const rows = rowsOf(typed, 'fees').flatMap((at) => {
    const [when, amount] = [text(`fees.${at}.when`), text(`fees.${at}.amount`)];
    if (when && !amount) faults[`fees.${at}.amount`] ??= 'required';
    return when || amount ? [{ when, amount }] : [];
  });
  if (rows.length === 0) return undefined;
  const flag = choice('fee.flag', CHOICES.flag);
  if (!flag) faults['fee.flag'] ??= 'choose';
  const joined = joinFee(rows);
  return { text: before && cleanField(before) === cleanField(joined) ? before : joined, flag: flag ?? 'published' };
}

function readPapers({ text, count }: Reader, typed: Typed, faults: Faults): ProcedureContent['documents'] {
  return rowsOf(typed, 'documents').flatMap((at) => {
    const key = (name: string) => `documents.${at}.${name}`;
    const paper = given({
      group: text(key('group')),
      name: text(key('name')),
      originals: count(key('originals')),
      copies: count(key('copies')),
      form: text(key('form')),
    }) as ProcedureContent['documents'][number];
    const { group: _group, ...said } = paper;
    if (Object.values(said).length > 0 && !paper.name) faults[key('name')] ??= 'required';
    return Object.values(said).length > 0 ? [paper] : [];
  });
}

const equal = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

/** Puts today's value where it belongs, and leaves both of the pair alone where nothing was changed. */
function put<K extends 'term' | 'fee' | 'agency'>(content: Partial<ProcedureContent>, name: K, value: ProcedureContent[K]): void {
  const slot = slotOf(content, name);
  const shown = content[`${name}Now`] ?? content[name === 'agency' ? slot : name];
  if (equal(shown, value)) return;
  if (value === undefined) delete content[slot];
  else Object.assign(content, { [slot]: value });
}

/**
 * Reads the form into what a version holds. What the form does not show (how the level is known, flags of the sources) stays as it was in
 * `before`; a new procedure has none.
 */
export function readTyped(typed: Typed, before: Side | null): Read {
  const faults: Faults = {};
  const read = reader(typed, before?.content, faults);
  const { text, choice } = read;
  const base = before?.content;
  const content: Partial<ProcedureContent> = base
    ? { ...base }
    : { code: text('code'), level: 'commune', levels: [], levelEvidence: 'editor', flags: [] };

  for (const name of ['name', 'field'] as const) {
    content[name] = text(name);
    if (!content[name]) faults[name] ??= 'required';
  }
  const level = choice('levelNow', CHOICES.level);
  const lastDay = text('lastDay');
  if (lastDay && !isoDay.safeParse(lastDay).success) faults['lastDay'] ??= 'day';
  if (!base && level) content.level = level;
  const plain = given({
    levelNow: level,
    applicants: text('applicants'),
    decision: text('decision'),
    valuesAsOf: text('valuesAsOf'),
    successor: text('successor'),
    lastDay,
    sets: read.count('sets'),
  });
  for (const name of ['levelNow', 'applicants', 'decision', 'valuesAsOf', 'successor', 'lastDay', 'sets'] as const) delete content[name];
  Object.assign(content, plain);
  const onlineLevel = text('onlineLevel');
  if (onlineLevel !== String(content.onlineLevel ?? '')) {
    delete content.onlineLevel;
    if (onlineLevel) content.onlineLevel = onlineLevel;
  }
  const ways = CHOICES.way.filter((way) => typed[`submission.${way}`] === '1');
  content.submission = base && equal([...base.submission].sort(), [...ways].sort()) ? base.submission : ways;
  content.confidence = choice('confidence', CHOICES.confidence) ?? 'high';
  for (const list of TEXT_LISTS) content[list] = read.list(list);
  if (content.sources?.length === 0) faults['sources'] ??= 'source';
  content.documents = readPapers(read, typed, faults);
  put(content, 'agency', text('agency') || undefined);
  put(content, 'term', readTerm(read, faults));
  put(content, 'fee', readFee(read, typed, (base?.feeNow ?? base?.fee)?.text, faults));
  const group = text('group');
  if (!group) faults['group'] ??= 'choose';

  if (Object.keys(faults).length > 0) return { side: null, faults };
  const result = procedureContent.safeParse(content);
  if (result.success) return { side: { group, content: result.data }, faults };
  for (const { path } of result.error.issues) faults[path.join('.')] ??= path[0] === 'code' ? 'code' : 'required';
  return { side: null, faults };
}
