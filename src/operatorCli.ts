import { parseArgs } from 'node:util';
import { createCalendars } from './calendar/store/load.ts';
import { mendLanes } from './delivery/outbox/lanes.ts';
import { PROACTIVE, setSwitch, switchedOff } from './delivery/switches.ts';
import { drop, listUndelivered, resend } from './delivery/undelivered.ts';
import { findFeedbackCode } from './feedback/code.ts';
import { openFileFolder } from './feedback/files/keep.ts';
import { type OpenDatabase, openDatabase } from './platform/database.ts';
import { type Environment, readEnvironment } from './platform/environment.ts';
import { AppError } from './platform/errors.ts';
import { exitWithProblem } from './platform/problem.ts';
import { sayIn } from './platform/texts.ts';
import { purgeFeedback, purgeHandOver } from './privacy/purge.ts';
import { SYSTEM_ACTOR } from './staff/actor.ts';
import { formatDateTime } from './text/formats.ts';

const say = sayIn('vi');
const CHANNELS = ['telegram', 'zalo-bot', 'zalo-oa', 'web', PROACTIVE];

/** `channels list | off <channel> --reason "…" | on <channel>`: the off switches, "proactive" for all that is said unasked. */
async function channels({ prisma }: OpenDatabase, [verb, channel, ...more]: string[], reason: string | undefined, by: { actor: string; now: Date }) {
  if (verb === 'list' && !channel) {
    const off = new Map((await switchedOff(prisma)).map((entry) => [entry.channel, entry]));
    for (const id of CHANNELS) {
      const held = off.get(id);
      const name = say(`doctor.names.${id}`);
      console.log(
        `${id.padEnd(10)} ${held ? say('doctor.off', { channel: name, reason: held.reason, by: held.by }) : say('operator.on', { channel: name })}`,
      );
    }
    return;
  }
  if (more.length > 0 || !channel || !CHANNELS.includes(channel) || (verb !== 'on' && verb !== 'off') || (verb === 'on' && reason !== undefined))
    throw new AppError('channelsUsage', { params: { known: CHANNELS.join(', ') } });
  await setSwitch(prisma, channel, verb === 'off' ? (reason ?? '') : null, by.actor, by.now);
  console.log(say(`operator.switched.${verb}`, { channel: say(`doctor.names.${channel}`) }));
}

/** `undelivered list | resend <id> | drop <id>`: what was refused, may or may not have arrived, or could not be handled. */
async function undelivered({ prisma }: OpenDatabase, [verb, id, ...more]: string[], by: { actor: string; now: Date }) {
  if (verb === 'list' && !id) {
    const rows = await listUndelivered(prisma);
    for (const row of rows)
      console.log([row.id, formatDateTime(row.at), row.channel, say(`operator.state.${row.state}`), row.reason ?? '', row.subject ?? ''].join('  '));
    console.log(say('operator.count', { count: rows.length }));
    return;
  }
  if (more.length > 0 || !id || (verb !== 'resend' && verb !== 'drop')) throw new AppError('undeliveredUsage');
  await (verb === 'resend' ? resend : drop)(prisma, id, by);
  console.log(say(`operator.decided.${verb}`, { id }));
}

/** `purge PA-…` or `purge <number of a conversation with an official>`: what should never have been taken in is gone from everywhere. */
async function purge({ prisma }: OpenDatabase, [what = '', ...more]: string[], { DATA_DIR, CLOCK: clock }: Environment) {
  const code = findFeedbackCode(what);
  const id = /^\d{1,9}$/.test(what) ? Number(what) : null;
  if (more.length > 0 || (code === null && id === null)) throw new AppError('purgeUsage');
  const files = openFileFolder(DATA_DIR);
  const settle = async () => {
    await files.removeOrphans(prisma);
    await mendLanes(prisma);
  };
  const desk = { database: prisma, clock, calendarOf: createCalendars(prisma), settle };
  if (code !== null) await purgeFeedback(desk, SYSTEM_ACTOR, { code });
  else if (!(await purgeHandOver(desk, SYSTEM_ACTOR, id!))) throw new AppError('handOverNotFound');
  console.log(say('operator.purged', { what: code ?? what }));
}

try {
  const { values, positionals } = parseArgs({ allowPositionals: true, strict: false, options: { reason: { type: 'string' } } });
  const [command, ...words] = positionals;
  const environment = readEnvironment(process.env);
  const database = await openDatabase(environment).catch((error) => {
    throw error instanceof AppError && error.code === 'dataFolderLocked' ? new AppError('stopServerFirst', { params: error.params }) : error;
  });
  try {
    const by = { actor: 'operator', now: environment.CLOCK.now() };
    const reason = typeof values['reason'] === 'string' ? values['reason'] : undefined;
    if (command === 'purge') await purge(database, words, environment);
    else await (command === 'channels' ? channels(database, words, reason, by) : undelivered(database, words, by));
  } finally {
    await database.close();
  }
} catch (error) {
  exitWithProblem(error);
}
