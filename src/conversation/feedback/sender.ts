import { mask } from '#src/text/mask.ts';
import { findPersonal } from '#src/text/personal.ts';
import type { Facts } from '../facts.ts';
import { referPlace } from '../refer.ts';
import type { State } from '../state.ts';
import type { Step } from '../step.ts';
import { drawReferral } from '../topics.ts';
import type { Draft } from './draft.ts';
import { at, note } from './step.ts';

/** A way to be reached that stands in words, and the words without it. */
function readReach(text: string): { reach: Pick<Draft, 'phone' | 'email'>; rest: string } | null {
  const found = findPersonal(text).find(({ kind }) => kind === 'phone' || kind === 'email');
  if (!found) return null;
  const value = text.slice(found.from, found.to);
  const rest = [text.slice(0, found.from), text.slice(found.to)].map((part) => part.replace(/^[\s,;.:–-]+|[\s,;.:–-]+$/g, '')).filter(Boolean);
  return { reach: { phone: found.kind === 'phone' ? value : null, email: found.kind === 'email' ? value : null }, rest: rest.join(', ') };
}

/**
 * Words to a question about the sender. A name and a telephone number often come in one message, also where the choice was only asked for:
 * whoever gives them has chosen. What must go by another door is told instead is never kept, here as anywhere.
 */
export function senderWords(state: State, draft: Draft, text: string, facts: Facts): Step {
  const kind = referPlace(facts.refer, text);
  if (kind) return at(state, draft, draft.step, facts, [drawReferral(kind, facts)]);
  const read = readReach(text);
  const rest = mask(read?.rest ?? text);
  const reached = { ...draft, ...read?.reach, anonymous: false };
  switch (draft.step) {
    case 'contact':
      if (!read) return at(state, draft, 'contact', facts);
      return rest ? at(state, { ...reached, name: rest.slice(0, 100) }, 'address', facts) : at(state, reached, 'name', facts);
    case 'name': {
      if (!rest) return at(state, reached, 'name', facts);
      const named = { ...reached, name: rest.slice(0, 100) };
      return at(state, named, named.phone || named.email ? 'address' : 'phone', facts);
    }
    case 'phone':
      return read ? at(state, reached, 'address', facts) : at(state, draft, 'phone', facts, [note(facts, 'feedback.ask.phoneWrong')]);
    default:
      return at(state, { ...draft, address: rest.slice(0, 200) || draft.address }, 'summary', facts);
  }
}
