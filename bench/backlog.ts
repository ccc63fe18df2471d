import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDelivery } from '#src/delivery/delivery.ts';
import { systemClock } from '#src/platform/clock.ts';
import { openDatabase } from '#src/platform/database.ts';
import { createLog } from '#src/platform/log.ts';
import { createMetrics } from '#src/platform/metrics.ts';
import { migrate } from '#src/platform/migrate.ts';
import { countingTurns, probeChannel } from '#tests/support/probeChannel.ts';
import { onFreshServer } from './freshServer.ts';

const ROWS = 100_000;
const CHATS = 25_000;
const PER_SECOND = 1000;

/**
 * `npm run bench -- backlog`: a hundred thousand notices that wait, sent at the configured rate; how near to it, and the memory meanwhile,
 * in a process with the settings of `npm start`.
 */
export function benchBacklog(): void {
  spawnSync(process.execPath, ['--max-semi-space-size=2', import.meta.filename], { stdio: 'inherit' });
}

async function drain(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mot-cua-bench-'));
  try {
    await onFreshServer(async (url) => {
      const database = await openDatabase({ DATA_DIR: folder, DATABASE_URL: url });
      await migrate(database.pool);
      const now = new Date();
      await database.prisma.$executeRaw`
        INSERT INTO outbox (channel, chat, kind, reply, context, "dedupeKey", "notBefore", "createdAt")
        SELECT 'probe', 'c' || (n % ${CHATS}::int), 'notice', '{"blocks":[{"kind":"text","text":"Hồ sơ sắp đến hạn"}],"choices":[],"sources":[]}', '{"locale":"vi"}', 'k' || n, ${now}, ${now}
        FROM generate_series(1, ${ROWS}::int) AS n`;
      let sent = 0;
      const outcome = () => {
        sent++;
        return { kind: 'sent', message: null } as const;
      };
      const probe = probeChannel({ outcome, limits: { perSecond: PER_SECOND, perSecondPerChat: 1, perMonth: null } });
      probe.sent.push = () => 0; // what was sent is counted, not kept
      const begun = performance.now();
      const delivery = startDelivery({
        database,
        clock: systemClock,
        log: createLog('error'),
        metrics: createMetrics(),
        channels: [probe.channel],
        takeTurn: countingTurns,
        quiet: { from: 0, to: 0 },
      });
      const memory: number[] = [];
      let from = { at: 0, sent: 0 };
      while (sent < ROWS && performance.now() - begun < 400_000) {
        await new Promise((done) => setTimeout(done, 500));
        memory.push(process.memoryUsage().rss / 2 ** 20);
        if (from.at === 0 && sent > PER_SECOND * 2) from = { at: performance.now(), sent };
      }
      const rate = (sent - from.sent) / ((performance.now() - from.at) / 1000);
      const tenth = Math.floor(memory.length / 10);
      const mean = (values: number[]) => Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
      console.log(
        `${sent} of ${ROWS} rows in ${CHATS} chats: ${rate.toFixed(0)} a second of ${PER_SECOND} configured (${((rate / PER_SECOND - 1) * 100).toFixed(1)} %); ` +
          `memory ${mean(memory.slice(tenth, 2 * tenth + 1))} MB after a tenth, ${mean(memory.slice(-tenth - 1))} MB at the end`,
      );
      await delivery.stop();
      await database.close();
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) await drain();
