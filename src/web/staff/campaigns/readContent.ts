import type { Content } from '#src/campaigns/commands/write.ts';
import { LONGEST_TEXT, LONGEST_TITLE, NEWS_TOPICS, PACES } from '#src/campaigns/model.ts';
import { fieldFaults } from '#src/staff/credentials.ts';
import { allOf, typedIn } from '../forms.ts';

/** The fields of the form as text, those that come several times joined by commas: what it is shown with again. */
export function typedContent(body: unknown): Record<string, string> {
  return { ...typedIn(body), topics: allOf(body, 'topics').join(','), areas: allOf(body, 'areas').join(',') };
}

/** As a date field writes a moment, in Vietnam: "2026-11-29T08:00". */
export const fieldTime = (at: Date): string => new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 16);

/** What was written in the form. Throws FieldFaults. `areas` are the codes that there are. */
export function readContent(values: Record<string, string>, areas: readonly string[], now: Date): Content {
  const { title = '', text = '', titleEn = '', textEn = '', sendAt = '' } = values;
  const faults: Record<string, string> = {};
  const long = (name: string, value: string, most: number) => {
    if (value.length > most) faults[name] = 'tooLong';
  };
  if (title === '') faults['title'] = 'required';
  if (text === '') faults['text'] = 'required';
  if ((titleEn === '') !== (textEn === '')) faults[titleEn === '' ? 'titleEn' : 'textEn'] = 'required';
  for (const name of ['title', 'titleEn']) long(name, values[name] ?? '', LONGEST_TITLE);
  for (const name of ['text', 'textEn']) long(name, values[name] ?? '', LONGEST_TEXT);
  const chosen = (values['topics'] ?? '').split(',');
  const topics = NEWS_TOPICS.filter((topic) => chosen.includes(topic));
  if (topics.length === 0) faults['topics'] = 'choose';
  const perMinute = PACES.find((pace) => String(pace) === values['perMinute']);
  if (!perMinute) faults['perMinute'] = 'choose';
  const at = sendAt === '' ? null : new Date(`${sendAt}:00+07:00`);
  if (at && Number.isNaN(at.getTime())) faults['sendAt'] = 'time';
  else if (at && at < now) faults['sendAt'] = 'timePast';
  if (Object.keys(faults).length > 0) throw fieldFaults(faults);
  return {
    ...{ title, text, titleEn: titleEn || null, textEn: textEn || null },
    topics,
    areas: (values['areas'] ?? '').split(',').filter((code) => areas.includes(code)),
    perMinute: perMinute ?? PACES[0],
    sendAt: at,
  };
}
