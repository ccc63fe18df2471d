import type { AdminUnit, AdminUnitKind } from '#src/directory/adminUnit.ts';
import type { AgencyKind } from '#src/directory/agency.ts';
import type { Directory } from '#src/directory/directory.ts';
import type { Analyser, Word } from '#src/text/analyse.ts';
import { PhraseSet } from '#src/text/phrases.ts';
import { createWhenReader, type When, type WhenCues } from './directoryWhen.ts';

/** What a message about offices may ask for. `person` is a name, `contact` everything, `none` what no directory holds. */
export const DIRECTORY_FACTS = [
  'hours',
  'open',
  'address',
  'phone',
  'hotline',
  'email',
  'website',
  'reception',
  'counter',
  'feedback',
  'successor',
  'district',
  'person',
  'contact',
  'none',
] as const;
export type DirectoryFact = (typeof DIRECTORY_FACTS)[number];

export interface DirectoryQuestion {
  /** The agency meant; null when the words name none. */
  kind: AgencyKind | null;
  /** A place that is none of the commune's, in the words of the language file. */
  other: string | null;
  /** What is asked for, in the order asked; empty when it was not understood. `open` is told as `hours`. */
  facts: DirectoryFact[];
  /** Groups of fields whose counter is meant. */
  fields: string[];
  when: When;
  /** Code of an administrative unit of before that the words name. */
  place: string | null;
  /** Whether the words themselves ask what became of that unit. */
  asksPlace: boolean;
}

/** Turns of speech about offices; see prisma/language/directory.yaml. */
export interface DirectoryCues {
  kinds: Partial<Record<AgencyKind, string[]>>;
  others: string[];
  facts: Record<DirectoryFact, string[]>;
  fields: Record<string, string[]>;
  when: WhenCues;
  unitKinds: Record<AdminUnitKind, string[]>;
}

export type AskDirectory = (message: string) => DirectoryQuestion;

const MOST_FACTS = 3;
/** From so many words on a message tells a story around its question. */
const STORY = 20;
/** What a question for one thing makes of the words that look like another: "quầy hộ tịch ở đâu" asks for the counter. */
const COVERS: Partial<Record<DirectoryFact, DirectoryFact[]>> = {
  counter: ['address', 'contact'],
  hotline: ['phone'],
  feedback: ['address', 'counter', 'contact'],
  reception: ['hours', 'open', 'address', 'counter', 'contact', 'person'],
  district: ['address', 'counter', 'contact', 'successor'],
  successor: ['person', 'address'],
};

interface Place<T> {
  value: T;
  from: number;
  to: number;
}

/** Of places that overlap the longest, then the first; in the order of the message. */
function longest<T>(found: Place<T>[]): T[] {
  const taken: Place<T>[] = [];
  for (const place of found.toSorted((a, b) => b.to - b.from - (a.to - a.from) || a.from - b.from))
    if (taken.every((other) => place.to <= other.from || other.to <= place.from)) taken.push(place);
  return [...new Set(taken.sort((a, b) => a.from - b.from).map(({ value }) => value))];
}

const phrasesOf = <K extends string>(cues: Partial<Record<K, string[]>>, analyse: Analyser): PhraseSet<K> =>
  new PhraseSet<K>(
    Object.entries(cues).flatMap(([key, texts]) => (texts as string[]).map((text): [string, K] => [text, key as K])),
    analyse,
  );

/** Units of before by their names: with their kind anywhere, and bare where the question is what became of them. */
function createPlaceFinder({ units }: Pick<Directory, 'units'>, kinds: DirectoryCues['unitKinds'], analyse: Analyser) {
  const old = units.filter((unit) => unit.validTo !== undefined);
  const titled = new PhraseSet<AdminUnit>(
    old.flatMap((unit) => kinds[unit.kind].map((word): [string, AdminUnit] => [`${word} ${unit.name}`, unit])),
    analyse,
  );
  const bare = new PhraseSet<AdminUnit>(
    old.filter((unit) => unit.name.includes(' ')).map((unit): [string, AdminUnit] => [unit.name, unit]),
    analyse,
  );
  return (words: Word[], asked: boolean): AdminUnit | null => (titled.find(words)[0] ?? (asked ? bare.find(words)[0] : undefined))?.value ?? null;
}

/** What is asked for after one thing has covered another, the field has been looked at, and time alone has been read as hours. */
function settle(facts: DirectoryFact[], question: Omit<DirectoryQuestion, 'facts' | 'other'>, length: number): DirectoryFact[] {
  // In a few words everything belongs to what no directory holds; a story may ask for the hours as well.
  if (facts.includes('none')) return length >= STORY && facts.includes('hours') ? ['hours', 'none'] : ['none'];
  const { kind, fields, when, place } = question;
  const ofLeaders = kind === null || kind === 'peoplesCommittee';
  let asked = facts.map((fact) => (fact === 'reception' && !ofLeaders ? 'hours' : fact));
  // "Ai phụ trách hộ tịch", "số của chị phụ trách đất đai": who sits there is known by title, the rest from the card.
  if (fields.length > 0 && (kind === null || kind === 'oneStop')) {
    asked = asked.map((fact) => (fact === 'person' ? 'counter' : fact));
    if (asked.includes('phone') && !asked.includes('counter')) asked.unshift('counter');
  }
  const covered = new Set(asked.flatMap((fact) => COVERS[fact] ?? []));
  asked = [...new Set(asked.filter((fact) => !covered.has(fact)).map((fact) => (fact === 'open' ? 'hours' : fact)))];
  // Beside another question, "phụ trách" without a field does not ask for every counter.
  if (asked.length > 1) asked = asked.filter((fact) => fact !== 'contact' && (fact !== 'counter' || fields.length > 0));
  const timed = when.now || when.holiday || when.days.length > 0 || when.part !== null || when.at !== null;
  if (asked.length === 0 && place) return ['successor'];
  if (asked.length === 0 && timed) return ['hours'];
  return asked.slice(0, MOST_FACTS);
}

/** Prepares the cues and the directory's names once; the result reads what a message about offices asks for. Pure. */
export function createAskDirectory(cues: DirectoryCues, directory: Pick<Directory, 'units'>, analyse: Analyser): AskDirectory {
  const kinds = phrasesOf(cues.kinds, analyse);
  const facts = phrasesOf(cues.facts, analyse);
  const fields = phrasesOf(cues.fields, analyse);
  const fieldTexts = new Set(Object.values(cues.fields).flat());
  const others = new PhraseSet<string>(
    cues.others.map((text): [string, string] => [text, text]),
    analyse,
  );
  const priority = Object.keys(cues.kinds) as AgencyKind[];
  const readWhen = createWhenReader(cues.when, analyse);
  const findPlace = createPlaceFinder(directory, cues.unitKinds, analyse);

  return (message) => {
    const { words } = analyse(message);
    const kindPlaces = kinds.find(words);
    const named = kindPlaces.map(({ value }) => value);
    const found = longest(facts.find(words));
    const place = findPlace(words, found.includes('successor') || found.includes('district'));
    // "Huyện A giờ hỏi ở đâu" asks what became of it, unless an agency is named.
    if (place?.level === 'district' && named.length === 0) found.push('district');
    const when = readWhen(message);
    // "Còn mở cửa không" without a time is about now.
    const open = found.includes('open') && !when.holiday && when.days.length === 0 && when.part === null && when.at === null;
    const question = {
      kind: priority.find((kind) => named.includes(kind)) ?? null,
      fields: longest(fields.find(words)),
      when: open ? { ...when, now: true } : when,
      place: place?.code ?? null,
      asksPlace: place !== null && found.includes('successor'),
    };
    const asked = settle(found, question, words.length);
    const otherPlaces = others.find(words);
    // Named after an agency of ours it is a landmark: "ủy ban ở gần bưu điện không".
    const ours = Math.min(...kindPlaces.map(({ from }) => from));
    const [other = null] = otherPlaces.some(({ from }) => from <= ours) ? longest(otherPlaces) : [];
    // "Bảo hiểm xã hội" is an agency of its own and a field that a counter takes.
    if (other && asked.includes('counter') && fieldTexts.has(other)) return { ...question, facts: asked, other: null };
    return { ...question, facts: asked, other };
  };
}
