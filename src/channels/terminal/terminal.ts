import { createInterface } from 'node:readline/promises';
import type { Assistant } from '#src/conversation/assistant.ts';
import { newState } from '#src/conversation/state.ts';
import { type Locale, sayIn } from '#src/platform/texts.ts';
import { fold } from '#src/text/fold.ts';
import { renderPlain } from '#src/text/plain.ts';

const LEAVE = new Set(['thoat', 'exit', 'quit']);

/** The assistant in a terminal: the same engine as every channel, nothing kept when it ends. */
export async function runTerminal(assistant: Assistant): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout, terminal: process.stdin.isTTY === true });
  let state = newState();
  let locale: Locale = 'vi';
  console.log(`${sayIn(locale)('start.terminal', { authority: assistant.office.name })}\n`);
  terminal.setPrompt('> ');
  terminal.prompt();
  for await (const line of terminal) {
    if (LEAVE.has(fold(line.trim()))) break;
    const step = assistant.answer(state, line, locale);
    state = step.effects.some((effect) => effect.kind === 'eraseConversation') ? newState() : step.state;
    locale = step.effects.find((effect) => effect.kind === 'setLocale')?.locale ?? locale;
    for (const reply of step.replies) console.log(`\n${renderPlain(reply, sayIn(locale)('procedure.source'))}\n`);
    terminal.prompt();
  }
  terminal.close();
}
