import { heirOf } from '#src/procedures/heir.ts';
import { nameOf } from '#src/procedures/present.ts';
import type { Block } from '#src/text/blocks.ts';
import { type Choice, reply } from '#src/text/reply.ts';
import type { Facts } from './facts.ts';
import { payloadOf } from './screen.ts';
import { choice, procedureScreen } from './screens.ts';
import { currentScreen, type State } from './state.ts';
import { missed, type Step, show } from './step.ts';
import type { Understanding } from './understand.ts';

/** From this score on the first procedure is answered at once. */
const SURE = 0.62;
/** The first is also answered when it leads the second this clearly. */
const LEAD = 2.2;
const MOST_CANDIDATES = 4;

/** An ended procedure and what took its place are one choice, by the name that was said. */
function withoutTwice(procedures: Understanding['procedures'], { catalogue }: Facts): Understanding['procedures'] {
  const shown = (code: string) => {
    const procedure = catalogue.procedures.get(code);
    return (procedure && heirOf(procedure, catalogue)?.code) ?? code;
  };
  return [...new Map(procedures.toReversed().map((each) => [shown(each.code), each])).values()].sort(
    (a, b) => procedures.indexOf(a) - procedures.indexOf(b),
  );
}

/** Answers about the procedure meant, asks which of several it is, or says that it was not understood. */
export function aboutProcedure(state: State, heard: Understanding, facts: Facts): Step {
  const meaning = { ...heard, procedures: withoutTwice(heard.procedures, facts) };
  const { sections, procedures, group, elsewhere, followUp } = meaning;
  const screen = currentScreen(state);
  // Still choosing: the question about a part waits for the choice.
  if (followUp && (screen?.kind === 'candidates' || screen?.kind === 'clarify')) return show(state, { ...screen, sections }, facts, 'procedure');
  if (elsewhere) return sentElsewhere(state, elsewhere, facts);
  const [first, second] = procedures;
  if (group) return about(likeliest(group.options, procedures), show(state, { kind: 'clarify', group: group.id, sections }, facts, 'procedure'));
  if (!first) return missed(state, facts, 'procedure');
  if (first.score >= SURE || !second || first.score > second.score * LEAD)
    return offerOthers(offerAlso(show(state, procedureScreen(first.code, sections), facts, 'procedure'), meaning.also, facts), meaning, facts);
  const codes = procedures.slice(0, MOST_CANDIDATES).map((candidate) => candidate.code);
  return about(first.code, show(state, { kind: 'candidates', codes, sections }, facts, 'procedure'));
}

/** The other procedures that the message asked for stand first among the choices, so that no question is lost. */
function offerAlso(step: Step, also: string[], { catalogue, say }: Facts): Step {
  const procedures = also.flatMap((code) => catalogue.procedures.get(code) ?? []);
  const choices = procedures.map((procedure) => choice(say('procedure.also', { name: nameOf(procedure) }), procedureScreen(procedure.code)));
  return { ...step, replies: step.replies.map((answer) => ({ ...answer, choices: [...choices, ...answer.choices] })) };
}

/** Last among the choices: this was not meant. It leads to the next likely ones. A follow-up, or a code, leaves nothing to mistake. */
function offerOthers(step: Step, { procedures, sections, followUp }: Understanding, { say }: Facts): Step {
  if (followUp || procedures.length < 2) return step;
  const others = procedures.slice(1, MOST_CANDIDATES).map(({ code }) => code);
  const payload = payloadOf({ kind: 'candidates', codes: others, sections: sections.slice(0, 1) }).replace('#c', '#n');
  const notThis: Choice = { label: say('candidates.notThis'), payload };
  return { ...step, replies: step.replies.map((answer) => ({ ...answer, choices: [...answer.choices, notThis] })) };
}

/** The option of a question that the words fit best. */
const likeliest = (options: { code: string }[], procedures: Understanding['procedures']) =>
  procedures.find(({ code }) => options.some((option) => option.code === code))?.code ?? options[0]?.code;

/** What is being chosen among is talked of from now on, no longer the procedure before it. */
const about = (code: string | undefined, step: Step): Step => ({ ...step, state: { ...step.state, topic: code ?? step.state.topic } });

function sentElsewhere(state: State, elsewhere: NonNullable<Understanding['elsewhere']>, facts: Facts): Step {
  const { say } = facts;
  const blocks: Block[] = [
    { kind: 'heading', text: elsewhere.name.replace(/^Thủ tục\s+/i, '') },
    { kind: 'text', text: say('elsewhere.text', { agency: elsewhere.agency ?? say('elsewhere.agency') }) },
    { kind: 'link', label: say('topic.portal'), url: 'https://dichvucong.gov.vn' },
    { kind: 'note', text: say('elsewhere.code', { code: elsewhere.code }) },
  ];
  const answer = reply(
    blocks,
    [choice(say('home.label'), { kind: 'home' })],
    [{ label: say('procedure.nationalPortal'), url: 'https://dichvucong.gov.vn' }],
  );
  return { state: { ...state, topic: null }, replies: [answer], effects: [], intent: 'procedure', outcome: 'answered' };
}
