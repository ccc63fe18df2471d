import type { Request } from 'express';
import type { DirectoryDesk, Editor } from '#src/directory/editing/desk.ts';
import { actorId, type PersonActor } from '#src/staff/actor.ts';
import { may, scopesOf } from '#src/staff/policy.ts';
import { actorOf, type StaffWeb } from '../shell.ts';
import { usesOf } from './uses.ts';

export const DIRECTORY = '/quan-tri/danh-ba';
export const UNITS = `${DIRECTORY}/dia-gioi`;

/** Units and mergers are everybody's: only who reaches everywhere changes them. */
export const editsAll = (actor: PersonActor): boolean =>
  scopesOf(actor, 'directory.edit').some(({ agencyId, unitId }) => agencyId === undefined && unitId === undefined);

export const editorOf = (request: Request): Editor => {
  const actor = actorOf(request);
  return { id: actorId(actor), may: (place) => (place.agencyId === undefined ? editsAll(actor) : may(actor, 'directory.edit', place)) };
};

export const deskOf = ({ database, clock }: Pick<StaffWeb, 'database' | 'clock'>): DirectoryDesk => ({ database, clock, usesOf });

/** "person:<id>" as the id alone. */
export const personOf = (by: string): string => by.replace(/^person:/, '');
