import { fieldKey, spellingsOf } from '#src/text/fields.ts';
import { type Actor, actorId, type Membership, type PersonActor, type Role } from './actor.ts';

/**
 * How far an action reaches for somebody with a role: the unit and field of the membership, the whole agency (in that field), or everywhere.
 * A membership without a unit reaches its whole agency anyway.
 */
type Reach = 'unit' | 'agency' | 'all';

/**
 * Who may do what: the one table. What is not here nobody may do but the system. A new action is a new line.
 * Receiving and returning is the one-stop's (NĐ 61/2018 Đ17, Đ20), processing the handling unit's (Đ19), approving its head's and the
 * leaders'. What an editor writes of a procedure, a publisher who did not write it publishes. Feedback on the conduct of an official is for heads and
 * leaders, never for colleagues. An inspector only reads. An admin keeps accounts and settings, and sees no dossier; an
 * operator sees to channels, letters that did not arrive and jobs, and to nothing else.
 */
// biome-ignore format: a table is read in rows
export const POLICY = {
  'dossier.view':    { oneStopOfficer: 'agency', officer: 'unit', unitHead: 'unit', leader: 'agency', inspector: 'agency' },
  'dossier.receive': { oneStopOfficer: 'agency' },
  'dossier.process': { oneStopOfficer: 'unit', officer: 'unit', unitHead: 'unit' },
  'dossier.approve': { unitHead: 'unit', leader: 'agency' },
  'dossier.return':  { oneStopOfficer: 'agency' },
  'dossier.note':    { oneStopOfficer: 'agency', officer: 'unit', unitHead: 'unit', leader: 'agency' },
  'dossier.backdate': { oneStopOfficer: 'agency', unitHead: 'unit', leader: 'agency' },
  'dossier.import':  { oneStopOfficer: 'agency', admin: 'all' },
  'dossier.export':  { oneStopOfficer: 'agency', unitHead: 'unit', leader: 'agency', inspector: 'agency' },
  'feedback.view':   { oneStopOfficer: 'agency', officer: 'unit', unitHead: 'unit', leader: 'agency', inspector: 'agency' },
  'feedback.handle': { oneStopOfficer: 'agency', unitHead: 'unit', leader: 'agency' },
  'feedback.answer': { oneStopOfficer: 'unit', officer: 'unit', unitHead: 'unit', leader: 'agency' },
  'feedback.conduct': { unitHead: 'unit', leader: 'agency', inspector: 'agency' },
  'feedback.publish': { leader: 'agency' },
  'handOver.answer': { oneStopOfficer: 'agency', officer: 'unit', unitHead: 'unit', leader: 'agency' },
  'handOver.duty':   { unitHead: 'unit', leader: 'agency' },
  'campaign.edit':   { oneStopOfficer: 'agency', unitHead: 'agency', leader: 'agency', editor: 'all' },
  'campaign.approve': { leader: 'agency' },
  'calendar.edit':   { leader: 'agency', admin: 'all' },
  'directory.edit':  { leader: 'agency', editor: 'all', admin: 'all' },
  'catalogue.edit':  { editor: 'all', publisher: 'all' },
  'catalogue.publish': { publisher: 'all' },
  'wording.edit':    { leader: 'all', editor: 'all', admin: 'all' },
  'report.view':     { oneStopOfficer: 'agency', unitHead: 'unit', leader: 'agency', inspector: 'agency' },
  'person.manage':   { admin: 'all' },
  'key.manage':      { admin: 'all' },
  'channel.switch':  { admin: 'all', operator: 'all' },
  'reminder.manage': { leader: 'agency', admin: 'all' },
  'job.view':        { admin: 'all', operator: 'all' },
  'privacy.handle':  { leader: 'all', admin: 'all' },
  'audit.view':      { inspector: 'all', admin: 'all' },
  'access.review':   { admin: 'all' },
} as const satisfies Record<string, Partial<Record<Role, Reach>>>;

export type Action = keyof typeof POLICY;
export const ACTIONS = Object.keys(POLICY) as Action[];

/** What a key for a program can be given: never accounts, keys or the audit log. */
export const KEY_SCOPES = ['dossier.import', 'dossier.view', 'dossier.export', 'report.view'] as const satisfies readonly Action[];

/** What is acted on, as far as it is known. Without anything the question is: anywhere at all? So navigation asks. */
export interface Subject {
  agencyId?: string;
  unitId?: string;
  field?: string;
}

/** A vertical agency's people belong to the unit that carries their agency's own id. */
const inUnit = ({ agencyId, unitId }: Membership, subject: Subject): boolean =>
  subject.unitId === (unitId ?? agencyId) || (unitId === null && subject.agencyId === agencyId);

function reaches(reach: Reach, membership: Membership, subject: Subject): boolean {
  if (membership.field !== null && subject.field !== undefined && fieldKey(subject.field) !== fieldKey(membership.field)) return false;
  if (reach === 'all' || (subject.agencyId === undefined && subject.unitId === undefined)) return true;
  return (reach === 'agency' && subject.agencyId === membership.agencyId) || inUnit(membership, subject);
}

/** Whether this actor may do this to that. Pure: memberships in force come with the actor. */
export function may(actor: Actor, action: Action, subject: Subject = {}): boolean {
  if (actor.kind === 'system') return true;
  if (actor.kind === 'key') {
    const there = actor.agencyId === null || subject.agencyId === undefined || subject.agencyId === actor.agencyId;
    return there && KEY_SCOPES.some((scope) => scope === action) && actor.scopes.includes(action);
  }
  const row: Partial<Record<Role, Reach>> = POLICY[action];
  return actor.memberships.some((membership) => {
    const reach = row[membership.role];
    return reach !== undefined && reaches(reach, membership, subject);
  });
}

/**
 * The places that an action reaches for a person, for a list: what lies in one of them passes, field for field. The same answer as `may` for
 * a subject that is known completely; tested against it. A field stands in each spelling that dossiers may have it in.
 */
export function scopesOf({ memberships }: PersonActor, action: Action): Subject[] {
  const row: Partial<Record<Role, Reach>> = POLICY[action];
  return memberships.flatMap(({ role, agencyId, unitId, field }) => {
    const reach = row[role];
    if (reach === undefined) return [];
    const places: Subject[] =
      reach === 'all' ? [{}] : [...(reach === 'agency' || unitId === null ? [{ agencyId }] : []), { unitId: unitId ?? agencyId }];
    return field === null ? places : places.flatMap((place) => spellingsOf(field).map((spelling) => ({ ...place, field: spelling })));
  });
}

/** An actor as dossiers/ asks about it: "anyone" is what a citizen may ask for too, written down by whoever may note. */
export const whoIs = (actor: Actor) => ({
  actor: actorId(actor),
  may: (action: Action | 'anyone', place: Subject): boolean =>
    may(actor, action === 'anyone' ? (actor.kind === 'key' ? 'dossier.import' : 'dossier.note') : action, place),
});
