/** What a form can name as {field}. A field that is unknown is absent, and then said to be missing. */
export const SLIP_FIELDS = [
  'agency',
  'unit',
  'contact',
  'code',
  'registerNumber',
  'registerYear',
  'owner',
  'submitter',
  'submitterOrOwner',
  'address',
  'phone',
  'email',
  'subject',
  'procedure',
  'procedureCode',
  'setCount',
  'term',
  'submittedDay',
  'acceptedAt',
  'acceptedDay',
  'promisedAt',
  'provisional',
  'returnWay',
  'fees',
  'officer',
  'supplementNumber',
  'supplementReason',
  'supplementBasis',
  'guidance',
  'supplementDeadline',
  'supplementOfficer',
  'apologyFrom',
  'apologyTo',
  'delayReason',
  'delayUnit',
  'apologyApprover',
  'endingReason',
  'endingBasis',
  'endedAt',
  'endingOfficer',
  'withdrawalDay',
  'stageReached',
  'periodFrom',
  'periodTo',
] as const;
export type SlipField = (typeof SLIP_FIELDS)[number];

/** Lists that a form can show as a table, with the values of a row. */
export const SLIP_TABLES = {
  papers: ['number', 'name', 'originals', 'copies'],
  items: ['number', 'name', 'originals', 'copies', 'note'],
  handOvers: ['number', 'from', 'to', 'sentAt', 'confirmedAt', 'sentBy', 'confirmedBy', 'result', 'note'],
  register: [
    'number',
    'code',
    'procedure',
    'setCount',
    'owner',
    'contact',
    'agency',
    'acceptedAt',
    'dueAt',
    'resolvedAt',
    'returnedAt',
    'returnWay',
    'note',
  ],
} as const;
export type SlipTable = keyof typeof SLIP_TABLES;

export type Fields = Partial<Record<SlipField, string>>;
export type Row = Record<string, string | undefined>;

/** All that a form is filled with: plain texts, ready to be printed. */
export interface SlipFacts {
  fields: Fields;
  tables: Partial<Record<SlipTable, Row[]>>;
  /** Where and when it is made, such as "Xã Minh Họa, ngày 28 tháng 11 năm 2026". */
  placeAndDay: string;
  /** What the QR holds; null where the dossier has no token. */
  link: string | null;
  /** Invented, and said so on the paper. */
  demo: boolean;
}
