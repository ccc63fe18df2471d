import { keysBelow, LOCALES, type Say, sayIn } from '#src/platform/texts.ts';
import { fold } from '#src/text/fold.ts';
import { formatIsoDate } from '#src/text/formats.ts';
import { FILES, SLUGS } from './reports/reportsView.ts';

/** The words at a key of locales/; null where there are none. */
export const said = (say: Say, key: string): string | null => {
  const text = say(key);
  return text === key ? null : text;
};

/** What was done, in words, as far as there are words for it: "person.create" is "Thêm người dùng". A step of a dossier is called as its button is. */
export function actionWords(say: Say, action: string): string | null {
  const [room, ...rest] = action.split('.');
  // "catalogue.edit.begin" stands beside "catalogue.edit" in locales/, as "edit-begin".
  const step = rest.join('-');
  return said(say, `staff.audit.actions.${room}.${step}`) ?? (room === 'dossier' ? said(say, `desk.step.${step}`) : null);
}

/** Whoever acted without being a person: the program, a citizen. */
export const actorWords = (say: Say, actor: string): string | null => (actor.includes(':') ? null : said(say, `staff.audit.actors.${actor}`));

/** A report by the name of its file. */
function reportWords(say: Say, file: string): string | null {
  if (file === FILES.register) return say('staff.audit.register');
  if (file === FILES.week) return say('staff.nav.week');
  const watch = Object.entries(SLUGS).find(([, slug]) => slug === file)?.[0];
  return watch ? `${say('staff.nav.reports')}: ${say(`reports.watch.${watch}`)}` : null;
}

/** "2026-12-07:one-stop" and "hours:" of the calendar, "2026-Q4" of a review; anything else as it is. */
function idWords(say: Say, kind: string, id: string, named: (id: string) => string): string {
  if (kind === 'succession') return named(id);
  if (kind === 'accessReview' && /^\d{4}-Q\d$/.test(id)) return say('staff.review.quarter', { number: id.slice(6), year: id.slice(0, 4) });
  if (kind !== 'calendar') return id;
  const [day = '', where = ''] = id.split(':');
  const place = said(say, `workCalendar.scope.${where}`) ?? named(where);
  return [day === 'hours' ? say('workCalendar.hours.title').toLowerCase() : formatIsoDate(day), place].filter(Boolean).join(', ');
}

/** What it was done to: "dossier:H00.1-261123-0001" is "Hồ sơ H00.1-261123-0001"; `named` gives the name of an agency or unit. */
export function subjectWords(say: Say, subject: string, named = (id: string) => id): string | null {
  const [kind, ...rest] = subject.split(':');
  const id = rest.join(':');
  if (kind === 'agency' || kind === 'unit') return named(id);
  if (id === '') return reportWords(say, subject) ?? said(say, `staff.audit.subjects.${kind}`);
  const word = said(say, `staff.audit.subjects.${kind}`);
  // A procedure without a national code is called by its name where that is known; ours says nothing.
  const shown = /^x-[0-9a-f]{10}$/.test(id) ? `(${say('procedure.noCode')})` : idWords(say, kind ?? '', id, named);
  return word && [word, shown].filter(Boolean).join(' ');
}

/** A day and a quarter as they are written down: "07/12/2026, …" is "2026-12-07". */
const asWritten = (shown: string): string => shown.replace(/^(\d\d)\/(\d\d)\/(\d{4})\b.*$/s, '$3-$2-$1').replace(/^\D*\b(\d)\/(\d{4})$/, '$2-Q$1');

/** Files of reports whose words have what was typed in them. */
const reportsNamed = (meant: string): string[] =>
  [...Object.values(FILES), ...Object.values(SLUGS)].filter((file) =>
    LOCALES.some((locale) => fold(reportWords(sayIn(locale), file) ?? '').includes(meant)),
  );

/**
 * What the subjects that are meant may begin with: as programs write them ("dossier:H00"), as the page shows them ("Hồ sơ H00", in either
 * language, with or without diacritics), or the code alone.
 */
export function subjectsNamed(typed: string): string[] {
  const kinds = keysBelow('staff.audit.subjects');
  const meant = fold(typed);
  const said = kinds.flatMap((kind) =>
    LOCALES.flatMap((locale) => {
      const word = fold(sayIn(locale)(`staff.audit.subjects.${kind}`));
      if (meant === word) return [`${kind}:`];
      return meant.startsWith(`${word} `) ? [`${kind}:${asWritten(typed.split(/\s+/).slice(word.split(' ').length).join(' '))}`] : [];
    }),
  );
  return [...new Set([typed, ...said, ...reportsNamed(meant), ...kinds.map((kind) => `${kind}:${typed}`)])];
}

/** The actions whose words have what was typed in them, in either language, with or without diacritics. */
export function actionsNamed(typed: string): string[] {
  const meant = fold(typed);
  const known = [
    ...keysBelow('staff.audit.actions').map((key) => key.replaceAll('-', '.')),
    ...keysBelow('desk.step').map((step) => `dossier.${step}`),
  ];
  return known.filter((action) => LOCALES.some((locale) => fold(actionWords(sayIn(locale), action) ?? '').includes(meant)));
}
