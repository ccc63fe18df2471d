import { expect, test } from 'vitest';
import { type Locale, sayIn } from '#src/platform/texts.ts';
import { realFacts } from '#tests/support/assistant.ts';
import { COMMANDS, readCommand } from './commands.ts';
import { screenOf } from './screen.ts';
import { draw } from './screens.ts';

test('every command opens a screen and says in each language what it is for', () => {
  for (const name of COMMANDS) {
    const meant = readCommand(`/${name}`);
    expect(meant?.kind).toBe('screen');
    if (meant?.kind === 'screen') expect(draw(screenOf(meant.payload)!, realFacts('vi'))?.blocks.length).toBeGreaterThan(0);
    for (const locale of ['vi', 'en'] as Locale[]) expect(sayIn(locale)(`commands.${name}`)).not.toBe(`commands.${name}`);
  }
});

test.each([
  ['/HoSo', { kind: 'screen', payload: '#t:dossier' }],
  [' /menu@motcua_bot ', { kind: 'screen', payload: '#m' }],
  ['/hoso  H26.1-260930-0012', { kind: 'words', text: 'H26.1-260930-0012' }],
  ['/thutuc khai sinh\ncho con', { kind: 'words', text: 'khai sinh\ncho con' }],
  ['/start', null],
  ['/nothing', null],
  ['/menux', null],
  ['menu', null],
  ['hỏi /menu', null],
])('%s', (text, meant) => {
  expect(readCommand(text)).toEqual(meant);
});
