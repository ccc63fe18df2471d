import { describe, expect, test } from 'vitest';
import { RULES } from './rules.ts';
import { FINAL, isFinal, isOpen, NATIONAL_CODE, STATES, stateOfNationalCode } from './states.ts';

/** from --act--> to [paper] {clock} as NĐ 61/2018 Đ17-21 and the forms of TT 03/2025/TT-VPCP have it; "same" keeps the state. */
const LAW = `
submitted --acceptDossier--> accepted [receiptSlip] {start}
submitted --requestSupplement--> supplementRequested [supplementSlip]
submitted --returnDossier--> rejected [refusalSlip]
supplementRequested --returnDossier--> rejected [refusalSlip]
supplementRequested --acceptSupplement--> submitted
accepted --startProcessing--> processing [controlSlip]
accepted --requestSupplement--> supplementRequested [supplementSlip] {suspend}
processing --requestSupplement--> supplementRequested [supplementSlip] {suspend}
supplementRequested --acceptSupplement--> processing [receiptSlip] {again}
accepted --requestPayment--> awaitingPayment {suspend}
processing --requestPayment--> awaitingPayment {suspend}
awaitingPayment --receivePayment--> processing {resume}
accepted --pauseDossier--> same {suspend}
processing --pauseDossier--> same {suspend}
accepted --resumeDossier--> same {resume}
processing --resumeDossier--> same {resume}
accepted --approveApology--> same [apologyLetter] {reappoint}
processing --approveApology--> same [apologyLetter] {reappoint}
awaitingPayment --approveApology--> same [apologyLetter] {reappoint}
accepted --completeDossier--> resolved {stop}
processing --completeDossier--> resolved {stop}
accepted --refuseDossier--> resolved [refusalSlip] {stop}
processing --refuseDossier--> resolved [refusalSlip] {stop}
submitted --withdrawDossier--> withdrawn [stopNotice] {stop}
accepted --withdrawDossier--> withdrawn [stopNotice] {stop}
processing --withdrawDossier--> withdrawn [stopNotice] {stop}
supplementRequested --withdrawDossier--> withdrawn [stopNotice] {stop}
awaitingPayment --withdrawDossier--> withdrawn [stopNotice] {stop}
withdrawalRequested --withdrawDossier--> withdrawn [stopNotice] {stop}
supplementRequested --stopDossier--> stopped [stopNotice] {stop}
awaitingPayment --stopDossier--> stopped [stopNotice] {stop}
accepted --stopDossier--> stopped [stopNotice] {stop}
processing --stopDossier--> stopped [stopNotice] {stop}
submitted --requestWithdrawal--> withdrawalRequested {suspend}
accepted --requestWithdrawal--> withdrawalRequested {suspend}
processing --requestWithdrawal--> withdrawalRequested {suspend}
supplementRequested --requestWithdrawal--> withdrawalRequested {suspend}
awaitingPayment --requestWithdrawal--> withdrawalRequested {suspend}
resolved --collectResult--> returned [registerEntry]
accepted --confirmHandOver--> processing`
  .trim()
  .split('\n');

test('the transitions that change a state or a clock are exactly those of the law', () => {
  const told = RULES.filter(({ to, clock }) => to !== null || clock !== 'none').flatMap(({ from, action, to, paper, clock }) =>
    from.map((state) => `${state} --${action}--> ${to ?? 'same'}${paper ? ` [${paper}]` : ''}${clock === 'none' ? '' : ` {${clock}}`}`),
  );
  expect(told.sort()).toEqual([...LAW].sort());
});

test.each(['returnDossier', 'refuseDossier', 'pauseDossier', 'stopDossier'])('%s needs a reason and a legal basis', (action) => {
  for (const rule of RULES.filter((entry) => entry.action === action)) expect(rule.needs).toEqual(['reason', 'legalBasis']);
});

test('a request for supplements lists everything, with a reason', () => {
  for (const rule of RULES.filter(({ action }) => action === 'requestSupplement')) expect(rule.needs).toEqual(['items', 'reason']);
});

test('a decision is taken by who may approve, a reception by who receives', () => {
  const who = (action: string) => [...new Set(RULES.filter((rule) => rule.action === action).map((rule) => rule.who))];
  for (const action of ['completeDossier', 'refuseDossier', 'approveApology', 'rejectApology']) expect(who(action)).toEqual(['dossier.approve']);
  expect(who('acceptDossier')).toEqual(['dossier.receive']);
});

test('after a final state only notes, a copy of the slip and a correction are left', () => {
  const after = RULES.filter(({ from }) => from.some(isFinal)).map(({ action }) => action);
  expect(new Set(after)).toEqual(new Set(['addNote', 'recordSlip', 'correctResult']));
});

test('what mirrors the one-stop software takes notes, slips and apologies', () => {
  const here = RULES.filter(({ mirrored }) => mirrored).map(({ action }) => action);
  expect(new Set(here)).toEqual(new Set(['addNote', 'recordSlip', 'proposeApology', 'approveApology', 'rejectApology']));
});

describe('national codes', () => {
  test('lead to a state and back', () => {
    for (let code = 1; code <= 10; code++) expect(NATIONAL_CODE[stateOfNationalCode(code)!]).toBe(code);
    expect(stateOfNationalCode(11)).toBeNull();
  });
  test('a state is open, resolved or final', () => {
    for (const state of STATES) expect([isOpen(state), state === 'resolved', FINAL.includes(state)].filter(Boolean)).toHaveLength(1);
  });
});
