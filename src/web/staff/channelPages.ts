import { type Request, type Response, Router } from 'express';
import type { ChannelStatus } from '#src/delivery/delivery.ts';
import { PROACTIVE, type Switch, setSwitch, switchedOff } from '#src/delivery/switches.ts';
import { sendTest, type TestStanding, testStanding } from '#src/delivery/testMessage.ts';
import type { TroubleOf } from '#src/delivery/trouble.ts';
import type { WhyNot } from '#src/delivery/undelivered.ts';
import type { Database } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { sayIn } from '#src/platform/texts.ts';
import { actorId } from '#src/staff/actor.ts';
import { chatsOf } from '#src/staff/chats.ts';
import { fieldFaults } from '#src/staff/credentials.ts';
import { formatDateTime, formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../html.ts';
import { confirmed, faultSummary, faultsOf, form, input, select, submit, type Typed, typedIn } from './forms.ts';
import { actorOf, type Shell, type View } from './shell.ts';
import { table } from './table.ts';

const LIST = '/quan-tri/kenh';
const LONGEST_REASON = 300;

/** Messages that still have to go out, by channel. */
async function waitingIn(database: Database): Promise<Map<string, number>> {
  const lanes = await database.outboxLane.groupBy({ by: ['channel'], where: { nextAt: { not: null } }, _sum: { waiting: true } });
  return new Map(lanes.map(({ channel, _sum }) => [channel, _sum.waiting ?? 0]));
}

/** Names of the people who switched something off. */
async function namesOf(database: Database, off: readonly Switch[]): Promise<Map<string, string>> {
  const ids = off.filter(({ by }) => by.startsWith('person:')).map(({ by }) => by.slice('person:'.length));
  const people = await database.person.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(people.map(({ id, name }) => [`person:${id}`, name]));
}

interface Shown {
  channels: readonly ChannelStatus[];
  off: readonly Switch[];
  waiting: ReadonlyMap<string, number>;
  names: ReadonlyMap<string, string>;
  typed: Typed;
  /** Channels on which the person has a chat of their own, for a test. */
  paired: readonly string[];
  /** The test that they have just sent. */
  tested: (TestStanding & { channel: string }) | null;
  troubleOf: TroubleOf;
  whyNot: WhyNot;
}

const nameOf = ({ say }: View, id: string): string => say(`staff.channels.name.${id}`);

const offText = ({ say }: View, { reason, by, at }: Switch, names: Shown['names']): string =>
  say('staff.channels.off', { time: formatDateTime(at), who: names.get(by) ?? by, reason });

/** How a channel is and what to do about it; what the platform said stays beneath as it said it, for whoever mends it. */
const stateText = ({ say }: View, { state, since, reason }: ChannelStatus, troubleOf: TroubleOf): VNode =>
  html`<div>${say(`staff.channels.state.${state}`, { time: formatDateTime(since) })}${reason ? html` ${say(`staff.channels.trouble.${troubleOf(reason)}`)}<div class="note">${say('staff.channels.noted', { reason })}</div>` : null}</div>` as VNode;

/** Where a test of this person's is on its way the page looks again. */
const underWay = ({ tested }: Pick<Shown, 'tested'>): boolean => tested?.state === 'waiting' || tested?.state === 'sending';
/** Where a switch is off it waits for that, perhaps for days. */
const isHeld = ({ tested, off }: Pick<Shown, 'tested' | 'off'>): boolean =>
  off.some(({ channel }) => channel === tested?.channel || channel === PROACTIVE);

function testView(view: View, shown: Shown): VNode {
  const { paired, tested, off } = shown;
  const { say } = view;
  const held = isHeld({ tested, off });
  const state = !tested ? '' : underWay({ tested }) ? (held ? 'held' : 'waiting') : tested.state === 'sent' ? 'sent' : 'failed';
  return html`<section aria-labelledby="test"><h2 id="test">${say('staff.channels.test.title')}</h2>
  ${
    tested
      ? html`<p class=${state === 'failed' ? 'card warning' : 'card'} role="status">${say(`staff.channels.test.${state}`, { name: nameOf(view, tested.channel), time: tested.endedAt ? formatDateTime(tested.endedAt) : '' })}${state === 'failed' ? ` ${say(`staff.undelivered.why.${shown.whyNot({ state: tested.state === 'unknown' ? 'unknown' : 'dead', reason: tested.reason })}`)}` : null}</p>`
      : null
  }
  <div class="card">${
    paired.length > 0
      ? form(
          view,
          `${LIST}/thu`,
          html`<p>${say('staff.channels.test.about')}</p>
          ${select(
            view,
            { name: 'channel', id: 'test-channel', label: say('staff.channels.test.which') },
            paired.map((value) => ({ value, label: nameOf(view, value) })),
            { values: {} },
          )}
          ${submit(say('staff.channels.test.send'))}`,
        )
      : html`<p>${say('staff.channels.test.notPaired')} <a href="/can-bo/tai-khoan">${say('staff.nav.account')}</a></p>`
  }</div></section>` as VNode;
}

function body(view: View, shown: Shown): VNode {
  const { channels, off, waiting, names, typed } = shown;
  const { say } = view;
  const heads = ['name', 'state', 'month', 'waiting', 'switch'].map((head) => say(`staff.channels.heads.${head}`));
  const ids = [...channels.map(({ channel }) => channel), PROACTIVE];
  const rows = ids.map((id) => {
    const held = off.find(({ channel }) => channel === id);
    const status = channels.find(({ channel }) => channel === id);
    return [
      nameOf(view, id),
      held ? offText(view, held, names) : status ? stateText(view, status, shown.troubleOf) : say('staff.channels.on'),
      status?.month ? `${formatNumber(status.month.used)} / ${formatNumber(status.month.perMonth)}` : '–',
      status ? formatNumber(waiting.get(id) ?? 0) : '–',
      held
        ? confirmed(view, `${LIST}/${id}/mo`, {
            open: say('staff.channels.switchOn'),
            question: say('staff.channels.switchOnQuestion', { name: nameOf(view, id) }),
            button: say('staff.channels.switchOn'),
          })
        : say('staff.channels.on'),
    ];
  });
  const open = ids.filter((id) => !off.some(({ channel }) => channel === id));
  return html`
  <p>${say('staff.channels.about')}</p>
  ${faultSummary(view, typed)}
  ${table(say('staff.nav.channels'), heads, rows)}
  ${channels.length === 0 ? html`<p class="note">${say('staff.channels.none')}</p>` : null}
  ${channels.length > 0 ? testView(view, shown) : null}
  ${
    open.length > 0
      ? html`<section aria-labelledby="off"><h2 id="off">${say('staff.channels.switchOff')}</h2><div class="card">${form(
          view,
          LIST,
          html`
          ${select(
            view,
            { name: 'channel', label: say('staff.channels.which') },
            [{ value: '', label: say('staff.choose') }, ...open.map((value) => ({ value, label: nameOf(view, value) }))],
            typed,
          )}
          ${input(view, { name: 'reason', label: say('staff.channels.reason'), hint: say('staff.channels.reasonHint'), required: true, maxlength: LONGEST_REASON }, typed)}
          ${submit(say('staff.channels.switchOff'))}`,
        )}</div></section>`
      : null
  }` as VNode;
}

/** `/quan-tri/kenh`: how the channels are, and their off switches, each with a reason (architecture, rule 10). */
export function channelPages(shell: Shell): Router {
  const { database, clock, channels, troubleOf, whyNot } = shell.deps;
  const router = Router();
  router.use(LIST, shell.signedIn, shell.allowed('channel.switch'));

  /** The person's own chat on each channel that works here; one that they left is none. */
  async function ownChats(request: Request): Promise<Map<string, string>> {
    const chats = await chatsOf(database, [actorOf(request).id]);
    const here = channels().map(({ channel }) => channel);
    // The first of a channel is the preferred one, and stays.
    return new Map(
      chats
        .filter(({ channel, gone }) => !gone && here.includes(channel))
        .toReversed()
        .map(({ channel, chatId }) => [channel, chatId]),
    );
  }

  /** "telegram.1764398400000": the test that the address names, where it is the person's own. */
  async function testedIn(request: Request): Promise<Shown['tested']> {
    const [, channel, at] = /^([a-z-]{2,20})\.(\d{1,15})$/.exec(String(request.query['thu'] ?? '')) ?? [];
    const found = channel && (await testStanding(database, channel, actorId(actorOf(request)), Number(at)));
    return found ? { ...found, channel } : null;
  }

  const show = async (request: Request, response: Response, typed: Typed) => {
    const off = await switchedOff(database);
    const tested = await testedIn(request);
    const paired = [...(await ownChats(request)).keys()];
    const shown = {
      channels: channels(),
      off,
      waiting: await waitingIn(database),
      names: await namesOf(database, off),
      typed,
      paired,
      tested,
      troubleOf,
      whyNot,
    };
    await shell.send(request, response, (view) => ({
      title: view.say('staff.nav.channels'),
      body: body(view, shown),
      status: typed.faults ? 422 : 200,
      watching: underWay(shown) && !isHeld(shown),
    }));
  };
  const isSwitch = (id: string) => id === PROACTIVE || channels().some(({ channel }) => channel === id);

  router.get(LIST, (request, response) => show(request, response, { values: {} }));

  router.post(LIST, shell.form, shell.proved, async (request, response) => {
    const values = typedIn(request.body);
    const { channel = '', reason = '' } = values;
    try {
      const faults = {
        ...(!isSwitch(channel) && { channel: 'choose' }),
        ...(reason === '' ? { reason: 'required' } : reason.length > LONGEST_REASON && { reason: 'tooLong' }),
      };
      if (Object.keys(faults).length > 0) throw fieldFaults(faults);
      await setSwitch(database, channel, reason, actorId(actorOf(request)), clock.now());
      shell.done(response, LIST, { key: 'staff.said.switchedOff' });
    } catch (error) {
      await show(request, response, { values, faults: faultsOf(error) });
    }
  });

  router.post(`${LIST}/thu`, shell.form, async (request, response) => {
    const { channel = '' } = typedIn(request.body);
    const chat = (await ownChats(request)).get(channel);
    if (chat === undefined) throw new AppError('notFound', { status: 404 });
    const { locale } = actorOf(request);
    const [now, text] = [clock.now(), sayIn(locale)('staff.channels.test.text', { time: formatDateTime(clock.now()) })];
    const at = await sendTest(database, { to: { channel, chat }, text, locale, actor: actorId(actorOf(request)), now });
    response.redirect(303, `${LIST}?thu=${channel}.${at}#test`);
  });

  router.post(`${LIST}/:channel/mo`, shell.form, shell.proved, async (request, response) => {
    const channel = String(request.params['channel']);
    if (!isSwitch(channel)) throw new AppError('notFound', { status: 404 });
    await setSwitch(database, channel, null, actorId(actorOf(request)), clock.now());
    shell.done(response, LIST, { key: 'staff.said.switchedOn' });
  });

  return router;
}
