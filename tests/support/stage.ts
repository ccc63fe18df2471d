import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { configuredChannels } from '#src/channels/configured.ts';
import { startDelivery } from '#src/delivery/delivery.ts';
import { turnsOf } from '#src/delivery/turn.ts';
import { shiftedClock } from '#src/platform/clock.ts';
import { readEnvironment } from '#src/platform/environment.ts';
import { createLog } from '#src/platform/log.ts';
import { createMetrics } from '#src/platform/metrics.ts';
import { secretsFrom } from '#src/platform/secrets.ts';
import { webhooks } from '#src/web/webhooks.ts';
import { openStage, type StageOptions } from '#tests/fakes/stage.ts';
import { realAssistant } from './assistant.ts';
import { testDatabase } from './database.ts';

const PACE = { perSecond: 1000, perSecondPerChat: 1000, perMonth: null };

/** The three fakes with their page, and the channels that their own settings set up, from the inbox to the outbox, with the real assistant. */
export async function testStage(mode: StageOptions['mode'] = 'webhook') {
  const database = await testDatabase();
  const app = express();
  const server = createServer(app);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const product = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stage = await openStage({ port: 0, product, mode });
  const log = createLog('silent');
  const clock = shiftedClock(new Date('2026-11-23T10:00:00+07:00'));
  const environment = readEnvironment(stage.environment);
  const { channels } = await configuredChannels({
    environment,
    database: database.prisma,
    // The platforms write the machine's own time into their events.
    clock: { now: () => new Date() },
    log,
    secrets: secretsFrom('the-secret-of-this-test-installation'),
  });
  const delivery = startDelivery({
    database,
    clock,
    log,
    metrics: createMetrics(),
    channels: channels.map((channel) => ({ ...channel, limits: PACE })),
    takeTurn: turnsOf({ current: realAssistant, clock, log }),
    alone: true,
  });
  app.use(webhooks(delivery));
  const close = async () => {
    await stage.close();
    await delivery.stop();
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    await database.close();
  };
  return { ...stage, database, delivery, clock, close };
}

export type TestStage = Awaited<ReturnType<typeof testStage>>;
