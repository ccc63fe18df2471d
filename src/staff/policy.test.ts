import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Who } from '#src/dossiers/desk.ts';
import { SYSTEM } from '#src/dossiers/desk.ts';
import { knowFields } from '#src/text/fields.ts';
import { type Actor, actorId, type Membership, type PersonActor, ROLES, type Role, SYSTEM_ACTOR } from './actor.ts';
import { ACTIONS, type Action, KEY_SCOPES, may, POLICY, scopesOf, whoIs } from './policy.ts';

const member = (role: Role, more: Partial<Membership> = {}): Membership => ({
  agencyId: 'xa',
  unitId: 'kinh-te',
  role,
  field: null,
  standing: 'member',
  ...more,
});
const person = (...memberships: Membership[]): Actor => ({ kind: 'person', id: 'p1', name: 'Nguyễn Văn Mẫu', locale: 'vi', memberships });

const PLACES = {
  unit: { agencyId: 'xa', unitId: 'kinh-te' },
  agency: { agencyId: 'xa', unitId: 'van-hoa' },
  elsewhere: { agencyId: 'tinh', unitId: 'so' },
} as const;

/** For each action, how far each role gets: own unit (u), own agency (a), everywhere (e), nowhere (-). */
// biome-ignore format: a table is read in rows
const EXPECTED: Record<Action, string> = {
  //                 oneStop officer head leader editor publisher inspector admin operator
  'dossier.view': 'a u u a - - a - -',
  'dossier.receive': 'a - - - - - - - -',
  'dossier.process': 'u u u - - - - - -',
  'dossier.approve': '- - u a - - - - -',
  'dossier.return': 'a - - - - - - - -',
  'dossier.note': 'a u u a - - - - -',
  'dossier.backdate': 'a - u a - - - - -',
  'dossier.import': 'a - - - - - - e -',
  'dossier.export': 'a - u a - - a - -',
  'feedback.view': 'a u u a - - a - -',
  'feedback.handle': 'a - u a - - - - -',
  'feedback.answer': 'u u u a - - - - -',
  'feedback.conduct': '- - u a - - a - -',
  'feedback.publish': '- - - a - - - - -',
  'handOver.answer': 'a u u a - - - - -',
  'handOver.duty': '- - u a - - - - -',
  'campaign.edit': 'a - a a e - - - -',
  'campaign.approve': '- - - a - - - - -',
  'calendar.edit': '- - - a - - - e -',
  'directory.edit': '- - - a e - - e -',
  'catalogue.edit': '- - - - e e - - -',
  'catalogue.publish': '- - - - - e - - -',
  'wording.edit': '- - - e e - - e -',
  'report.view': 'a - u a - - a - -',
  'person.manage': '- - - - - - - e -',
  'key.manage': '- - - - - - - e -',
  'channel.switch': '- - - - - - - e e',
  'reminder.manage': '- - - a - - - e -',
  'job.view': '- - - - - - - e e',
  'privacy.handle': '- - - e - - - e -',
  'audit.view': '- - - - - - e e -',
  'access.review': '- - - - - - - e -',
};

test('the table', () => {
  expect(Object.keys(EXPECTED)).toEqual(Object.keys(POLICY));
  for (const action of ACTIONS) {
    const row = ROLES.map((role) => {
      const actor = person(member(role));
      const [unit, agency, everywhere] = Object.values(PLACES).map((place) => may(actor, action, place));
      expect(may(actor, action), `${role} ${action}, anywhere`).toBe(unit);
      return everywhere ? 'e' : agency ? 'a' : unit ? 'u' : '-';
    });
    expect(row.join(' '), action).toBe(EXPECTED[action]);
  }
});

describe('where a membership reaches', () => {
  test('without a unit, the whole agency', () => {
    const head = person(member('officer', { unitId: null }));
    expect(may(head, 'dossier.process', PLACES.agency)).toBe(true);
    expect(may(head, 'dossier.process', PLACES.elsewhere)).toBe(false);
  });

  test('a vertical agency handles what was handed to it, though another agency received it', () => {
    const police = person(member('officer', { agencyId: 'cong-an', unitId: null }));
    expect(may(police, 'dossier.process', { agencyId: 'xa', unitId: 'cong-an' })).toBe(true);
    expect(may(police, 'dossier.process', PLACES.unit)).toBe(false);
  });

  test('only in its field, where it has one', () => {
    const justice = person(member('oneStopOfficer', { field: 'justice' }));
    expect(may(justice, 'dossier.receive', { ...PLACES.agency, field: 'justice' })).toBe(true);
    expect(may(justice, 'dossier.receive', { ...PLACES.agency, field: 'tax' })).toBe(false);
    expect(
      may(person(member('oneStopOfficer', { field: 'justice' }), member('oneStopOfficer', { field: 'tax' })), 'dossier.receive', { field: 'tax' }),
    ).toBe(true);
  });

  test('in its field however that is spelled, of one thing and in lists', () => {
    const [one, other] = ['Lao động, tiền lương', 'Lao động - Tiền lương'];
    knowFields([one!, other!]);
    const kept = person(member('officer', { field: one! })) as PersonActor;
    expect(may(kept, 'dossier.process', { ...PLACES.unit, field: other! })).toBe(true);
    expect(may(kept, 'dossier.process', { ...PLACES.unit, field: 'Việc làm' })).toBe(false);
    expect(scopesOf(kept, 'dossier.process').map(({ field }) => field)).toEqual([one, other]);
  });

  test('nobody without a membership may anything', () => {
    expect(ACTIONS.filter((action) => may(person(), action))).toEqual([]);
  });
});

describe('programs and the system', () => {
  const key = (scopes: string[], agencyId: string | null = null): Actor => ({ kind: 'key', id: 3, scopes, agencyId });

  test('a key may what its scopes say, in its agency', () => {
    expect(may(key(['dossier.import']), 'dossier.import', PLACES.elsewhere)).toBe(true);
    expect(may(key(['dossier.import']), 'dossier.view')).toBe(false);
    expect(may(key(['dossier.import'], 'xa'), 'dossier.import', PLACES.unit)).toBe(true);
    expect(may(key(['dossier.import'], 'xa'), 'dossier.import', PLACES.elsewhere)).toBe(false);
  });

  test('accounts and keys are never for a key, whatever its row says', () => {
    expect(ACTIONS.filter((action) => may(key([...ACTIONS]), action))).toEqual(
      ACTIONS.filter((action) => KEY_SCOPES.some((scope) => scope === action)),
    );
  });

  test('the system may everything', () => {
    for (const action of ACTIONS) expect(may(SYSTEM_ACTOR, action)).toBe(true);
  });
});

test('an actor is somebody who may act on dossiers', () => {
  const officer: Who = whoIs(person(member('officer')));
  expect(officer.actor).toBe('person:p1');
  expect(officer.may('anyone', PLACES.unit)).toBe(true);
  expect(officer.may('anyone', PLACES.agency)).toBe(false);
  expect(officer.may('dossier.process', PLACES.unit)).toBe(true);
  expect(actorId({ kind: 'key', id: 3, scopes: [], agencyId: null })).toBe('key:3');
  expect(actorId(SYSTEM_ACTOR)).toBe(SYSTEM.actor);
});

test('the places of a list are those that the question about one thing gives', () => {
  const id = fc.constantFrom('xa', 'kinh-te', 'van-hoa', 'tinh');
  const field = fc.constantFrom('Hộ tịch', 'Đất đai');
  const membership: fc.Arbitrary<Membership> = fc.record({
    agencyId: id,
    unitId: fc.option(id),
    role: fc.constantFrom(...ROLES),
    field: fc.option(field),
    standing: fc.constant('member' as const),
  });
  const subject = fc.record({ agencyId: id, unitId: id, field });
  fc.assert(
    fc.property(fc.array(membership, { maxLength: 3 }), fc.constantFrom(...ACTIONS), subject, (memberships, action, asked) => {
      const actor = person(...memberships) as PersonActor;
      const within = scopesOf(actor, action).some((scope) =>
        Object.entries(scope).every(([key, value]) => asked[key as keyof typeof asked] === value),
      );
      expect(within).toBe(may(actor, action, asked));
    }),
    { numRuns: 2000 },
  );
});
