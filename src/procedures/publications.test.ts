import { expect, test } from 'vitest';
import { realAssistant } from '#tests/support/assistant.ts';
import { countPublications, publicationsOf } from './publications.ts';

const { catalogue } = realAssistant();
const { publications } = catalogue;

test('the composite list holds exactly 254 district procedures in 12 fields and 144 commune procedures in 11', () => {
  const [list] = countPublications(publications, '2016-06-01');
  expect(list).toMatchObject({
    id: 'public-254-144',
    levels: { district: { procedures: 254, fields: 12 }, commune: { procedures: 144, fields: 11 } },
  });
  for (const level of Object.values(list!.levels)) expect(Object.values(level.byField).reduce((sum, count) => sum + count, 0)).toBe(level.procedures);
});

test('the commune list of 2026 holds what the commune answers now, and begins with the two tiers', () => {
  const answered = [...catalogue.procedures.values()].filter((procedure) => procedure.levelNow === 'commune');
  const list = countPublications(publications, '2026-11-22').find(({ id }) => id === 'commune-2026');
  expect(list?.levels.commune?.procedures).toBe(answered.length);
  expect(list?.levels.commune?.procedures).toBeGreaterThanOrEqual(480);
  expect(countPublications(publications, '2025-06-30').map(({ id }) => id)).not.toContain('commune-2026');
});

test('before the first list there is none', () => {
  expect(countPublications(publications, '2015-12-31')).toEqual([]);
});

test('a procedure of both lists is one procedure that names both', () => {
  expect(
    publicationsOf(catalogue, '1.001193', '2026-11-22')
      .map(({ id }) => id)
      .sort(),
  ).toEqual(['commune-2026', 'public-254-144']);
});

test('every procedure has a source and a date', () => {
  for (const procedure of catalogue.procedures.values()) {
    expect(procedure.sources.length, procedure.code).toBeGreaterThan(0);
    expect(procedure.valuesAsOf, procedure.code).toBeTruthy();
  }
});
