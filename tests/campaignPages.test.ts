import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedDirectory } from '#src/directory/directory.ts';
import { sayIn } from '#src/platform/texts.ts';
import { probeChannel } from './support/probeChannel.ts';
import { account, member, settableClock } from './support/staff.ts';
import { signIn } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
const clock = settableClock(new Date('2026-11-23T09:00:00+07:00'));
const PAGE = '/quan-tri/chien-dich';
let web: TestWeb;

beforeAll(async () => {
  const channels = [
    probeChannel({ id: 'telegram' }).channel,
    probeChannel({ id: 'zalo-bot', limits: { perSecond: 1, perSecondPerChat: 1, perMonth: 2 } }).channel,
  ];
  web = await testWeb({ clock, channels });
  await seedDirectory(web.database.prisma);
  const staff = { database: web.database.prisma, clock };
  const agency = { agencyId: 'peoples-committee' };
  await account(staff, 'motcua', member('oneStopOfficer', agency));
  await account(staff, 'lanhdao', member('leader', agency));
  await account(staff, 'canbo', member('officer', agency));
  await account(staff, 'noikhac', member('leader', { agencyId: 'xa-khac' }));
});
afterAll(() => web.close());

const signedIn = (username: string) => signIn(web.url, username);

/** Says something to the assistant as the page's own chat does; returns what it answers, as text. */
async function chat(text: string, conversation = 'citizen'): Promise<string> {
  const response = await fetch(`${web.url}/api/v1/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ conversation, text }),
  });
  return JSON.stringify(((await response.json()) as { replies: unknown }).replies);
}
const subscriptions = () => web.database.prisma.campaignSubscription.findMany({ select: { conversationId: true, topics: true, areas: true } });
const MESSAGE = { title: 'Tiêm <b>chủng', text: 'Sáng thứ Bảy tại trạm y tế.', topics: ['health', 'law'], perMinute: '60' };

test('a citizen asks for news, agrees first, chooses, ends it in their own words; erasure takes it away', async () => {
  expect(await chat('cho tôi nhận tin của xã')).toContain(say('privacy.consent.news'));
  expect(await subscriptions()).toEqual([]);
  // A button of a message that was seen before is no consent.
  expect(await chat('#o:topic:health')).toContain(say('news.agree'));
  expect(await subscriptions()).toEqual([]);
  await chat('#o:agree');
  expect(await web.database.prisma.consent.findFirstOrThrow()).toMatchObject({ purpose: 'news', version: 'news-2026-11', withdrawnAt: null });
  expect(await chat('#o:topic:health')).toContain(say('news.chosen', { name: say('news.topic.health') }));
  // By number, as on channels without buttons: the topics, all of them, then on to the areas.
  expect(await chat('8')).toContain(say('news.askAreas'));
  expect(await chat('Hoa Tưởng')).not.toContain(say('news.kept'));
  await chat('#o:area:demo-hoa-tuong');
  expect(await chat('#o:done')).toContain('Hoa Tưởng');
  expect(await subscriptions()).toEqual([{ conversationId: 'citizen', topics: ['health'], areas: ['demo-hoa-tuong'] }]);
  expect(await chat('#y:held')).toContain(say('privacy.table.campaign_subscription'));
  expect(await chat('thôi, đừng gửi tin cho tôi nữa')).toContain(say('news.stopped'));
  expect(await subscriptions()).toEqual([]);
  expect((await web.database.prisma.consent.findFirstOrThrow()).withdrawnAt).not.toBeNull();
  expect(await chat('dừng nhận tin')).toContain(say('news.nothingToStop'));
  // Bare words only end what there is.
  expect(await chat('stop')).not.toContain('news.');
  for (const message of ['#o:agree', '#o:allTopics']) await chat(message, 'eraser');
  expect(await subscriptions()).toHaveLength(1);
  await chat('#x', 'eraser');
  expect(await subscriptions()).toEqual([]);
});

test('in the middle of feedback a stop is a stop, and the feedback goes on', async () => {
  for (const message of ['#o:agree', '#o:allTopics', '#t:feedback']) await chat(message, 'writer');
  expect(await chat('dừng nhận tin', 'writer')).toContain(say('news.stopped'));
  expect(await chat('Đường thôn Một hỏng nặng, xe không đi được', 'writer')).toContain('#e:right');
});

test('withdrawing every consent ends news too', async () => {
  for (const message of ['#o:agree', '#o:allTopics']) await chat(message, 'withdrawer');
  await chat('#y:withdraw', 'withdrawer');
  expect(await subscriptions()).toEqual([]);
});

test('written, previewed, handed in, let go by a second person, stopped; every fault is said', async () => {
  const add = (channel: string, conversationId: string) => ({
    channel,
    conversationId,
    topics: ['health'],
    areas: [],
    locale: 'vi',
    at: clock.now(),
  });
  await web.database.prisma.campaignSubscription.createMany({ data: [...['a', 'b', 'c'].map((id) => add('zalo-bot', id)), add('telegram', 'd')] });
  expect((await (await signedIn('canbo')).see(PAGE)).status).toBe(403);
  const writer = await signedIn('motcua');
  expect((await writer.see(PAGE)).text).toContain(say('campaign.none'));
  await writer.see(`${PAGE}/moi`);
  const wrong = await writer.send(PAGE, { title: '', text: 'x'.repeat(1401), textEn: 'only', perMinute: '7', sendAt: '2020-01-01T08:00' });
  expect(wrong.status).toBe(422);
  for (const fault of ['required', 'tooLong', 'choose', 'timePast']) expect(wrong.text).toContain(say(`staff.fault.${fault}`));
  const saved = await writer.send(PAGE, { ...MESSAGE, areas: ['demo-hoa-tuong', 'invented'] });
  const path = saved.path;
  expect(path).toMatch(/\/chien-dich\/\d+$/);
  // As the citizen sees it, escaped, with who speaks and how to end it; and what it costs.
  expect(saved.text).toContain('Tiêm &lt;b>');
  expect(saved.text).toContain('Ủy ban nhân dân xã Minh Họa');
  expect(saved.text).toContain('dừng nhận tin');
  expect(saved.text).toContain(say('campaign.cost.over', { count: '3', left: '2' }));
  expect(saved.text).toContain(say('campaign.cost.free'));
  const id = Number(path.split('/').at(-1));
  const row = () => web.database.prisma.campaign.findUniqueOrThrow({ where: { id } });
  expect(await row()).toMatchObject({ areas: ['demo-hoa-tuong'], topics: ['law', 'health'], agencyId: 'peoples-committee' });
  const send = async (person: typeof writer, act: string, more: Record<string, string | string[]> = {}) =>
    person.send(path, { revision: String((await row()).revision), do: act, ...more });

  const lost = await writer.send(path, { ...MESSAGE, title: 'Khác', revision: '99', do: 'save' });
  expect([lost.status, lost.text.includes(say('errors.campaignChanged')), lost.text.includes('value="Khác"')]).toEqual([409, true, true]);
  expect((await send(writer, 'submit', MESSAGE)).text).toContain(say('campaign.needsSecond'));
  expect((await send(writer, 'approve')).status).toBe(403);
  expect((await (await signedIn('noikhac')).see(path)).status).toBe(404);
  const leader = await signedIn('lanhdao');
  await leader.see(path);
  const unsaid = (await send(leader, 'return')).text;
  expect(unsaid).toContain(say('errors.campaignReasonMissing'));
  expect(unsaid).toMatch(/<details open[^>]*><summary>[^<]*<\/summary><form[^>]*>(?:(?!<\/form>).)*name="reason"/s);
  expect((await send(leader, 'approve')).text).toContain(say('campaign.said.approveAtOnce'));
  expect(await row()).toMatchObject({ state: 'approved' });
  // Its author takes it back without a reason, and hands it in again, now for a later hour.
  expect((await writer.see(path)).text).toContain(say('campaign.do.takeBack'));
  expect((await send(writer, 'return')).text).toContain(say('campaign.said.takeBack'));
  await send(writer, 'submit', { ...MESSAGE, sendAt: '2026-11-24T08:00' });
  await leader.see(path);
  expect((await send(leader, 'approve')).text).toContain(say('campaign.said.approve'));
  await writer.see(path);
  expect((await send(writer, 'stop')).text).toContain(say('campaign.state.stopped'));
  expect(await row()).toMatchObject({ state: 'stopped' });
  const audited = (await web.database.prisma.auditEvent.findMany()).map(({ action }) => action);
  expect(audited).toEqual(expect.arrayContaining(['campaign.write', 'campaign.submit', 'campaign.approve', 'campaign.stop']));
});

test('whoever wrote it does not let it go, be it the leader; a forged form does nothing', async () => {
  const leader = await signedIn('lanhdao');
  await leader.see(`${PAGE}/moi`);
  const { path } = await leader.send(PAGE, MESSAGE);
  await leader.send(path, { ...MESSAGE, revision: '1', do: 'submit' });
  const refused = await leader.send(path, { revision: '3', do: 'approve' });
  expect([refused.status, refused.text.includes(say('errors.campaignOwn'))]).toEqual([422, true]);
  expect((await leader.send(path, { revision: '3', do: 'stop', form: 'forged' })).status).toBe(403);
  expect(await web.database.prisma.campaign.findUniqueOrThrow({ where: { id: Number(path.split('/').at(-1)) } })).toMatchObject({
    state: 'submitted',
  });
});

test('why letters did not arrive is said in words, not in those of a platform or a line', async () => {
  const leader = await signedIn('lanhdao');
  await leader.see(`${PAGE}/moi`);
  const { path } = await leader.send(PAGE, MESSAGE);
  const figures = [
    { channel: 'telegram', state: 'unknown', reason: 'no answer: aborted', count: 2 },
    { channel: 'telegram', state: 'unknown', reason: 'no answer: socket hang up', count: 3 },
    { channel: 'telegram', state: 'failed', reason: 'Bad Request: message is too long', count: 1 },
    { channel: 'telegram', state: 'unreachable', reason: 'gone', count: 4 },
  ];
  await web.database.prisma.campaign.update({ where: { id: Number(path.split('/').at(-1)) }, data: { state: 'done', figures } });
  const { text } = await leader.see(path);
  expect(text).not.toMatch(/no answer|Bad Request/);
  for (const [count, name] of [['5', 'unanswered'], ['1', 'refused'], ['4', 'gone']] as const) // biome-ignore format: one line
    expect(text).toContain(say('campaign.because', { count, reason: say(`campaign.reason.${name}`) }));
});
