import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { encodeQR } from 'qr';
import { runApart } from '#src/platform/apart.ts';
import type { Run, Slip, SlipBlock } from './slip.ts';

/** The family of Times New Roman's measures (NĐ 30/2020/NĐ-CP asks for that type), with all Vietnamese letters, under the Open Font License. */
const FONT = 'Tinos';
const MARGINS = { A4: [57, 50, 43, 50], A5: [40, 26, 34, 32] } as const;
/** A book has many columns. */
const WIDE_MARGINS = [34, 34, 28, 36] as const;
const BODY = { A4: 12, A5: 10 } as const;
/** Room for a signature. */
const SIGNED = { A4: 44, A5: 28 } as const;
const LINE = 1.15;
/** As close as a small sheet may be set, where that keeps a line or two from a sheet of their own. */
const CLOSE = { line: 1.04, signed: 22 } as const;
/** What a column without a width may be sure of, in points. */
const NARROWEST = 45;
/** Side of the QR in points: 24 mm. */
const QR_SIDE = 68;

export interface PdfOrder {
  slip: Slip;
  at: Date;
  /** The number of a page, such as "Trang {page}/{of}". */
  page: string;
}

/**
 * A slip on paper: a PDF with Vietnamese type, its pages numbered, the QR drawn as lines. It takes up to a second and some tens of MB, so a
 * server draws it apart (`drawApart`).
 */
export async function slipPdf(order: PdfOrder): Promise<Uint8Array> {
  const { default: maker } = await import('pdfmake');
  const folder = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/tinos/package.json'));
  const face = (name: string) => join(folder, name, `Tinos_${name}.ttf`);
  const faces = { normal: face('400Regular'), bold: face('700Bold'), italics: face('400Regular_Italic'), bolditalics: face('700Bold_Italic') };
  maker.setFonts({ [FONT]: faces });
  // Nothing is fetched, and no file but the fonts is read, whatever a text holds.
  maker.setUrlAccessPolicy(() => false);
  maker.setLocalAccessPolicy((path: string) => Object.values(faces).includes(path));
  const counted = { pages: 0 };
  const draw = (close: boolean): Promise<Uint8Array> => maker.createPdf(documentOf(order, close, (of) => void (counted.pages = of))).getBuffer();
  const drawn = await draw(false);
  if (order.slip.size !== 'A5' || counted.pages !== 2) return drawn;
  const closer = await draw(true);
  return counted.pages < 2 ? closer : drawn;
}

const MOST = { timeMs: 60_000, memoryMb: 512 };

/** The same in a thread of its own: pdfmake and its fonts are read when a paper is made, and given back afterwards. */
export const drawApart = async (order: PdfOrder): Promise<Buffer> =>
  Buffer.from(await runApart<Uint8Array>(new URL('./pdfWorker.ts', import.meta.url), order, MOST));

function documentOf({ slip, at, page }: PdfOrder, close: boolean, counted: (pages: number) => void): TDocumentDefinitions {
  const size = BODY[slip.size];
  const body = slip.landscape ? 9 : size;
  const [left, top, right, bottom] = slip.landscape ? WIDE_MARGINS : MARGINS[slip.size];
  return {
    pageSize: slip.size,
    pageOrientation: slip.landscape ? 'landscape' : 'portrait',
    pageMargins: [left, top, right, bottom],
    language: 'vi',
    info: { title: `${slip.title} ${slip.foot}`.trim(), creationDate: at, modDate: at },
    defaultStyle: { font: FONT, fontSize: body, lineHeight: close ? CLOSE.line : LINE },
    footer: (current, of) => {
      counted(of);
      return {
        columns: [slip.foot, { text: page.replace('{page}', String(current)).replace('{of}', String(of)), alignment: 'right' }],
        fontSize: 8,
        margin: [left, 8, right, 0],
      };
    },
    content: [
      { text: slip.label, alignment: 'right', italics: true, fontSize: body - 1.5, margin: [0, 0, 0, 4] },
      headOf(slip, slip.size === 'A5' ? 8.5 : body - 1),
      titleOf(slip, body),
      ...slip.blocks.map((block) => drawBlock(block, body, close ? CLOSE.signed : SIGNED[slip.size])),
    ],
  };
}

/** Left the agency and the number, right the country's name, its motto, place and day. */
function headOf(slip: Slip, size: number): Content {
  const [country, motto] = slip.national;
  const centred = (text: Content, more: object = {}): Content => ({ text, alignment: 'center', ...more }) as Content;
  const rule = (width: number): Content => ({
    canvas: [{ type: 'line', x1: 0, y1: 0, x2: width, y2: 0, lineWidth: 0.6 }],
    alignment: 'center',
    margin: [0, 2, 0, 3],
  });
  const capitals = (runs: Run[]) => runs.map(({ text }) => text.toLocaleUpperCase('vi')).join('');
  const makers = slip.head.map((runs, at) => centred(capitals(runs), { bold: at === slip.head.length - 1, fontSize: size }));
  const number = slip.number ? [centred(runsOf(slip.number), { fontSize: size + 1 })] : [];
  return {
    columns: [
      { width: '41%', stack: [...makers, rule(50), ...number] },
      {
        width: '59%',
        stack: [
          centred(country, { bold: true, fontSize: size }),
          centred(motto, { bold: true, fontSize: size + 1 }),
          rule(110),
          centred(slip.placeAndDay, { italics: true, fontSize: size + 1 }),
        ],
      },
    ],
    margin: [0, 0, 0, 8],
  };
}

/** The title, and beside it the QR; the side left free of it is as wide, so that the title stands in the middle. */
function titleOf(slip: Slip, size: number): Content {
  const title: Content[] = [
    { text: slip.title, bold: true, fontSize: size + 2, alignment: 'center' },
    ...(slip.banner ? [{ text: slip.banner, bold: true, alignment: 'center' as const, fontSize: size - 1 }] : []),
  ];
  if (!slip.qr) return { stack: title, margin: [0, 4, 0, 8] };
  const svg = encodeQR(slip.qr, 'svg', { ecc: 'medium', border: 2 });
  return {
    columns: [
      { width: QR_SIDE, text: '' },
      { width: '*', stack: title, margin: [4, QR_SIDE / 4, 4, 0] },
      { width: QR_SIDE, svg, fit: [QR_SIDE, QR_SIDE] },
    ],
    margin: [0, 0, 0, 4],
  };
}

const runsOf = (runs: Run[]): Content =>
  runs.map(({ text, kind }) => ({ text, ...(kind === 'value' && { bold: true }), ...(kind === 'missing' && { italics: true }) }));

function drawBlock(block: SlipBlock, size: number, signed: number): Content {
  switch (block.kind) {
    case 'paragraph':
      return { text: runsOf(block.runs), margin: [0, 0, 0, 1] };
    case 'note':
      return { text: runsOf(block.runs), italics: true, fontSize: size - 1.5, margin: [0, 4, 0, 0] };
    case 'signatures':
      return {
        unbreakable: true,
        margin: [0, 10, 0, 4],
        columns: block.places.map(({ title, note, name, plain }) =>
          plain
            ? {
                stack: [
                  { text: title, bold: true, italics: true },
                  { text: note, fontSize: size - 1.5 },
                ],
              }
            : {
                stack: [
                  { text: title, bold: true },
                  { text: note, italics: true },
                  { text: name ?? ' ', bold: true, margin: [0, signed, 0, 0] },
                ],
                alignment: 'center',
              },
        ),
      };
    case 'table':
      return drawTable(block, size);
  }
}

function drawTable({ columns, rows, empty }: Extract<SlipBlock, { kind: 'table' }>, size: number): Content {
  const head = columns.map(({ title }): TableCell => ({ text: title, bold: true, alignment: 'center' }));
  const lines = rows.map((row) =>
    row.map((text, at): TableCell => {
      const { align = 'left', width = NARROWEST } = columns[at] ?? {};
      const longest = Math.max(0, ...text.split(/\s+/).map((word) => word.length));
      // A word wider than its column (an address of mail, an old code) is broken, so that no column is pushed off the page.
      return { text, alignment: align, ...(longest * size * 0.52 > width && { wordBreak: 'break-all' }) };
    }),
  );
  const nothing = [{ text: empty, italics: true, colSpan: columns.length }, ...columns.slice(1).map(() => '')] as TableCell[];
  return {
    fontSize: size - 1,
    margin: [0, 2, 0, 5],
    table: {
      headerRows: 1,
      dontBreakRows: true,
      widths: columns.map(({ width }) => width ?? '*'),
      body: [head, ...(lines.length > 0 ? lines : [nothing])],
    },
    layout: {
      hLineWidth: () => 0.5,
      vLineWidth: () => 0.5,
      paddingLeft: () => 3,
      paddingRight: () => 3,
      paddingTop: () => 1.5,
      paddingBottom: () => 1.5,
    },
  };
}
