import type { FindingCode, Remark } from './findings.ts';
import type { PortalRow } from './portal.ts';

/** What a file says of one procedure, before it is compared with what is in force. */
export interface ImportRow {
  /** Where the procedure stands: its row (in JSON the number of the entry) and sheet. */
  row: number;
  sheet?: string;
  code: string;
  /** The group of fields, where the file says it. */
  group?: string;
  /** Values by their path in the content ("fee.text"); undefined takes one out, a path that is not here stays as it is in force. */
  given: Map<string, unknown>;
  /** The file says everything: what it does not name is not there (JSON). */
  complete: boolean;
  /** The same for the words; absent where the file says nothing of them. */
  words?: Map<string, unknown>;
  portal?: PortalRow;
  /** Where its words and each of its papers stand, when they have sheets of their own. */
  places?: { words?: Place; papers?: Place[] };
}

export interface Place {
  row: number;
  sheet: string;
}

/** What a file holds and what there is to remark on it. A procedure with an error among its remarks is refused as a whole. */
export interface ReadRows {
  rows: ImportRow[];
  remarks: Remark[];
}

/** The code is right, or why not: a national code, or "x-" and ten hexadecimal digits. */
export const codeFault = (code: string | undefined): FindingCode | null =>
  code === undefined || code === '' ? 'codeMissing' : /^(\d\.\d{6}|x-[0-9a-f]{10})$/.test(code) ? null : 'codePattern';
