/** One server as the chaos run starts it: the real thing, with a conversation that counts and a platform of the test's own. */
import { start } from '#src/main.ts';
import { readEnvironment } from '#src/platform/environment.ts';
import { prepareApart } from '#src/prepareApart.ts';
import { httpProbe } from '#tests/support/httpProbe.ts';
import { countingTurns } from '#tests/support/probeChannel.ts';

const environment = readEnvironment(process.env);
await prepareApart(environment);
const sink = process.env['PROBE_SINK'] as string;
const leaseMs = Number(process.env['PROBE_LEASE_MS']);
const { port, stop } = await start(environment, () => {}, {
  channels: [httpProbe(sink, 'probe', Math.round(leaseMs / 3))],
  takeTurn: countingTurns,
  leaseMs,
});
console.log(`ready ${port}`);
process.on('SIGTERM', () => void stop().then(() => process.exit(0)));
