import { FEE_FIELDS, PAPER_FIELDS, TEXT_LISTS, type Typed } from '#src/procedures/editing/fields.ts';
import { CHOICES } from '#src/procedures/exchange/choices.ts';
import { allOf } from '../forms.ts';

const NAMES = new RegExp(
  `^(?:group|name|field|levelNow|applicants|agency|sets|decision|valuesAsOf|successor|lastDay|confidence|term\\.(?:text|value|unit|basis|note)|fee\\.flag|(?:${TEXT_LISTS.join('|')})\\.\\d{1,4}|documents\\.\\d{1,4}\\.(?:${PAPER_FIELDS.join('|')})|fees\\.\\d{1,4}\\.(?:${FEE_FIELDS.join('|')}))$`,
);

/** The fields of the form in a request; what the form does not show stays as it was kept. */
export function typedFrom(body: unknown, kept: Typed): Typed {
  const sent = Object.entries((body ?? {}) as Record<string, unknown>).flatMap(([name, value]) =>
    NAMES.test(name) ? [[name, String(Array.isArray(value) ? value[0] : value).trim()] as const] : [],
  );
  const ways = allOf(body, 'submission');
  return {
    code: kept['code'] ?? '',
    onlineLevel: kept['onlineLevel'] ?? '',
    ...Object.fromEntries(sent),
    ...Object.fromEntries(CHOICES.way.map((way) => [`submission.${way}`, ways.includes(way) ? '1' : ''])),
  };
}
