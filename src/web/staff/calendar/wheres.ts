import { NATIONAL, type Where } from '#src/calendar/store/commands.ts';
import type { ListedDay } from '#src/calendar/store/list.ts';
import type { Say } from '#src/platform/texts.ts';
import type { PersonActor } from '#src/staff/actor.ts';
import { may, scopesOf } from '#src/staff/policy.ts';
import type { Option } from '../forms.ts';
import type { Places } from '../places.ts';

/** Whether somebody may change the calendar of all agencies. */
export const changesAll = (actor: PersonActor): boolean =>
  scopesOf(actor, 'calendar.edit').some(({ agencyId, unitId }) => agencyId === undefined && unitId === undefined);

export const mayChange = (actor: PersonActor, where: Where): boolean =>
  where.scope === 'agency' ? may(actor, 'calendar.edit', { agencyId: where.agencyId }) : changesAll(actor);

/** In a form: "national", "province", or the id of an agency. */
export const choiceOf = (where: Where | ListedDay): string => (where.scope === 'agency' ? where.agencyId : where.scope);

/** Null for what is no agency of the directory. */
export function whereOf(value: string, places: Places): Where | null {
  if (value === 'national') return NATIONAL;
  if (value === 'province') return { scope: 'province' };
  return places.find(value)?.unitId === null ? { scope: 'agency', agencyId: value } : null;
}

export const nameOfWhere = (say: Say, where: Where, places: Places): string =>
  where.scope === 'agency' ? places.named(where.agencyId) : say(`workCalendar.scope.${where.scope}`);

/** The agencies whose calendar somebody may change; a unit counts time as its agency does. */
export const agenciesFor = (actor: PersonActor, places: Places): Option[] =>
  places.options.filter(({ value }) => places.find(value)?.unitId === null && may(actor, 'calendar.edit', { agencyId: value }));

export const wheresFor = (say: Say, actor: PersonActor, places: Places): Option[] => [
  ...(changesAll(actor) ? (['national', 'province'] as const).map((value) => ({ value, label: say(`workCalendar.scope.${value}`) })) : []),
  ...agenciesFor(actor, places),
];
