import type { Locale } from '#src/platform/texts.ts';

/** What somebody can be in an agency (glossary of the one-stop mechanism: NĐ 61/2018 Đ8-9, Đ19). */
export const ROLES = ['oneStopOfficer', 'officer', 'unitHead', 'leader', 'editor', 'publisher', 'inspector', 'admin', 'operator'] as const;
export type Role = (typeof ROLES)[number];

export const STANDINGS = ['member', 'deputy', 'head'] as const;
export type Standing = (typeof STANDINGS)[number];

/** What a person is, and where: ids of the directory. Without a unit the whole agency, without a field every field. */
export interface Membership {
  agencyId: string;
  unitId: string | null;
  role: Role;
  field: string | null;
  standing: Standing;
}

/** Who acts. A person comes with the memberships in force today; a person who is no longer active is no actor. */
export type Actor =
  | { kind: 'person'; id: string; name: string; locale: Locale; memberships: readonly Membership[] }
  | { kind: 'key'; id: number; scopes: readonly string[]; agencyId: string | null }
  | { kind: 'system' };

export type PersonActor = Extract<Actor, { kind: 'person' }>;

export const SYSTEM_ACTOR: Actor = { kind: 'system' };

/** For histories and the audit log: "person:<id>", "key:<id>", "system". */
export const actorId = (actor: Actor): string => (actor.kind === 'system' ? 'system' : `${actor.kind}:${actor.id}`);
