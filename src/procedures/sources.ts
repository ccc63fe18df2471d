import type { Source } from '#src/text/blocks.ts';
import { formatIsoDate, shorten } from '#src/text/formats.ts';
import type { ProcedureContent } from './content.ts';

export const NATIONAL_PORTAL = 'https://dichvucong.gov.vn';

/** A source as a citizen can read it: the national portal, a page's host, or what the catalogue says of it in brackets. */
export function describeSource(source: string, portalName: string): Source {
  if (source.includes('dichvucong.gov.vn, ')) {
    const date = /dichvucong\.gov\.vn, (\d{4}-\d{2}(?:-\d{2})?)/.exec(source)?.[1];
    return { label: `${portalName}${date ? ` (${formatIsoDate(date)})` : ''}`, url: NATIONAL_PORTAL };
  }
  const page = /^(https?:\/\/([^\s/]+)\S*)\s*(?:[—–-]\s*(.*))?$/.exec(source);
  if (page)
    return { label: shorten(`${page[2]}${page[3] ? `, ${formatIsoDate(page[3])}` : ''}`, 120), url: page[1]?.includes('…') ? undefined : page[1] };
  const bracket = /^(?:github:)?[\w-]+\/[\w.-]+ .*\(([^()]+)\)\s*$/.exec(source);
  return { label: shorten(formatIsoDate(bracket?.[1] ?? source), 120) };
}

/** The best source of a procedure: the national portal where it is one, else the first. */
export function mainSource(procedure: Pick<ProcedureContent, 'sources'>, portalName: string): Source {
  const source = procedure.sources.find((text) => text.includes('dichvucong.gov.vn, ')) ?? procedure.sources[0] ?? '';
  return describeSource(source, portalName);
}
