import type { Part, SendContext } from '#src/delivery/channel.ts';
import { sayIn } from '#src/platform/texts.ts';
import { renderPlain } from '#src/text/plain.ts';
import type { Reply } from '#src/text/reply.ts';
import { splitText } from '#src/text/split.ts';
import type { ZaloOaSettings } from './settings.ts';

/**
 * One call. With both, the template goes when the message is refused because the person has not written for too long; with neither
 * there is nothing that Zalo would take now.
 */
export interface OaPart extends Part {
  message?: { text: string; attachment?: object };
  template?: { template_id: string; template_data: Record<string, string> };
}

const LONGEST_TEXT = 2000;
const MOST_BUTTONS = 5;
const LONGEST_TITLE = 100;
const LONGEST_PAYLOAD = 1000;
const HOUR = 3_600_000;
/** Free since the person last wrote, followed or pressed; then charged until the window closes (zalo-oa reference, consultation message). */
const FREE = 48 * HOUR;
const WINDOW = 7 * 24 * HOUR;

/** How long after somebody last wrote the page may speak to them unasked. */
export const noticeWindow = ({ chargedNotices }: Pick<ZaloOaSettings, 'chargedNotices'>): number => (chargedNotices ? WINDOW : FREE);

type Settings = Pick<ZaloOaSettings, 'buttons' | 'chargedNotices' | 'templates'>;

/** An answer goes as it is. A notice (it names a template) goes as a message only while that is free, or charged where this is allowed. */
export function render(reply: Reply, context: SendContext, settings: Settings): OaPart[] {
  if (!context.template) return messages(reply, context, settings);
  const template = fill(context.template, settings);
  const since = context.sinceLastInboundMs ?? Number.POSITIVE_INFINITY;
  if (since > noticeWindow(settings)) return [template ? { template } : {}];
  const parts = messages(reply, context, settings);
  return parts.length === 1 && template ? [{ ...parts[0], template }] : parts;
}

function messages(reply: Reply, { locale }: SendContext, settings: Settings): OaPart[] {
  const source = sayIn(locale)('procedure.source');
  const withButtons = settings.buttons !== 'none' && takesButtons(reply) ? renderPlain({ ...reply, choices: [] }, source).trim() : '';
  const whole = withButtons || renderPlain(reply, source);
  // Zalo counts composed letters.
  const texts = splitText(whole.normalize('NFC'), LONGEST_TEXT);
  const parts: OaPart[] = (texts.length > 0 ? texts : ['…']).map((text) => ({ message: { text } }));
  const last = parts.at(-1)?.message;
  if (withButtons && last) last.attachment = keyboard(reply, settings);
  return parts;
}

const takesButtons = ({ choices }: Reply): boolean =>
  choices.length > 0 &&
  choices.length <= MOST_BUTTONS &&
  choices.every(({ label, payload }) => label !== '' && label.length <= LONGEST_TITLE && payload.length <= LONGEST_PAYLOAD);

/** Pressed, a button comes back as a message of the person whose text is the payload; hidden, the chat does not show that text. */
const keyboard = ({ choices }: Reply, settings: Settings): object => ({
  type: 'template',
  payload: {
    ...(settings.buttons === 'template' ? { template_type: 'button' } : {}),
    buttons: choices.map(({ label, payload }) => ({ title: label.normalize('NFC'), type: 'oa.query.hide', payload })),
  },
});

function fill({ name, values }: NonNullable<SendContext['template']>, { templates }: Settings): OaPart['template'] | null {
  const template = templates[name];
  if (!template) return null;
  const named = Object.keys(template.values).length > 0;
  const data = Object.entries(values).flatMap(([value, text]): [string, string][] => {
    const parameter = named ? template.values[value] : value;
    return parameter === undefined ? [] : [[parameter, text.normalize('NFC')]];
  });
  return { template_id: template.id, template_data: Object.fromEntries(data) };
}
