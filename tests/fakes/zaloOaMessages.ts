/** A template as the console approved it: `<name>` in the text stands for a parameter. */
export interface Template {
  kind: 'transaction' | 'promotion';
  text: string;
  /** Each parameter's longest value. */
  parameters: Record<string, number>;
}

export interface Button {
  title: string;
  type: string;
  payload: unknown;
}

export type Read<T> = { value: T } | { error: number; message: string };
const wrong = (error: number, message: string) => ({ error, message });

const LONGEST_TEXT = 2000;
const MOST_BUTTONS = 5;
const LONGEST_PAYLOAD = 1000;
const LONGEST_TITLE = 100;
const QUERY = new Set(['oa.query.show', 'oa.query.hide']);
const OTHER = new Set(['oa.open.url', 'oa.open.phone', 'oa.open.sms']);

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** Reads the `message` of a consultation message as strictly as the platform. */
export function readMessage(
  message: unknown,
  tooLong: number,
  wrappers: { plain: boolean; template: boolean },
): Read<{ text: string; buttons: Button[] }> {
  if (!isObject(message) || typeof message['text'] !== 'string' || message['text'].trim() === '') return wrong(-201, 'message.text is invalid');
  const text = message['text'];
  if (text.normalize('NFC').length > LONGEST_TEXT) return wrong(tooLong, 'message.text is too long');
  const attachment = message['attachment'];
  if (attachment === undefined) return { value: { text, buttons: [] } };
  const payload = isObject(attachment) && attachment['type'] === 'template' && isObject(attachment['payload']) ? attachment['payload'] : null;
  const kind = payload?.['template_type'];
  if (!payload || !(kind === undefined ? wrappers.plain : kind === 'button' && wrappers.template)) return wrong(-201, 'attachment is invalid');
  const buttons = payload['buttons'];
  if (!Array.isArray(buttons) || buttons.length === 0 || buttons.length > MOST_BUTTONS) return wrong(-201, 'buttons are invalid');
  return buttons.every(isButton) ? { value: { text, buttons } } : wrong(-201, 'button is invalid');
}

function isButton(button: unknown): button is Button {
  if (!isObject(button) || typeof button['title'] !== 'string' || button['title'] === '' || button['title'].length > LONGEST_TITLE) return false;
  const { type, payload } = button;
  if (QUERY.has(String(type))) return typeof payload === 'string' && payload !== '' && payload.length <= LONGEST_PAYLOAD;
  return OTHER.has(String(type)) && isObject(payload);
}

/** Fills a template: every parameter given, as text, and none too long. */
export function fillTemplate(template: Template | undefined, data: unknown): Read<string> {
  if (!template) return wrong(-109, 'template is invalid');
  const given = isObject(data) ? data : {};
  for (const [name, longest] of Object.entries(template.parameters)) {
    const value = given[name];
    if (typeof value !== 'string' || value === '') return wrong(-1122, `template_data.${name} is missing`);
    if (value.length > longest) return wrong(-1121, `template_data.${name} is too long`);
  }
  return { value: template.text.replace(/<(\w+)>/g, (_match, name: string) => String(given[name] ?? '')) };
}
