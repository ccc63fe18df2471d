import type { SendContext } from '#src/delivery/channel.ts';
import { sayIn } from '#src/platform/texts.ts';
import type { Block, Source } from '#src/text/blocks.ts';
import { shorten } from '#src/text/formats.ts';
import type { Choice, Reply } from '#src/text/reply.ts';
import { isLink, type Run, toMessages } from './richText.ts';

/** One sendMessage, or with `edit` one editMessageText, without the chat. */
export interface TelegramPart {
  text: string;
  parse_mode: 'HTML';
  link_preview_options: { is_disabled: true };
  reply_markup?: { inline_keyboard: { text: string; callback_data: string }[][] };
  /** The message whose page is turned. */
  edit?: string;
}

/** Telegram's limits for buttons: bytes of what one sends back, and how many. */
const MOST_PAYLOAD_BYTES = 64;
const MOST_BUTTONS = 100;
const BUTTON_LABEL = 60;
/** So much of a button's label fits in the width of a small phone (a guess: the app cuts it off there, and says nothing of it). */
const SEEN_LABEL = 32;

const linked = (label: string, url: string | undefined): Run[] => {
  if (!url) return [{ text: label }];
  return isLink(url) ? [{ text: label, link: url }] : [{ text: `${label}: ${url}` }];
};

const between = (groups: Run[][], separator: string): Run[] => groups.flatMap((runs, at) => (at === 0 ? runs : [{ text: separator }, ...runs]));

function blockRuns(block: Block): Run[] {
  switch (block.kind) {
    case 'heading':
      return [{ text: block.text, look: 'bold' }];
    case 'note':
      return [{ text: block.text, look: 'italic' }];
    case 'list':
      return [{ text: block.items.map((item) => `• ${item}`).join('\n') }];
    case 'facts':
      return between(
        block.rows.map(({ label, value }) => [{ text: '• ' }, { text: `${label}:`, look: 'bold' }, { text: ` ${value}` }]),
        '\n',
      );
    case 'link':
      return linked(block.label, block.url);
    default:
      return [{ text: block.text }];
  }
}

const sourceRuns = (sources: Source[], word: string): Run[] => [
  { text: `${word}: ` },
  ...between(
    sources.map(({ label, url }) => linked(label, url)),
    '; ',
  ),
];

/** The choices numbered as in every channel, so that they can also be typed. */
const numbered = ({ label }: Choice, at: number) => `${at + 1}. ${label}`;

function keyboard(choices: Choice[]): { text: string; callback_data: string }[][] {
  return choices
    .map((choice, at) => ({ text: shorten(numbered(choice, at), BUTTON_LABEL), callback_data: choice.payload }))
    .filter(({ callback_data }) => callback_data !== '' && Buffer.byteLength(callback_data) <= MOST_PAYLOAD_BYTES)
    .slice(0, MOST_BUTTONS)
    .map((button) => [button]);
}

/**
 * A reply as Telegram's messages: text in HTML, buttons under the last; choices stand in the text where the buttons do not show them whole.
 * Only what fits in one message turns a page in place.
 */
export function renderReply({ blocks, choices, sources }: Reply, { locale, edit }: Pick<SendContext, 'locale' | 'edit'>): TelegramPart[] {
  const groups = blocks.map(blockRuns);
  if (sources.length > 0) groups.push(sourceRuns(sources, sayIn(locale)('procedure.source')));
  const rows = keyboard(choices);
  const seen = rows.length === choices.length && rows.flat().every(({ text }) => text.length <= SEEN_LABEL);
  if (!seen) groups.push([{ text: choices.map(numbered).join('\n') }]);
  const texts = toMessages(between(groups, '\n\n'));
  return (texts.length > 0 ? texts : ['…']).map((text, at, all) => ({
    text,
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
    ...(at === all.length - 1 && rows.length > 0 && { reply_markup: { inline_keyboard: rows } }),
    ...(edit !== undefined && /^\d+$/.test(edit) && all.length === 1 && { edit }),
  }));
}
