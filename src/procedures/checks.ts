import { fold } from '#src/text/fold.ts';
import { formatNumber } from '#src/text/formats.ts';
import type { CatalogueFiles } from './files.ts';
import { titleOf } from './present.ts';
import { countPublications } from './publications.ts';

/** What a person must still write for a procedure to be found by what people say. */
const LEAST = { aliases: 5, situations: 10 };

/** Words for every procedure, enough of them, and none for a code that is not in the catalogue. */
export function wordsFaults({ procedures, words }: CatalogueFiles): string[] {
  const known = new Set(procedures.map(({ content }) => content.code));
  const missing = procedures.flatMap(({ group, content: { code } }) => {
    const entry = words.get(code);
    if (!entry) return [`words/${group}.yaml: ${code} has no words`];
    return (['aliases', 'situations'] as const)
      .filter((kind) => entry[kind].length < LEAST[kind])
      .map((kind) => `words/${group}.yaml: ${code} has ${entry[kind].length} ${kind}, at least ${LEAST[kind]} are needed`);
  });
  const unknown = [...words.keys()].filter((code) => !known.has(code)).map((code) => `words: ${code} is not in the catalogue`);
  return [...missing, ...unknown];
}

/** An alias that is the title of another procedure leads people astray. */
export function aliasFaults({ procedures, words }: CatalogueFiles): string[] {
  const titles = Map.groupBy(procedures, ({ content }) => fold(titleOf(content)));
  return procedures.flatMap(({ group, content: { code, name } }) =>
    (words.get(code)?.aliases ?? []).flatMap((alias) => {
      const others = (titles.get(fold(alias)) ?? []).filter(({ content }) => content.code !== code);
      // Two procedures of one title (an old and a new code) are both called by it.
      return others.length > 0 && fold(titleOf({ name })) !== fold(alias)
        ? [`words/${group}.yaml: alias "${alias}" of ${code} is the title of ${others.map(({ content }) => content.code).join(', ')}`]
        : [];
    }),
  );
}

/** Every option of a group of look-alikes is known, and what triggers one triggers no other. */
export function groupFaults({ procedures, groups }: CatalogueFiles): string[] {
  const known = new Set(procedures.map(({ content }) => content.code));
  const options = groups.flatMap(({ id, options }) =>
    options.filter(({ code }) => !known.has(code)).map(({ code }) => `ambiguity.yaml: ${id} offers ${code}, which is not in the catalogue`),
  );
  const owners = new Map<string, string>();
  const triggers = groups.flatMap(({ id, triggers }) =>
    triggers.flatMap((trigger) => {
      const owner = owners.get(fold(trigger));
      owners.set(fold(trigger), owner ?? id);
      return owner && owner !== id ? [`ambiguity.yaml: trigger "${trigger}" is in ${owner} and in ${id}`] : [];
    }),
  );
  return [...options, ...triggers];
}

/** A published list holds procedures that there are, each once, and as many as its decision says. */
export function publicationFaults({ procedures, publications }: CatalogueFiles): string[] {
  const known = new Set(procedures.map(({ content }) => content.code));
  return publications.flatMap((list) => {
    const place = `publications.yaml: ${list.id}`;
    const [counted] = countPublications([list], list.from);
    return (['district', 'commune'] as const).flatMap((level) => {
      const codes = Object.values(list.members[level] ?? {}).flat();
      const said = list.counts?.[level];
      const held = counted?.levels[level] ?? { procedures: 0, fields: 0 };
      return [
        ...codes.filter((code) => !known.has(code)).map((code) => `${place} holds ${code}, which is not in the catalogue`),
        ...codes.filter((code, at) => codes.indexOf(code) < at).map((code) => `${place} holds ${code} twice at ${level} level`),
        ...(said && (said.procedures !== held.procedures || said.fields !== held.fields)
          ? [`${place} holds ${held.procedures} in ${held.fields} fields at ${level} level, its decision ${said.procedures} in ${said.fields}`]
          : []),
      ];
    });
  });
}

/** Letters typed as a letter and a mark apart look the same and are not: every text is in NFC. */
export function normalFaults(file: string, text: string): string[] {
  return text.split('\n').flatMap((line, at) => (line === line.normalize('NFC') ? [] : [`${file}:${at + 1}: not in NFC`]));
}

type Tree = string | Tree[] | { [key: string]: Tree };

/** Each sentence of a locale by its key; entries of lists by their number. */
function sentences(tree: Tree, key = ''): Map<string, string> {
  if (typeof tree === 'string') return new Map([[key, tree]]);
  return new Map(Object.entries(tree).flatMap(([name, value]) => [...sentences(value, key ? `${key}.${name}` : name)]));
}

const placeholders = (text: string) =>
  [...text.matchAll(/\{\{-?\s*(\w+)/g)]
    .map((match) => match[1])
    .sort()
    .join(', ');

/** Lists of words that are recognised in other people's files: each language has its own, as many as there are. At least one is needed. */
const RECOGNISED = /^dossierExchange\.(headings|channels|ownerKinds|returnChannels|states|termUnits)\..+\.[1-9]\d*$/;

/** A language that says one thing otherwise than several has a key of its own for it (i18next, "Plurals"). */
const manyOf = (key: string) => key.replace(/_one$/, '');

/** The locales have the same keys with the same placeholders, and no empty sentence. The first is the measure. */
export function localeFaults(locales: Record<string, Tree>): string[] {
  const [[measure, first], ...others] = Object.entries(locales).map(([name, tree]) => [name, sentences(tree)] as const) as [
    readonly [string, Map<string, string>],
    ...(readonly [string, Map<string, string>])[],
  ];
  const empty = [[measure, first] as const, ...others].flatMap(([name, own]) =>
    [...own].filter(([, text]) => text.trim() === '').map(([key]) => `locales/${name}.json: ${key} is empty`),
  );
  const differing = others.flatMap(([name, own]) => [
    ...[...first.keys()].filter((key) => !own.has(key) && !RECOGNISED.test(key)).map((key) => `locales/${name}.json: ${key} is missing`),
    ...[...own.keys()]
      .filter((key) => !first.has(manyOf(key)) && !RECOGNISED.test(key))
      .map((key) => `locales/${name}.json: ${key} is not in ${measure}.json`),
    ...[...own]
      .filter(([key, text]) => placeholders(text) !== placeholders(first.get(manyOf(key)) ?? text))
      .map(
        ([key, text]) =>
          `locales/${name}.json: ${key} fills in (${placeholders(text)}), ${measure}.json (${placeholders(first.get(manyOf(key)) ?? '')})`,
      ),
  ]);
  return [...empty, ...differing];
}

/** Each group of fields, the name of its file, has a name in each locale. */
export function groupNameFaults({ procedures }: CatalogueFiles, locales: Record<string, Tree>): string[] {
  const groups = [...new Set(procedures.map(({ group }) => group))];
  return Object.entries(locales).flatMap(([name, tree]) => {
    const own = sentences(tree);
    return groups.filter((group) => !own.has(`group.${group}`)).map((group) => `locales/${name}.json: group.${group} is missing`);
  });
}

/** Lines of "label<TAB>text": every label is one of those that there are, and no text is missing. */
export function labelledFaults(file: string, text: string, labels: readonly string[]): string[] {
  return text.split('\n').flatMap((line, at) => {
    if (line === '' || line.startsWith('#')) return [];
    const [label = '', said = '', ...more] = line.split('\t');
    if (!labels.includes(label)) return [`${file}:${at + 1}: unknown label "${label}"`];
    return said.trim() === '' || more.length > 0 ? [`${file}:${at + 1}: is not "label<TAB>text"`] : [];
  });
}

/** How much there is, for a person to see at a glance. */
export function countsOf({ procedures, words, groups, elsewhere, publications }: CatalogueFiles): string[] {
  const sum = (kind: 'aliases' | 'situations') => [...words.values()].reduce((total, entry) => total + entry[kind].length, 0);
  return Object.entries({
    procedures: procedures.length,
    aliases: sum('aliases'),
    situations: sum('situations'),
    groups: groups.length,
    elsewhere: elsewhere.length,
    publications: publications.length,
  }).map(([name, count]) => `${name}: ${formatNumber(count)}`);
}

/** Every cited number stands in the register of texts, and every row of the succession table speaks of something that there is. */
export function legalFaults({ procedures, legal, succession }: CatalogueFiles): string[] {
  const registered = new Set(legal.map(({ number }) => number));
  const uncited = procedures.flatMap(({ group, content: { code, legalBasis } }) =>
    legalBasis
      .filter((number) => !registered.has(number))
      .map((number) => `procedures/${group}.yaml: ${code} cites ${number}, which is not in legal.yaml`),
  );
  const codes = new Set(procedures.map(({ content }) => content.code));
  const groups = new Set(procedures.map(({ group }) => group));
  const unknown = succession.flatMap(({ id, for: wanted }) => [
    ...(wanted.codes ?? []).filter((code) => !codes.has(code)).map((code) => `succession.yaml: ${id} names ${code}, which is not in the catalogue`),
    ...(wanted.groups ?? [])
      .filter((group) => !groups.has(group))
      .map((group) => `succession.yaml: ${id} names ${group}, which is no group of fields`),
  ]);
  return [...uncited, ...unknown];
}
