import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LOCALES, sayIn } from '#src/platform/texts.ts';
import { receiveInput } from './commands/receiveDossier.ts';
import { REFUSAL_CODES } from './refusals.ts';
import { HISTORY_KINDS, STATES } from './states.ts';

const sources = readdirSync('src/dossiers', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.endsWith('refusals.ts'))
  .map((name) => readFileSync(`src/dossiers/${name}`, 'utf8'))
  .join('\n');

describe.each(LOCALES)('in %s', (locale) => {
  const say = sayIn(locale);
  test('every refusal has a sentence that is complete with its values', () => {
    for (const code of REFUSAL_CODES) {
      const sentence = say(`errors.${code}`, {
        most: 2,
        code: 'H26.1-260309-0001',
        state: 'processing',
        procedure: '1.000001',
        field: 'name',
        form: 'A',
      });
      expect(sentence).not.toMatch(/^errors\.|\{\{|\$t\(|dossier\.(state|field)/);
    }
  });
  test('every state, line of history and field of a receipt has a name', () => {
    const keys = [
      ...STATES.map((state) => `dossier.state.${state}`),
      ...HISTORY_KINDS.map((kind) => `dossier.history.${kind}`),
      ...Object.keys(receiveInput.shape).map((field) => `dossier.field.${field}`),
    ];
    for (const key of keys) expect(say(key)).not.toBe(key);
  });
});

test('no refusal is left that nothing can cause', () => {
  for (const code of REFUSAL_CODES) expect(sources).toContain(`'${code}'`);
});
