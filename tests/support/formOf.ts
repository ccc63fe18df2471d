const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
const plain = (text: string): string => text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);
const attribute = (tag: string, name: string): string | undefined => {
  const found = new RegExp(`\\s${name}(?:="([^"]*)")?(?=[\\s/>])`).exec(tag);
  return found ? plain(found[1] ?? '') : undefined;
};

/** What a browser would send of the form with this id: its fields as they stand on the page, without the buttons. */
export function formOf(page: string, id: string): Record<string, string | string[]> {
  const [, content = ''] = new RegExp(`<form[^>]* id="${id}"[^>]*>([\\s\\S]*?)</form>`).exec(page) ?? [];
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
