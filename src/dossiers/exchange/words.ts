import type { Term } from '#src/calendar/index.ts';
import { LOCALES, listIn } from '#src/platform/texts.ts';
import { fold } from '#src/text/fold.ts';
import type { ImportedDossier } from './record.ts';

/** Letters and digits alone, folded, one space between: what two spellings of the same words have in common. */
export const plainWords = (text: string): string =>
  fold(text)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

/** Every word in any of our languages that stands for one of the values. The lists are in locales. */
function wordsFor<Value extends string>(key: string, values: readonly Value[]): Map<string, Value> {
  return new Map(
    values.flatMap((value) =>
      LOCALES.flatMap((locale) => [value, ...listIn(locale, `${key}.${value}`)].map((word) => [plainWords(word), value] as const)),
    ),
  );
}

const CHANNELS = ['direct', 'online', 'postal'] as const;
const OWNER_KINDS = ['person', 'organisation'] as const;
const RETURN_CHANNELS = ['oneStop', 'online', 'postal'] as const;
const STATE_WORDS = [
  'submitted',
  'accepted',
  'rejected',
  'processing',
  'supplementRequested',
  'awaitingPayment',
  'withdrawalRequested',
  'withdrawn',
  'stopped',
  'resolved',
  'returned',
  'paused',
  'refused',
] as const;

/** The national codes (KenhThucHien): 1 direct, 2 online, 3 public postal operator. */
const CHANNEL_CODES = ['direct', 'online', 'postal'] as const;
/** The national codes (TrangThaiHoSo). 7 is the citizen's wish to withdraw; that it came true is said in words only. */
const STATE_CODES = [
  'submitted',
  'accepted',
  'rejected',
  'processing',
  'supplementRequested',
  'awaitingPayment',
  'withdrawalRequested',
  'stopped',
  'resolved',
  'returned',
] as const;

const channels = wordsFor('dossierExchange.channels', CHANNELS);
const ownerKinds = wordsFor('dossierExchange.ownerKinds', OWNER_KINDS);
const returnChannels = wordsFor('dossierExchange.returnChannels', RETURN_CHANNELS);
const states = wordsFor('dossierExchange.states', STATE_WORDS);
const units = wordsFor('dossierExchange.termUnits', ['workingDays', 'workingHours', 'days', 'months', 'sameDay'] as const);

const numbered = <Value>(text: string, codes: readonly Value[]): Value | undefined => (/^\d{1,2}$/.test(text) ? codes[Number(text) - 1] : undefined);

export const readChannel = (text: string) => numbered(plainWords(text), CHANNEL_CODES) ?? channels.get(plainWords(text));
export const readOwnerKind = (text: string) => ownerKinds.get(plainWords(text));
export const readReturnChannel = (text: string) => returnChannels.get(plainWords(text));

/**
 * A state by its national code ("4", "4 - Đang xử lý") or its words. "Overdue" is no state: it is derived from dates. Undefined for
 * anything that is not on the list.
 */
export function readState(text: string): Pick<ImportedDossier, 'state' | 'outcome' | 'paused'> | undefined {
  const words = plainWords(text);
  const [, code = '', rest = ''] = /^(\d{1,2})(?: (.+))?$/.exec(words) ?? [];
  const found = states.get(words) ?? states.get(rest) ?? (rest === '' ? numbered(code, STATE_CODES) : undefined);
  if (found === 'paused') return { state: 'processing', paused: true };
  if (found === 'refused') return { state: 'resolved', outcome: 'refused' };
  return found && { state: found };
}

/** "15 ngày làm việc", "3,5 WORKING_DAY", "trong ngày". A number without a unit, or anything else, stays a text that nobody counts by. */
export function readTerm(text: string): Term {
  const words = plainWords(text.replace(/_/g, ' '));
  if (units.get(words) === 'sameDay') return { unit: 'sameDay' };
  const [, number = '', rest = ''] = /^\s*(\d+(?:[.,]\d+)?)\s*(\D.*)?$/.exec(text) ?? [];
  const unit = units.get(plainWords(rest.replace(/_/g, ' ')));
  const value = Number(number.replace(',', '.'));
  return unit && unit !== 'sameDay' && value > 0 ? { unit, value } : { unit: 'text', text };
}
