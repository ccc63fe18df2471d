import { z } from 'zod';
import type { Environment } from '#src/platform/environment.ts';
import type { Say } from '#src/platform/texts.ts';
import { kindOfReason } from './channels.ts';
import { type Finding, fix, note, ok } from './finding.ts';

const answer = z.object({
  status: z.string(),
  catalogue: z.object({ procedures: z.number(), revision: z.number() }),
  channels: z.array(z.object({ channel: z.string(), state: z.string(), reason: z.string().nullable() })),
  /** Absent from a server of an earlier version. */
  lateJobs: z.array(z.string()).default([]),
});

/** The running server keeps the embedded database to itself: it is asked what it says of itself, at this machine's own address. */
export async function askServer({ PORT, HOST }: Environment, say: Say): Promise<Finding[]> {
  const url = `http://${HOST && HOST !== '0.0.0.0' && HOST !== '::' ? HOST : '127.0.0.1'}:${PORT}`;
  const told = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5000) }).then(
    (response) => response.json(),
    () => null,
  );
  const read = answer.safeParse(told);
  if (!read.success) return [fix(say('doctor.serverSilent', { url }))];
  const { status, catalogue, channels, lateJobs } = read.data;
  return [
    note(say('doctor.server', { url })),
    status === 'ready'
      ? ok(say('doctor.catalogue', { count: catalogue.procedures, revision: catalogue.revision }))
      : fix(say('doctor.serverNotReady')),
    ...channels.map(({ channel, state, reason }) => {
      const values = { channel: say(`doctor.names.${channel}`), reason: reason ?? '' };
      if (state === 'down') return fix(say(`doctor.channel.${kindOfReason(values.reason)}`, values));
      return state === 'off' ? note(say('doctor.off', { ...values, by: '…' })) : ok(say('doctor.channel.up', { ...values, name: state }));
    }),
    ...lateJobs.map((name) => fix(say('doctor.jobs.lateNow', { job: say(`jobs.name.${name}`) }))),
  ];
}
