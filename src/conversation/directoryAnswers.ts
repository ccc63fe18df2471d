import type { Agency } from '#src/directory/agency.ts';
import { inForceOn } from '#src/directory/isoDay.ts';
import { localTime } from '#src/directory/openingHours.ts';
import type { Block } from '#src/text/blocks.ts';
import { type Reply, reply } from '#src/text/reply.ts';
import { tellHours } from './directoryHours.ts';
import type { DirectoryFact, DirectoryQuestion } from './directoryQuestions.ts';
import { tellDistrictLevel, tellSuccession } from './directorySuccession.ts';
import type { Facts } from './facts.ts';
import { agencyBlocks, receptionTexts } from './topics.ts';

type Told = Pick<Facts, 'office' | 'directory' | 'now' | 'say'>;

/** "Xin hỏi Bộ phận Một cửa, điện thoại …": where to turn with what the directory does not hold. */
const askOffice = ({ office, say }: Told): string =>
  office.phone ? say('directory.ask', { office: office.name, phone: office.phone }) : say('directory.askThere', { office: office.name });

/** Who tells this best: the agency meant, else the one-stop unit, else any that has it. */
const withFact = (has: (agency: Agency) => boolean, meant: Agency, office: Agency, all: Agency[]): Agency | undefined =>
  [meant, office, ...all].find(has);

/** The counters that take a field, or all where none is named. */
function tellCounters(fields: string[], { counters }: Agency, { say }: Told): string[] {
  const taking = counters.filter((counter) => fields.length === 0 || counter.fields.some((field) => fields.includes(field)));
  return taking.map(({ name, staff, phone, fields: taken }) => {
    const field = (fields.length > 0 ? taken.filter((entry) => fields.includes(entry)) : taken).map((entry) => say(`group.${entry}`)).join('; ');
    const desk = [name, staff, phone].filter(Boolean).join(', ');
    return say('directory.answer.counter', { field, desk });
  });
}

/** The sentences that answer one thing asked; none when the directory does not hold it. */
function tell(fact: DirectoryFact, question: DirectoryQuestion, agency: Agency, told: Told, all: Agency[]): string[] {
  const { office, say, now } = told;
  const line = (value: string | undefined) => (value ? [say(`directory.answer.${fact}`, { value })] : []);
  // Whose it is, where the words did not say: somebody may mean a place that no cue knows.
  const own = (value: string | undefined) =>
    value && question.kind === null ? [say(`directory.answer.${fact}Of`, { value, unit: agency.name })] : line(value);
  switch (fact) {
    case 'hours':
    case 'open':
      return tellHours(agency, question.when, localTime(now), say);
    case 'address':
    case 'email':
    case 'website':
      return own(agency[fact]);
    case 'phone':
      return own(agency.phone);
    case 'hotline': {
      const teller = withFact((entry) => entry.hotline !== undefined, agency, office, all);
      return teller?.hotline ? [say('directory.answer.hotlineOf', { value: teller.hotline, unit: teller.name })] : [];
    }
    case 'reception': {
      const teller = withFact((entry) => entry.receptionDays.length > 0, agency, office, all);
      return teller ? line(receptionTexts(teller, say).join('; ')) : [];
    }
    case 'feedback':
      return line(withFact((entry) => entry.feedback.length > 0, agency, office, all)?.feedback.join('; '));
    case 'counter':
      return tellCounters(question.fields, withFact((entry) => entry.counters.length > 0, agency, office, all) ?? agency, told);
    case 'successor':
      return tellSuccession(question.place, told);
    case 'district':
      return tellDistrictLevel(question.place, told);
    default:
      return [];
  }
}

function unknown(fact: DirectoryFact, question: DirectoryQuestion, agency: Agency, { say }: Told): string {
  if (fact === 'person') return say('directory.noNames');
  if (fact === 'none') return say(question.facts.length > 1 ? 'directory.restNotHeld' : 'directory.notHeld');
  const fields = question.fields.map((field) => say(`group.${field}`)).join('; ');
  if (fact === 'counter' && fields) return say('directory.noCounter', { field: fields });
  return say('directory.unknown', { what: say(`directory.fact.${fact}`), unit: agency.name });
}

/**
 * Opens with exactly what was asked, then all that is known of the agency meant. What is not known is said to be, with the
 * one-stop unit's telephone; a place that the directory does not hold is never answered with another one's address.
 */
export function answerDirectory(question: DirectoryQuestion, facts: Told): Block[] {
  const { office, directory, now, say } = facts;
  const today = localTime(now).day;
  const all = directory.agencies.filter((entry) => inForceOn(entry, today));
  const text = (content: string): Block => ({ kind: 'text', text: content });
  const notHeld = (name: string) => [text(say('directory.otherUnknown', { name })), text(askOffice(facts)), ...agencyBlocks(office, say)];
  if (question.other) return notHeld(question.other);

  const ofLeaders = question.facts.some((fact) => fact === 'reception' || fact === 'person');
  const kind = question.kind ?? (ofLeaders ? 'peoplesCommittee' : 'oneStop');
  const meant = kind === 'oneStop' ? office : all.find((entry) => entry.kind === kind);
  if (!meant && question.kind) return notHeld(say(`directory.kind.${question.kind}`));
  const agency = meant ?? office;

  const place =
    question.place && !question.facts.some((fact) => fact === 'successor' || fact === 'district') ? tellSuccession(question.place, facts) : [];
  const answers = question.facts.filter((fact) => fact !== 'contact').map((fact) => ({ fact, lines: tell(fact, question, agency, facts, all) }));
  const lines = answers.flatMap(({ fact, lines: told }) => (told.length > 0 ? told : [unknown(fact, question, agency, facts)]));
  if (question.facts.length === 0) lines.push(say('directory.notUnderstood'));
  const missing = answers.some(({ lines: told }) => told.length === 0) || question.facts.length === 0;
  const opening = [...place, ...lines, ...(missing ? [askOffice(facts)] : [])].map(text);
  return [...opening, ...agencyBlocks(agency, say)];
}

export const drawDirectoryAnswer = (question: DirectoryQuestion, facts: Told): Reply =>
  reply(answerDirectory(question, facts), [{ label: facts.say('home.label'), payload: '#m' }]);
