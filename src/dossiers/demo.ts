import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { type Calendar, shiftWorkingDays } from '#src/calendar/index.ts';
import type { Database } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { procedureContent } from '#src/procedures/content.ts';
import { approveApology, proposeApology } from './commands/apologies.ts';
import { pauseDossier, requestPayment } from './commands/clock.ts';
import { startConsultation } from './commands/consultations.ts';
import * as decisions from './commands/decisions.ts';
import { confirmHandOver, handOver, refuseHandOver, startProcessing } from './commands/handOvers.ts';
import { type Reception, receiveDossier, returnDossier } from './commands/receiveDossier.ts';
import { requestSupplement } from './commands/supplements.ts';
import type { Desk, DossierRef, Who } from './desk.ts';
import { asDossier, type Dossier } from './model.ts';

const FILE = new URL('../../prisma/demo/dossiers.yaml', import.meta.url);

interface Step {
  do: keyof typeof COMMANDS;
  ago: number;
  at: string;
  /** For an apology: the new date, so many working days from then. */
  newDueIn?: number;
}
interface Story {
  name: string;
  applicant: { name: string; phone: string; address: string };
  channel?: 'direct' | 'online' | 'postal';
  ago: number;
  reception?: Reception;
  steps: Step[];
}
interface DemoFile {
  agencyId: string;
  unitId: string;
  terms: { from: number; to: number };
  stories: Story[];
}

const COMMANDS = {
  ...decisions,
  returnDossier,
  startProcessing,
  requestSupplement,
  requestPayment,
  pauseDossier,
  handOver,
  confirmHandOver,
  refuseHandOver,
  startConsultation,
  proposeApology,
  approveApology,
} as unknown as Record<string, (desk: Desk, who: Who, ref: DossierRef, given: object) => Promise<Dossier>>;

/** The invented people of prisma/demo/staff.yaml: one receives and works, one approves. */
const officer: Who = { actor: 'person:demo-tiep-nhan', may: () => true };
const leader: Who = { actor: 'person:demo-lanh-dao', may: () => true };
const BY_LEADER: readonly string[] = ['completeDossier', 'refuseDossier', 'approveApology'];

/**
 * Fills the invented commune with a dossier in every state, dated back from now. Throws `demoRefused` when there is a real dossier or a
 * real one-stop unit. Done once: a second time it returns what is there. Nobody is told: no chat follows a dossier that did not exist.
 */
export async function fillDemoDossiers(desk: Desk): Promise<Dossier[]> {
  const { database } = desk;
  const authority = await database.agency.findFirst({ where: { id: 'one-stop' } });
  const invented = (authority?.content as { demonstration?: boolean } | undefined)?.demonstration === true;
  if (!invented || (await database.dossier.count({ where: { demo: false } })) > 0) throw new AppError('demoRefused');
  const there = await database.dossier.findMany({ where: { demo: true }, orderBy: { id: 'asc' } });
  const file = load(readFileSync(FILE, 'utf8')) as DemoFile;
  const calendar = await desk.calendarOf(file.agencyId);
  const procedures = await suitableProcedures(database, file.terms);
  if (procedures.length === 0) throw new AppError('demoRefused');
  const now = desk.clock.now();
  const dossiers = there.map(asDossier);
  // Oldest first, as they would have come in: the register's numbers follow the dates. What was interrupted goes on where it stopped.
  const stories = [...file.stories].sort((a, b) => b.ago - a.ago);
  for (const [index, story] of stories.entries()) {
    if (index < there.length) continue;
    dossiers.push(await tell(desk, file, story, procedures[index % procedures.length]!, calendar, now));
  }
  return dossiers;
}

async function tell(desk: Desk, file: DemoFile, story: Story, procedureCode: string, calendar: Calendar, now: Date): Promise<Dossier> {
  const { agencyId, unitId } = file;
  const moment = (ago: number, at: string) => new Date(`${shiftWorkingDays(calendar, now, -ago)}T${at}:00+07:00`);
  const then = (at: Date): Desk => ({ ...desk, clock: { now: () => at } });
  const receipt = { agencyId, unitId, procedureCode, applicant: story.applicant, channel: story.channel ?? 'direct', demo: true };
  const papers = [{ name: story.name, originals: 1, copies: 0 }];
  let dossier = await receiveDossier(then(moment(story.ago, '09:00')), officer, { ...receipt, papers }, story.reception);
  for (const { do: command, ago, at, newDueIn, ...given } of story.steps) {
    const when = moment(ago, at);
    const newDue = newDueIn && { newDueAt: new Date(`${shiftWorkingDays(calendar, when, newDueIn)}T17:00:00+07:00`) };
    dossier = await COMMANDS[command]!(then(when), BY_LEADER.includes(command) ? leader : officer, { code: dossier.code }, { ...given, ...newDue });
  }
  return dossier;
}

/** Procedures of today's communes whose term fits the stories, one of each group of fields before a second of any. */
async function suitableProcedures(database: Database, { from, to }: DemoFile['terms']): Promise<string[]> {
  const versions = await database.$queryRaw<{ content: { group: string; content: unknown } }[]>`
    SELECT v.content FROM procedure_version v JOIN procedure p ON p.code = v.code AND p."currentVersion" = v.number ORDER BY v.code`;
  const groups = new Map<string, string[]>();
  for (const { content: row } of versions) {
    const { code, levelNow, termNow, term } = procedureContent.parse(row.content);
    const { value, unit } = termNow ?? term ?? {};
    if (levelNow !== 'commune' || unit !== 'workingDays' || value === undefined || value < from || value > to || !Number.isInteger(value)) continue;
    groups.set(row.group, [...(groups.get(row.group) ?? []), code]);
  }
  const longest = Math.max(0, ...[...groups.values()].map((codes) => codes.length));
  return Array.from({ length: longest }, (_, round) => [...groups.values()].flatMap((codes) => codes[round] ?? [])).flat();
}
