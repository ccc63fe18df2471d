import { type Request, type Response, Router } from 'express';
import type { ChannelStatus } from '#src/delivery/delivery.ts';
import { PROACTIVE, type Switch, setSwitch, switchedOff } from '#src/delivery/switches.ts';
import type { Database } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { actorId } from '#src/staff/actor.ts';
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
}

const nameOf = ({ say }: View, id: string): string => say(`staff.channels.name.${id}`);

const offText = ({ say }: View, { reason, by, at }: Switch, names: Shown['names']): string =>
  say('staff.channels.off', { time: formatDateTime(at), who: names.get(by) ?? by, reason });

/** How a channel is; what the platform said stays as it said it, for whoever mends it. */
const stateText = ({ say }: View, { state, since, reason }: ChannelStatus): VNode =>
  html`<div>${say(`staff.channels.state.${state}`, { time: formatDateTime(since) })}${reason ? html` <code>${reason}</code>` : null}</div>` as VNode;

function body(view: View, { channels, off, waiting, names, typed }: Shown): VNode {
  const { say } = view;
  const heads = ['name', 'state', 'month', 'waiting', 'switch'].map((head) => say(`staff.channels.heads.${head}`));
  const ids = [...channels.map(({ channel }) => channel), PROACTIVE];
  const rows = ids.map((id) => {
    const held = off.find(({ channel }) => channel === id);
    const status = channels.find(({ channel }) => channel === id);
    return [
      nameOf(view, id),
      held ? offText(view, held, names) : status ? stateText(view, status) : say('staff.channels.on'),
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
  const { database, clock, channels } = shell.deps;
  const router = Router();
  router.use(LIST, shell.signedIn, shell.allowed('channel.switch'));

  const show = async (request: Request, response: Response, typed: Typed) => {
    const off = await switchedOff(database);
    const shown = { channels: channels(), off, waiting: await waitingIn(database), names: await namesOf(database, off), typed };
    await shell.send(request, response, (view) => ({
      title: view.say('staff.nav.channels'),
      body: body(view, shown),
      status: typed.faults ? 422 : 200,
    }));
  };
  const isSwitch = (id: string) => id === PROACTIVE || channels().some(({ channel }) => channel === id);

  router.get(LIST, (request, response) => show(request, response, { values: {} }));

  router.post(LIST, shell.form, async (request, response) => {
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

  router.post(`${LIST}/:channel/mo`, shell.form, async (request, response) => {
    const channel = String(request.params['channel']);
    if (!isSwitch(channel)) throw new AppError('notFound', { status: 404 });
    await setSwitch(database, channel, null, actorId(actorOf(request)), clock.now());
    shell.done(response, LIST, { key: 'staff.said.switchedOn' });
  });

  return router;
}
