import type { Writer } from '#src/procedures/editing/commands/desk.ts';
import type { PersonActor } from '#src/staff/actor.ts';
import { may } from '#src/staff/policy.ts';
import { assetUrl } from '../../assets.ts';

/** What these pages look like beyond the others. */
export const STYLES = [assetUrl('/assets/catalogue.css')];

export const CATALOGUE = '/quan-tri/thu-tuc';
export const NEW = `${CATALOGUE}/moi`;
export const GROUPS = `${CATALOGUE}/nhom-de-nham`;
export const TRY = `${CATALOGUE}/hoi-thu`;
export const WORKBOOK = `${CATALOGUE}/bang-tinh`;
export const LEGAL = `${CATALOGUE}/van-ban`;
export const addressOf = (code: string): string => `${CATALOGUE}/${encodeURIComponent(code)}`;

/** A person as the commands of the catalogue ask about one. */
export const writerOf = (actor: PersonActor): Writer => ({ id: actor.id, may: (action) => may(actor, action) });
