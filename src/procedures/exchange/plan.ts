import { fieldKey } from '#src/text/fields.ts';
import { fold } from '#src/text/fold.ts';
import { type ProcedureContent, type ProcedureWords, procedureContent, procedureWords } from '../content.ts';
import { changedFields } from '../drafts.ts';
import { NO_WORDS } from '../files.ts';
import { titleOf } from '../present.ts';
import { headingKey } from './columns.ts';
import { isError, type Remark } from './findings.ts';
import { withValues } from './paths.ts';
import { readPortalRow } from './portal.ts';
import type { ImportRow, Place, ReadRows } from './rows.ts';
import { contentFaults, type ShapeFault, shapeFaults } from './shape.ts';

/** What is in force of a procedure, and who published it. */
export interface Current {
  group: string;
  content: ProcedureContent;
  words: ProcedureWords;
  origin: string;
  wordsOrigin: string | null;
}

export type ItemStatus = 'new' | 'changed' | 'draft' | 'unchanged' | 'refused';

/** What an import does with one procedure. */
export interface Item {
  row: number;
  sheet?: string;
  code: string;
  name: string;
  status: ItemStatus;
  /** The fields that differ from what is in force: "fee", "words.aliases"; empty for what is new. */
  fields: string[];
  group: string;
  content: ProcedureContent;
  /** Only where the file says something of the words that differs from those in force. */
  words?: ProcedureWords;
  wordsAt?: Place;
}

export interface Plan {
  items: Item[];
  /** Rows whose procedure cannot be made at all; counted with the refused ones. */
  broken: string[];
  remarks: Remark[];
}

export interface PlanSetting {
  current: ReadonlyMap<string, Current>;
  /** What a new procedure of a portal file names as its source: the file and the day. */
  source: string;
  /** Words that mean a fee of zero. */
  zeroWords: readonly string[];
}

/** How a portal row without columns of ours is filled in where nothing is in force: where it is from, and no more trust than that. */
const portalDefaults = (source: string): [string, unknown][] => [
  ['levelEvidence', 'portal-export'],
  ['sources', [source]],
  ['confidence', 'medium'],
];

/** The group of fields of each published field in force; a field that stands in several groups tells none. */
function groupsByField(current: PlanSetting['current']): Map<string, string> {
  const byField = Map.groupBy([...current.values()], ({ content }) => fieldKey(content.field));
  return new Map(
    [...byField].flatMap(([field, entries]) => {
      const groups = [...new Set(entries.map(({ group }) => group))];
      return groups.length === 1 ? [[field, groups[0]!] as const] : [];
    }),
  );
}

type Say = (code: Remark['code'], params?: Remark['params'], at?: Place) => void;

/** The content that a row makes of what is in force; undefined when it is faulty, which is said. */
function contentOf(
  row: ImportRow,
  before: Current | undefined,
  setting: PlanSetting,
  say: Say,
): { content: ProcedureContent; field?: string } | undefined {
  const portal = row.portal && readPortalRow(row.portal, before?.content, setting.zeroWords);
  if (portal?.unknownLevel !== undefined) say('levelUnknown', { field: headingKey('level'), given: portal.unknownLevel });
  const base = before && !row.complete ? before.content : {};
  const start = withValues({ ...base, code: row.code }, row.portal && !before ? portalDefaults(setting.source) : []);
  const merged = withValues(withValues(start, portal?.given ?? []), row.given);
  const result = procedureContent.safeParse(merged);
  const faults: ShapeFault[] = result.success ? contentFaults(result.data) : shapeFaults(result.error.issues, merged);
  for (const { code, field, given, paper } of faults) say(code, { field, given }, paper === undefined ? undefined : row.places?.papers?.[paper]);
  return result.success ? { content: result.data, ...(portal?.field ? { field: portal.field } : {}) } : undefined;
}

function wordsOf(row: ImportRow, before: Current | undefined, say: Say): ProcedureWords | undefined {
  if (!row.words) return undefined;
  const merged = withValues(row.complete ? {} : { ...(before?.words ?? NO_WORDS) }, row.words);
  if (merged['reviewed'] === false) delete merged['reviewed'];
  const result = procedureWords.safeParse(merged);
  if (result.success) return result.data;
  for (const { code, field, given } of shapeFaults(result.error.issues, merged, 'words.')) say(code, { field, given }, row.places?.words);
  return undefined;
}

/** An alias that is another procedure's title leads people astray; two procedures of one title are both called by it. */
function aliasRemarks(items: Item[], current: PlanSetting['current']): Remark[] {
  const names = new Map([
    ...[...current].map(([code, { content }]) => [code, content.name] as const),
    ...items.map(({ code, name }) => [code, name] as const),
  ]);
  const titles = Map.groupBy([...names], ([, name]) => fold(titleOf({ name })));
  return items.flatMap(({ row, sheet, code, name, words, wordsAt, status }) => {
    const place = { row, ...(sheet ? { sheet } : {}), procedure: code };
    const others = (title: string) => (titles.get(fold(title)) ?? []).filter(([other]) => other !== code).map(([other]) => other);
    const aliases = (words?.aliases ?? []).flatMap((alias): Remark[] => {
      const same = fold(alias) === fold(titleOf({ name })) ? [] : others(alias);
      return same.length > 0 ? [{ ...place, ...wordsAt, code: 'aliasIsTitle', params: { given: alias, other: same.join(', ') } }] : [];
    });
    const shared = status === 'new' ? others(titleOf({ name })) : [];
    return shared.length > 0 ? [...aliases, { ...place, code: 'nameShared', params: { given: name, other: shared.join(', ') } }] : aliases;
  });
}

function itemOf(row: ImportRow, setting: PlanSetting, fields: Map<string, string>, groups: Set<string>, say: Say): Item | null {
  const before = setting.current.get(row.code);
  const made = contentOf(row, before, setting, say);
  const words = wordsOf(row, before, say);
  const group = row.group ?? before?.group ?? fields.get(fieldKey(made?.field ?? ''));
  if (group === undefined) say('groupMissing', { field: headingKey('group'), given: made?.content.field ?? '' });
  else if (groups.size > 0 && !groups.has(group)) say('groupUnknown', { field: headingKey('group'), given: group });
  if (!made || group === undefined) return null;
  const { content } = made;
  const ofContent = before ? changedFields(before, { group, content }).filter((field) => !field.startsWith('words.')) : [];
  const side = before && { group: before.group, content: before.content };
  const ofWords = words && side ? changedFields({ ...side, words: before.words }, { ...side, words }) : [];
  const status: ItemStatus = !before
    ? 'new'
    : (ofContent.length > 0 && before.origin === 'admin') || (ofWords.length > 0 && before.wordsOrigin === 'admin')
      ? 'draft'
      : ofContent.length + ofWords.length > 0
        ? 'changed'
        : 'unchanged';
  const place = { row: row.row, ...(row.sheet ? { sheet: row.sheet } : {}) };
  const wordsAt = row.places?.words;
  const own = words && (!before || ofWords.length > 0) ? { words, ...(wordsAt ? { wordsAt } : {}) } : {};
  return { ...place, code: row.code, name: content.name, status, fields: [...ofContent, ...ofWords], group, content, ...own };
}

/**
 * Compares what a file says with what is in force: for each procedure what would be done, with the fields that change, and everything
 * there is to remark on. Pure; writes nothing. A procedure with an error is refused.
 */
export function planImport(read: ReadRows, setting: PlanSetting): Plan {
  const fields = groupsByField(setting.current);
  const groups = new Set([...setting.current.values()].map(({ group }) => group));
  // A cell that could not be read has been said; what it leaves missing is not said again.
  const said = new Set(read.remarks.filter(isError).map(({ procedure, params }) => `${procedure} ${params?.['field']}`));
  const remarks = [...read.remarks];
  const broken: string[] = [];
  const items = read.rows.flatMap((row) => {
    const place = { row: row.row, ...(row.sheet ? { sheet: row.sheet } : {}), procedure: row.code };
    // Papers or words alone do not make a procedure.
    if (!setting.current.has(row.code) && !row.portal && !row.given.has('name')) {
      remarks.push({ ...place, code: 'codeUnknown', params: { given: row.code } });
      broken.push(row.code);
      return [];
    }
    const say: Say = (code, params = {}, at) => {
      if (!said.has(`${row.code} ${params['field']}`)) remarks.push({ ...place, ...at, code, params });
    };
    const item = itemOf(row, setting, fields, groups, say);
    if (!item) broken.push(row.code);
    return item ?? [];
  });
  remarks.push(...aliasRemarks(items, setting.current));
  for (const { row, sheet, code, status, fields: changed } of items)
    if (status === 'draft')
      remarks.push({ row, ...(sheet ? { sheet } : {}), procedure: code, code: 'keptByAdmin', params: { given: code, fields: changed.join(', ') } });
  const refused = new Set(remarks.filter(isError).map(({ procedure }) => procedure));
  return {
    items: items.map((item) => (refused.has(item.code) ? { ...item, status: 'refused' as const } : item)),
    broken,
    remarks,
  };
}
