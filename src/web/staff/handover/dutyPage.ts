import { type Request, type Response, Router } from 'express';
import { loadOffice } from '#src/directory/directory.ts';
import { changeRule } from '#src/handover/commands/changeRule.ts';
import { type HandOverRule, loadRule } from '#src/handover/rule.ts';
import { dayOf } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { allOf, faultSummary, faultsOf, form, input, submit, type Typed, ticks, typedIn } from '../forms.ts';
import { actorOf, type Shell, type View } from '../shell.ts';
import { TALKS } from './queuePage.ts';

const DUTY = `${TALKS}/truc`;
const NUMBERS = ['takeMinutes', 'answerMinutes', 'silentMinutes', 'most'] as const;
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7].map(String);

interface Shown {
  people: { id: string; name: string }[];
  duty: HandOverRule['duty'];
  typed: Typed;
}

function body(view: View, { people, duty, typed }: Shown): VNode {
  const { say } = view;
  const options = people.map(({ id, name }) => ({ value: id, label: name }));
  return html`
  <p><a href=${TALKS}>${say('handOver.page.back')}</a></p>
  <p>${say('handOver.page.dutyAbout')}</p>
  ${faultSummary(view, typed)}
  <div class="card">${form(
    view,
    DUTY,
    html`
    ${
      options.length === 0
        ? html`<p class="note">${say('handOver.page.noPeople')}</p>`
        : html`<div class="columns">${WEEKDAYS.map((day) => ticks(view, { name: `day${day}`, label: say(`day.${day}`) }, options, duty[day] ?? [], typed))}</div>`
    }
    ${NUMBERS.map((name) => input(view, { name, label: say(`handOver.page.rule.${name}`), required: true, maxlength: 3 }, typed))}
    ${submit(say('staff.save'))}`,
  )}</div>` as VNode;
}

/** `/can-bo/tro-chuyen/truc`: who is on duty on which weekday, and how long everybody waits. */
export function talkDutyPage(shell: Shell): Router {
  const { database, clock } = shell.deps;
  const router = Router();
  router.use(DUTY, shell.signedIn, shell.allowed('handOver.duty'));
  const unitOf = async () => {
    const office = await loadOffice(database);
    return { agencyId: office.partOf ?? office.id, unitId: office.id };
  };
  async function show(request: Request, response: Response, given: { typed: Typed; duty: HandOverRule['duty'] } | null) {
    const unit = await unitOf();
    const rule = await loadRule(database, unit.unitId);
    const day = dayOf(clock.now());
    const roles = ['oneStopOfficer', 'officer', 'unitHead', 'leader'];
    const people = await database.person.findMany({
      where: {
        active: true,
        memberships: {
          some: { agencyId: unit.agencyId, role: { in: roles }, validFrom: { lte: day }, OR: [{ validTo: null }, { validTo: { gte: day } }] },
        },
      },
      select: { id: true, name: true },
      orderBy: { name: 'asc' },
      take: 60,
    });
    const typed: Typed = given?.typed ?? { values: Object.fromEntries(NUMBERS.map((name) => [name, String(rule[name])])) };
    await shell.send(request, response, (view) => ({
      title: view.say('handOver.page.duty'),
      status: typed.faults ? 422 : 200,
      body: body(view, { people, duty: given?.duty ?? rule.duty, typed }),
    }));
  }
  router.get(DUTY, (request, response) => show(request, response, null));
  router.post(DUTY, shell.form, async (request, response) => {
    const values = typedIn(request.body);
    const duty = Object.fromEntries(WEEKDAYS.map((day) => [day, allOf(request.body, `day${day}`).filter(Boolean)]));
    try {
      await changeRule({ database, clock }, actorOf(request), await unitOf(), {
        duty,
        ...Object.fromEntries(NUMBERS.map((name) => [name, values[name]])),
      });
    } catch (error) {
      return show(request, response, { typed: { values, faults: faultsOf(error) }, duty });
    }
    shell.done(response, DUTY, { key: 'handOver.page.dutySaved' });
  });
  return router;
}
