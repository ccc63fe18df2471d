import type { Block, Source } from './blocks.ts';

/** Blocks as plain lines, for channels without formatting, for the terminal and for tests. Choices are numbered from 1. */
export function renderPlain(message: { blocks: Block[]; choices: { label: string }[]; sources: Source[] }, sourceWord: string): string {
  const parts = message.blocks.map((block) => {
    switch (block.kind) {
      case 'heading':
        return block.text.toLocaleUpperCase('vi');
      case 'list':
        return block.items.map((item) => `• ${item}`).join('\n');
      case 'facts':
        return block.rows.map((row) => `• ${row.label}: ${row.value}`).join('\n');
      case 'link':
        return `${block.label}: ${block.url}`;
      default:
        return block.text;
    }
  });
  if (message.sources.length > 0) parts.push(`${sourceWord}: ${message.sources.map((source) => source.label).join('; ')}`);
  if (message.choices.length > 0) parts.push(message.choices.map((choice, at) => `${at + 1}. ${choice.label}`).join('\n'));
  return parts.join('\n\n');
}
