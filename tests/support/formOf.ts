const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
const plain = (text: string): string => text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);
const attribute = (tag: string, name: string): string | undefined => {
  const found = new RegExp(`\\s${name}(?:="([^"]*)")?(?=[\\s/>])`).exec(tag);
  return found ? plain(found[1] ?? '') : undefined;
};

/** The fields of the inside of a form as they stand, without its buttons. */
function fieldsIn(content: string): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {};
  const add = (name: string | undefined, value: string) => {
    if (name) fields[name] = name in fields ? [fields[name]!, value].flat() : value;
  };
  for (const [tag] of content.matchAll(/<input\b[^>]*>/g)) {
    const box = attribute(tag, 'type') === 'checkbox';
    if (!box || attribute(tag, 'checked') !== undefined) add(attribute(tag, 'name'), attribute(tag, 'value') ?? '');
  }
  for (const [, tag = '', text = ''] of content.matchAll(/(<textarea\b[^>]*>)([\s\S]*?)<\/textarea>/g)) add(attribute(tag, 'name'), plain(text));
  for (const [, tag = '', options = ''] of content.matchAll(/(<select\b[^>]*>)([\s\S]*?)<\/select>/g)) {
    const chosen = [...options.matchAll(/<option\b[^>]*>/g)].map(([option]) => option).find((option) => attribute(option, 'selected') !== undefined);
    add(attribute(tag, 'name'), attribute(chosen ?? '', 'value') ?? '');
  }
  return fields;
}

/** What a browser would send of the form with this id: its fields as they stand on the page, without the buttons. */
export function formOf(page: string, id: string): Record<string, string | string[]> {
  const [, content = ''] = new RegExp(`<form[^>]* id="${id}"[^>]*>([\\s\\S]*?)</form>`).exec(page) ?? [];
  return fieldsIn(content);
}

export interface FoundForm {
  action: string;
  fields: Record<string, string | string[]>;
  /** Names of fields that somebody writes into. */
  written: string[];
}

/** Every form of a page that changes something, with its first button pressed; forms with files are left out. */
export function formsIn(page: string): FoundForm[] {
  return [...page.matchAll(/(<form\b[^>]*method="post"[^>]*>)([\s\S]*?)<\/form>/g)].flatMap(([, tag = '', content = '']) => {
    if (/type="file"/.test(content)) return [];
    const fields = fieldsIn(content);
    const [button = ''] = /<button\b[^>]* name="[^>]*>/.exec(content) ?? [];
    const pressed = attribute(button, 'name');
    if (pressed) fields[pressed] = attribute(button, 'value') ?? '';
    const tags = [...content.matchAll(/<(?:input|textarea)\b[^>]*>/g)].map(([each]) => each);
    const written = tags.filter((each) => !/ hidden[ =>]|readonly/.test(each) && !/type="(?:hidden|checkbox|radio|password|submit)"/.test(each));
    return [{ action: attribute(tag, 'action') ?? '', fields, written: [...new Set(written.flatMap((each) => attribute(each, 'name') ?? []))] }];
  });
}
