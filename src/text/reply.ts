import type { Block, Source } from './blocks.ts';

/**
 * Something the reader may pick. `payload` is what a button sends back (at most 64 bytes, Telegram's limit, as text starting
 * with "#"); on channels without buttons the choices are numbered and the number typed back is understood.
 */
export interface Choice {
  payload: string;
  label: string;
}

/** One message of the assistant, as data: a channel renders it within its own limits. */
export interface Reply {
  blocks: Block[];
  choices: Choice[];
  sources: Source[];
}

export const reply = (blocks: Block[], choices: Choice[] = [], sources: Source[] = []): Reply => ({ blocks, choices, sources });
