import { payloadOf, type Screen } from './screen.ts';

/** Slash commands, the same wherever a channel has them, and the screen that each opens. Their descriptions are `commands.<name>` of locales/. */
const SCREENS = {
  menu: { kind: 'home' },
  thutuc: { kind: 'levels' },
  hoso: { kind: 'topic', topic: 'dossier' },
  gopy: { kind: 'topic', topic: 'feedback' },
  nhantin: { kind: 'topic', topic: 'news' },
  ngonngu: { kind: 'topic', topic: 'language' },
  dulieu: { kind: 'topic', topic: 'privacy' },
  help: { kind: 'topic', topic: 'help' },
} as const satisfies Record<string, Screen>;

export const COMMANDS = Object.keys(SCREENS) as (keyof typeof SCREENS)[];

/**
 * What a command means: the words that follow it, as if they had been typed alone ("/hoso H26.1-260930-0012"), else the payload of its screen.
 * Null for a text that is no command of ours.
 */
export function readCommand(text: string): { kind: 'words'; text: string } | { kind: 'screen'; payload: string } | null {
  const [, name = '', words = ''] = /^\/([A-Za-z]+)(?:@\w+)?(?:\s+([\s\S]*))?$/.exec(text.trim()) ?? [];
  const command = COMMANDS.find((known) => known === name.toLowerCase());
  if (!command) return null;
  return words === '' ? { kind: 'screen', payload: payloadOf(SCREENS[command]) } : { kind: 'words', text: words };
}
