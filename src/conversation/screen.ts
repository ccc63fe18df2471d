import { isSection, type Section } from '#src/procedures/sections.ts';

/**
 * Where a conversation stands. Every screen can be drawn again from these few words, so "back" and an old button always work,
 * and a stored conversation holds nothing of what was said.
 */
export type Screen =
  | { kind: 'home' }
  | { kind: 'levels' }
  | { kind: 'fields'; level: 'district' | 'commune'; page: number }
  | { kind: 'field'; level: 'district' | 'commune'; field: string; page: number }
  | { kind: 'procedure'; code: string; sections: Section[] }
  | { kind: 'candidates'; codes: string[]; sections: Section[] }
  | { kind: 'clarify'; group: string; sections: Section[] }
  | { kind: 'topic'; topic: Topic };

/** Screens that hold one text. */
export const TOPICS = ['dossier', 'feedback', 'directory', 'handover', 'help', 'language', 'news', 'privacy', 'erase', 'erased'] as const;
export type Topic = (typeof TOPICS)[number];

const sectionsOf = (text: string | undefined): Section[] => (text ?? '').split('+').filter(isSection);

/** A screen as the payload of a choice, for instance "#p:1.001193:fee". */
export function payloadOf(screen: Screen): string {
  switch (screen.kind) {
    case 'home':
      return '#m';
    case 'levels':
      return '#l';
    case 'fields':
      return `#f:${screen.level}:${screen.page}`;
    case 'field':
      return `#g:${screen.level}:${screen.field}:${screen.page}`;
    case 'procedure':
      return `#p:${screen.code}:${screen.sections.join('+')}`;
    case 'candidates':
      return `#c:${screen.codes.join('+')}:${screen.sections.join('+')}`;
    case 'clarify':
      return `#q:${screen.group}:${screen.sections.join('+')}`;
    case 'topic':
      return `#t:${screen.topic}`;
  }
}

/** The screen that a payload names, or null when it is none. What it points to may still be gone: drawing it decides. */
export function screenOf(payload: string): Screen | null {
  const [verb, first = '', second = '', third = ''] = payload.split(':');
  const level = first === 'district' || first === 'commune' ? first : null;
  const page = (text: string) => Math.min(Math.max(Number.parseInt(text, 10) || 0, 0), 999);
  switch (verb) {
    case '#m':
      return { kind: 'home' };
    case '#l':
      return { kind: 'levels' };
    case '#f':
      return level && { kind: 'fields', level, page: page(second) };
    case '#g':
      return level && { kind: 'field', level, field: second, page: page(third) };
    case '#p':
      return { kind: 'procedure', code: first, sections: sectionsOf(second) };
    case '#c':
      return { kind: 'candidates', codes: first.split('+').slice(0, 4), sections: sectionsOf(second) };
    case '#q':
      return { kind: 'clarify', group: first, sections: sectionsOf(second) };
    case '#t':
      return (TOPICS as readonly string[]).includes(first) ? { kind: 'topic', topic: first as Topic } : null;
    default:
      return null;
  }
}
