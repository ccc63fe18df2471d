/**
 * One of the servers that `npm run bench -- delivery` compares, in a process of its own; BENCH_KIND says which: `product` is the real thing
 * with a platform of the bench's own; `insert` a bare handler that inserts one row; `echo` a bare grammY bot without a database.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { start } from '#src/main.ts';
import { openDatabase } from '#src/platform/database.ts';
import { readEnvironment } from '#src/platform/environment.ts';
import { prepareApart } from '#src/prepareApart.ts';
import { httpProbe } from '#tests/support/httpProbe.ts';

const { BENCH_KIND: kind, BENCH_SINK: sink = '', BENCH_TOGETHER: together } = process.env;

async function product(): Promise<number> {
  const environment = readEnvironment(process.env);
  await prepareApart(environment);
  const { port } = await start(environment, () => {}, { channels: [httpProbe(sink)], ...(together && { together: Number(together) }) });
  return port;
}

const listen = (app: express.Express): Promise<number> =>
  new Promise((done) => {
    const server = createServer(app).listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port));
  });

async function insert(): Promise<number> {
  const { prisma } = await openDatabase(readEnvironment(process.env));
  await prisma.$executeRaw`CREATE TABLE IF NOT EXISTS bench_row (id bigserial PRIMARY KEY, body jsonb NOT NULL)`;
  const app = express().use(express.json());
  app.post('/webhooks/probe', async (request, response) => {
    await prisma.$executeRaw`INSERT INTO bench_row (body) VALUES (${JSON.stringify(request.body)}::jsonb)`;
    response.json({});
  });
  return listen(app);
}

async function echo(): Promise<number> {
  const { Bot, webhookCallback } = await import('grammy');
  const botInfo = { id: 1, is_bot: true as const, first_name: 'echo', username: 'echo_bot' };
  const bot = new Bot('1:bench', { client: { apiRoot: sink.replace(/\/$/, '') }, botInfo: botInfo as never });
  bot.on('message:text', (context) => context.reply(context.message.text));
  const app = express().use(express.json());
  app.post('/webhooks/probe', webhookCallback(bot, 'express') as express.RequestHandler);
  return listen(app);
}

const port = await (kind === 'insert' ? insert() : kind === 'echo' ? echo() : product());
console.log(`port ${port}`);
process.on('SIGTERM', () => process.exit(0));
