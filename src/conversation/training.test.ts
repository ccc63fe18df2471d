import { expect, test } from 'vitest';
import type { Catalogue, Procedure } from '#src/procedures/content.ts';
import { realAssistant } from '#tests/support/assistant.ts';
import { trainingHash } from './training.ts';

const { catalogue } = realAssistant();
const CODE = '1.001193';

/** The real catalogue with one procedure changed. */
function changed(change: Partial<Procedure>): Catalogue {
  const procedures = new Map(catalogue.procedures);
  procedures.set(CODE, { ...(procedures.get(CODE) as Procedure), ...change });
  return { ...catalogue, procedures };
}

test('the fingerprint stays while nothing that is learnt from changes', () => {
  expect(trainingHash(changed({}))).toBe(trainingHash(catalogue));
  expect(trainingHash(changed({ fee: { text: '8.000 đồng', flag: 'published' }, version: 9 }))).toBe(trainingHash(catalogue));
});

test('a new word, another title or a procedure less makes the model stale', () => {
  const { words } = catalogue.procedures.get(CODE) as Procedure;
  const fewer = new Map(catalogue.procedures);
  fewer.delete(CODE);
  const hashes = [
    catalogue,
    changed({ words: { ...words, aliases: [...words.aliases, 'giấy chào đời'] } }),
    changed({ name: 'Thủ tục đăng ký khai sinh mới' }),
    { ...catalogue, procedures: fewer },
    { ...catalogue, elsewhere: catalogue.elsewhere.slice(1) },
  ].map(trainingHash);
  expect(new Set(hashes).size).toBe(hashes.length);
});
