/** One server as the chaos run starts it: the real thing, with a conversation that reads as the real one does but counts, and a platform of its own. */
import type { TakeTurn } from '#src/delivery/turn.ts';
import { start } from '#src/main.ts';
import { readEnvironment } from '#src/platform/environment.ts';
import { prepareApart } from '#src/prepareApart.ts';
import { httpProbe } from '#tests/support/httpProbe.ts';
import { countingTurns } from '#tests/support/probeChannel.ts';

/** Every third message of a conversation also does something in the database, as a report of a pothole would. */
const counting =
  (real: TakeTurn): TakeTurn =>
  async (talk, heard, state, locale) => {
    await real(talk, heard, null, locale);
    const turn = await countingTurns(talk, heard, state, locale);
    const { count } = turn.state as { count: number };
    if (count % 3 !== 0) return turn;
    const withDatabase: NonNullable<typeof turn.withDatabase> = async (tx) => {
      const [table] = await tx.$queryRaw<{ there: boolean }[]>`SELECT to_regclass('chaos_effect') IS NOT NULL AS there`;
      if (!table?.there) {
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(3)`; // of two that find none, one makes it
        await tx.$executeRaw`CREATE TABLE IF NOT EXISTS chaos_effect (conversation text, number int)`;
      }
      await tx.$executeRaw`INSERT INTO chaos_effect VALUES (${talk.conversation}, ${count})`;
      return turn;
    };
    return { ...turn, withDatabase };
  };

const environment = readEnvironment(process.env);
await prepareApart(environment);
const sink = process.env['PROBE_SINK'] as string;
const leaseMs = Number(process.env['PROBE_LEASE_MS']);
const { port, stop } = await start(environment, () => {}, {
  channels: [httpProbe(sink, 'probe', Math.round(leaseMs / 3))],
  turns: counting,
  leaseMs,
});
console.log(`ready ${port}`);
process.on('SIGTERM', () => void stop().then(() => process.exit(0)));
