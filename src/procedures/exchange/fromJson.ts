import { AppError, briefly } from '#src/platform/errors.ts';
import { mended } from '#src/platform/sheets/cells.ts';
import { procedureContent, procedureWords } from '../content.ts';
import { readCode } from './codes.ts';
import type { Remark } from './findings.ts';
import { codeFault, type ImportRow, type ReadRows } from './rows.ts';

type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every text mended, and what was mended. */
function mend(value: unknown): { value: unknown; changes: Set<'notNfc' | 'badSigns'> } {
  const changes = new Set<'notNfc' | 'badSigns'>();
  const walk = (part: unknown): unknown => {
    if (typeof part === 'string') {
      const { text, changes: own } = mended(part);
      for (const change of own) changes.add(change);
      return text;
    }
    if (Array.isArray(part)) return part.map(walk);
    return isTree(part) ? Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, walk(inner)])) : part;
  };
  return { value: walk(value), changes };
}

/** Names of the fields that a shape does not have: they are said, not dropped. */
const strangers = (tree: Tree, shape: object, prefix: string) => Object.keys(tree).flatMap((key) => (key in shape ? [] : [`${prefix}${key}`]));

/**
 * Reads an array of {group, content, words}, as an export writes it. An entry says everything of its content; without `words` it says
 * nothing of them. Throws importFileBroken when the text is not such an array.
 */
export function readJson(text: string): ReadRows {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new AppError('importFileBroken', { status: 400, params: { detail: briefly(cause) }, cause });
  }
  if (!Array.isArray(data)) throw new AppError('importFileBroken', { status: 400, params: { detail: '[{group, content, words}, …]' } });
  const remarks: Remark[] = [];
  const rows = new Map<string, ImportRow>();
  for (const [at, raw] of data.entries()) {
    const row = at + 1;
    const { value: entry, changes } = mend(raw);
    if (!isTree(entry) || !isTree(entry['content']) || !(entry['words'] === undefined || isTree(entry['words']))) {
      remarks.push({ row, code: 'notAnEntry' });
      continue;
    }
    const { group, content, words, ...rest } = entry as { group?: unknown; content: Tree; words?: Tree };
    const given = content['code'];
    const reading = readCode(typeof given === 'string' || typeof given === 'number' ? given : '');
    const fault = codeFault(reading.code);
    if (fault) {
      remarks.push({ row, code: fault, params: { given: reading.code, suggestion: 'x-…' } });
      continue;
    }
    const { code, note } = reading;
    const say = (finding: Remark['code'], params: Remark['params'] = {}) => remarks.push({ row, procedure: code, code: finding, params });
    const before = rows.get(code);
    if (before) {
      say('duplicate', { given: code, other: before.row });
      continue;
    }
    if (note) say(note === 'suffix' ? 'codeSuffix' : 'codeAsNumber', { given: String(given), value: code });
    for (const change of changes) say(change, { column: '–' });
    for (const name of [
      ...Object.keys(rest),
      ...strangers(content, procedureContent.shape, ''),
      ...strangers(words ?? {}, procedureWords.shape, 'words.'),
    ])
      say('fieldUnknown', { name });
    const { code: _code, ...values } = content;
    rows.set(code, {
      row,
      code,
      ...(group === undefined ? {} : { group: String(group) }),
      given: new Map(Object.entries(values).filter(([key]) => key in procedureContent.shape)),
      complete: true,
      ...(words ? { words: new Map(Object.entries(words).filter(([key]) => key in procedureWords.shape)) } : {}),
    });
  }
  return { rows: [...rows.values()], remarks };
}
