import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { z } from 'zod';
import type { Database } from '#src/platform/database.ts';
import { dayOf } from '#src/text/formats.ts';
import { ROLES, STANDINGS } from './actor.ts';

const FILE = new URL('../../prisma/demo/staff.yaml', import.meta.url);

const id = z.string().regex(/^[a-z][a-z0-9-]*$/);
const demoFile = z.strictObject({
  people: z.array(
    z.strictObject({
      id: id.startsWith('demo-'),
      name: z.string(),
      position: z.string(),
      memberships: z.array(
        z.strictObject({ agencyId: id, unitId: id.optional(), role: z.enum(ROLES), standing: z.enum(STANDINGS).default('member') }),
      ),
    }),
  ),
});

/** Adds the invented people of the demonstration, marked as such; none of them can sign in before an admin gives them a link. Returns their names. */
export async function fillDemoStaff(database: Database, now: Date): Promise<string[]> {
  const { people } = demoFile.parse(load(readFileSync(FILE, 'utf8')));
  const validFrom = dayOf(new Date(now.getTime() - 365 * 86_400_000));
  for (const { memberships, ...person } of people) {
    const create = memberships.map((membership) => ({ ...membership, validFrom }));
    if (await database.person.findUnique({ where: { id: person.id }, select: { id: true } })) continue;
    await database.person.create({ data: { ...person, demo: true, createdAt: now, memberships: { create } } });
  }
  return people.map(({ name }) => name);
}
