import { createHash } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { AppError } from '#src/platform/errors.ts';
import { sayIn } from '#src/platform/texts.ts';
import type { Catalogue } from '#src/procedures/content.ts';
import { reviewsDue } from '#src/procedures/staleness.ts';
import { decideHold, openHolds, stillHeld } from '#src/reminders/holds.ts';
import { rehearse } from '#src/reminders/rehearse.ts';
import { EVERYWHERE, inForce, type RuleContent, type RuleScope, readRuleFile, ruleContent, type ScopedRule } from '#src/reminders/rule.ts';
import { changeRule, contentOf, loadRules, type RuleChange, ruleMark } from '#src/reminders/ruleStore.ts';
import { reminderSources } from '#src/reminders/sources.ts';
import { actorId } from '#src/staff/actor.ts';
import { FieldFaults } from '#src/staff/credentials.ts';
import { may } from '#src/staff/policy.ts';
import { loadReach } from '#src/staff/reach.ts';
import { codeMeant, shownAs } from '../catalogue/procedureMeant.ts';
import { allOf, faultsOf, type Typed, typedIn } from '../forms.ts';
import { loadPlaces } from '../places.ts';
import { actorOf, type Shell } from '../shell.ts';
import { addressOfRule, HOLDS, RULES, type RuleShown, ruleBody, rulesBody, type ScopeChoices, scopeFields } from './rulesView.ts';

const WEEK_MS = 7 * 86_400_000;

function scopeIn(catalogue: Catalogue, given: Record<string, unknown>): RuleScope {
  const text = (name: string) => (typeof given[name] === 'string' ? given[name].trim().slice(0, 1000) : '');
  return { agencyId: text('co-quan'), field: text('linh-vuc'), procedureCode: codeMeant(catalogue, text('thu-tuc')) };
}

const sameScope = (a: RuleScope, b: RuleScope): boolean => a.agencyId === b.agencyId && a.field === b.field && a.procedureCode === b.procedureCode;

/** What was seen before saving: another content or place is shown again first. */
const seenOf = (content: RuleContent, scope: RuleScope): string =>
  createHash('sha256')
    .update(JSON.stringify([content, scope]))
    .digest('base64url');

/** The fields of a form, from a rule. */
const typedFrom = (content: RuleContent, scope: RuleScope): Record<string, string> => ({
  ...scopeFields(scope),
  enabled: content.enabled ? '1' : '',
  days: String(Math.abs(content.days)),
  sign: content.days < 0 ? 'before' : 'after',
  every: content.every === undefined ? '' : String(content.every),
  at: content.at,
  urgent: content.urgent ? '1' : '',
});

/** Reads a rule from a form; throws FieldFaults. */
function contentFrom(values: Record<string, string>, to: string[], ladder: RuleContent['ladder']): RuleContent {
  const days = /^\d{1,3}$/.test(values['days'] ?? '') ? Number(values['days']) * (values['sign'] === 'before' ? -1 : 1) : Number.NaN;
  const every = values['every'] ? { every: /^\d{1,3}$/.test(values['every']) ? Number(values['every']) : Number.NaN } : {};
  const at = (values['at'] ?? '').replace(/^(\d):/, '0$1:');
  const read = ruleContent.safeParse({
    ladder,
    days: days || 0,
    ...every,
    at,
    to,
    urgent: values['urgent'] === '1',
    enabled: values['enabled'] === '1',
  });
  const faults = {
    ...(Number.isNaN(days) && { days: 'ruleDays' }),
    ...Object.fromEntries(
      (read.error?.issues ?? []).map(({ path }) => [String(path[0]), `rule${String(path[0]).replace(/^./, (sign) => sign.toUpperCase())}`]),
    ),
    ...(!values['reason'] && { reason: 'ruleReason' }),
  };
  if (Object.keys(faults).length > 0) throw new FieldFaults(faults);
  return read.data!;
}

const markWithout = (rules: readonly ScopedRule[], gone: ScopedRule): string =>
  ruleMark(
    rules.filter((rule) => rule !== gone),
    gone.key,
  );

/** A rule that was removed, from the button that has it back. */
function restoredFrom(text = ''): RuleContent {
  try {
    return ruleContent.parse(JSON.parse(text));
  } catch {
    throw new AppError('formBroken', { status: 400 });
  }
}

/** `/quan-tri/nhac-viec`: the rules of reminders in sentences, changed with their effect shown first; what is held is decided. */
export function rulesPage(shell: Shell): Router {
  const { database, clock, desk, current, fields } = shell.deps;
  const router = Router();
  const { settings } = readRuleFile();
  router.use(RULES, shell.signedIn, shell.allowed('reminder.manage'));

  const scopeOf = (given: Record<string, unknown>): RuleScope => scopeIn(current().catalogue, given);

  /** Everywhere is an admin's; an agency its leaders' too. */
  const mayChange = (request: Request, { agencyId }: RuleScope): boolean => may(actorOf(request), 'reminder.manage', { agencyId, unitId: agencyId });

  async function choices(offers: (scope: RuleScope) => boolean): Promise<ScopeChoices> {
    const places = await loadPlaces(database);
    const whole = places.options.filter(({ value }) => places.find(value)?.unitId === null);
    const agencies = whole.filter(({ value }) => offers({ ...EVERYWHERE, agencyId: value }));
    const procedureShown = (code: string) => shownAs(current().catalogue, code);
    return { places, agencies, everywhere: offers(EVERYWHERE), fields: fields().map((value) => ({ value, label: value })), procedureShown };
  }

  router.get(RULES, async (request, response) => {
    const at = scopeOf(request.query);
    const { rules } = await loadRules(database);
    const asked = Object.values(at).some((part) => part !== '');
    const after = new Date(clock.now().getTime() - WEEK_MS);
    const waiting = await stillHeld(database);
    const shown = {
      ...(await choices(() => true)),
      rules: asked ? inForce(rules, at) : rules,
      at,
      holds: (await openHolds(database)).map((hold) => ({ ...hold, waiting: waiting.get(hold.rule) ?? 0 })),
      unreached: await database.reminderItem.count({ where: { state: { in: ['unreached', 'nobody'] }, closedAt: { gte: after } } }),
      managesPeople: may(actorOf(request), 'person.manage'),
    };
    await shell.send(request, response, (view) => ({ title: view.say('staff.nav.reminders'), body: rulesBody(view, shown) }));
  });

  /** The rule that holds at a place, or the widest of that key. */
  function ruleAt(rules: readonly ScopedRule[], key: string, scope: RuleScope): ScopedRule {
    const all = rules.filter((rule) => rule.key === key);
    const found = all.find((rule) => sameScope(rule, scope)) ?? all.find((rule) => sameScope(rule, EVERYWHERE)) ?? all[0];
    if (!found) throw new AppError('reminderRuleUnknown', { status: 404 });
    return found;
  }

  async function show(
    request: Request,
    response: Response,
    more: Partial<RuleShown> & { typed: Typed; recipients: readonly string[] },
    status = 200,
  ) {
    const { rules } = await loadRules(database);
    const scope = scopeOf(more.typed.values);
    const rule = ruleAt(rules, String(request.params['key']), scope);
    const narrow = Object.values(scope).some((part) => part !== '') && rules.some((each) => each.key === rule.key && sameScope(each, scope));
    const shown: RuleShown = {
      ...(await choices((scope) => mayChange(request, scope))),
      rule,
      mostAtOnce: settings.mostAtOnce,
      removable: narrow && mayChange(request, scope),
      address: addressOfRule(rule.key, EVERYWHERE),
      mark: (!more.meanwhile && more.typed.values['mark']) || ruleMark(rules, rule.key),
      ...more,
    };
    await shell.send(request, response, (view) => ({ title: view.say('reminderRules.changeTitle'), body: ruleBody(view, shown), status }));
  }

  const ONE = `${RULES}/quy-tac/:key`;
  router.get(ONE, async (request, response) => {
    const given = scopeOf(request.query);
    const actor = actorOf(request);
    // A leader begins with their own agency: everywhere is not theirs to change.
    const own = mayChange(request, given) ? given : { ...given, agencyId: actor.memberships.find(({ role }) => role === 'leader')?.agencyId ?? '' };
    const rule = ruleAt((await loadRules(database)).rules, String(request.params['key']), given);
    await show(request, response, { typed: { values: typedFrom(rule, own) }, recipients: rule.to });
  });

  router.post(ONE, shell.form, async (request, response) => {
    const values = typedIn(request.body);
    const recipients = allOf(request.body, 'to');
    const scope = scopeOf(values);
    const { rules } = await loadRules(database);
    const rule = ruleAt(rules, String(request.params['key']), scope);
    if (!mayChange(request, scope)) throw new AppError('notAllowed', { status: 403 });
    const by = { actor: actorId(actorOf(request)), at: clock.now() };
    const change = { key: rule.key, scope, reason: values['reason'] ?? '', mark: values['mark'] ?? '' };
    /** Whether it was done; where somebody else was first, the form is shown again with what was typed. */
    const tried = async (more: Pick<RuleChange, 'content' | 'reason'>, typed: Record<string, string>, to: readonly string[]): Promise<boolean> => {
      try {
        await changeRule(database, { ...change, ...more }, by);
        return true;
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'reminderRuleChanged') throw error;
        await show(request, response, { typed: { values: typed }, recipients: to, meanwhile: true }, 409);
        return false;
      }
    };
    if (values['verb'] === 'remove') {
      const held = rules.find((each) => each.key === rule.key && sameScope(each, scope));
      const typed = { ...typedFrom(rule, scope), reason: change.reason };
      if (!(await tried({ content: null, reason: change.reason }, typed, rule.to))) return;
      const fields = held && { ...scopeFields(scope), verb: 'restore', rule: JSON.stringify(contentOf(held)), mark: markWithout(rules, held) };
      return shell.done(response, RULES, {
        key: 'reminderRules.said.removed',
        ...(fields && { undo: { to: addressOfRule(rule.key, EVERYWHERE), fields } }),
      });
    }
    if (values['verb'] === 'restore') {
      const restored = restoredFrom(values['rule']);
      const reason = sayIn('vi')('reminderRules.restoreReason');
      if (await tried({ content: restored, reason }, typedFrom(restored, scope), restored.to))
        shell.done(response, RULES, { key: 'reminderRules.said.restored' });
      return;
    }
    let content: RuleContent;
    try {
      content = contentFrom(values, recipients, rule.ladder);
      if (scope.procedureCode && !current().catalogue.procedures.has(scope.procedureCode)) throw new FieldFaults({ 'thu-tuc': 'ruleProcedure' });
    } catch (error) {
      return show(request, response, { typed: { values, faults: faultsOf(error) }, recipients }, 422);
    }
    const seen = seenOf(content, scope);
    if (values['verb'] === 'save' && values['seen'] === seen) {
      if (await tried({ content, reason: change.reason }, values, recipients)) shell.done(response, RULES, { key: 'reminderRules.said.saved' });
      return;
    }
    const changed = [...rules.filter((each) => each.key !== rule.key || !sameScope(each, scope)), { key: rule.key, ...scope, ...content }];
    const sources = reminderSources((today) => reviewsDue(current().catalogue, today));
    const deps = { database, now: clock.now(), calendarOf: desk.calendarOf, loadReach, settings, sources };
    const [before, after] = await rehearse(deps, rule.key, [rules, changed]);
    await show(request, response, { typed: { values }, recipients, effects: { before: before!, after: after!, content, scope, seen } });
  });

  router.post(`${HOLDS}/:id`, shell.form, async (request, response) => {
    const { verb, reason = '' } = typedIn(request.body);
    if (verb !== 'released' && verb !== 'discarded') throw new AppError('formBroken', { status: 400 });
    const id = Number.parseInt(String(request.params['id']), 10) || 0;
    await decideHold(database, { id, decision: verb, reason }, { actor: actorId(actorOf(request)), at: clock.now() });
    shell.done(response, RULES, { key: `reminderRules.said.${verb}` });
  });

  return router;
}
