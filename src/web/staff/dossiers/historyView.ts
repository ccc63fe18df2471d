import type { DossierEvent } from '#src/generated/prisma/client.ts';
import { formatDateTime } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import type { View } from '../shell.ts';
import type { DossierShown } from './dossierView.ts';

/** Dates that a line may have moved, with what they were. */
const MOVED = [
  ['dueAt', 'previousDueAt', 'due'],
  ['promisedDueAt', 'previousPromise', 'promised'],
  ['computedDueAt', 'previousComputed', 'computed'],
] as const;

function movedDates({ say }: View, data: Record<string, unknown>): string[] {
  const time = (value: unknown) => (typeof value === 'string' ? formatDateTime(new Date(value)) : say('desk.noDue'));
  const moved = MOVED.flatMap(([after, before, name]) =>
    data[after] === undefined || data[before] === undefined || data[after] === data[before]
      ? []
      : [
          {
            line: say('desk.moved', { what: say(`desk.date.${name}`), from: time(data[before]), to: time(data[after]) }),
            key: `${data[before]} ${data[after]}`,
          },
        ],
  );
  // Due date and promise mostly move together: that is said once.
  return [...new Map(moved.reverse().map(({ key, line }) => [key, line])).values()].reverse();
}

const line =
  (view: View, { places, actorNamed }: DossierShown) =>
  (event: DossierEvent) => {
    const { say } = view;
    const { kind, at, recordedAt, actor, unitId, reason, legalBasis, paper, data } = event;
    const late = recordedAt.getTime() - at.getTime() > 60_000;
    return html`<li>
    <p><time datetime=${at.toISOString()}>${formatDateTime(at)}</time> <b>${say(`dossier.history.${kind}`)}</b></p>
    <p class="note">${[actorNamed(actor), unitId ? places.named(unitId) : '', late ? say('desk.recorded', { time: formatDateTime(recordedAt) }) : ''].filter(Boolean).join(' · ')}</p>
    ${reason ? html`<p class="lines">${reason}</p>` : null}
    ${legalBasis ? html`<p>${say('dossier.notice.legalBasis', { legalBasis })}</p>` : null}
    ${movedDates(view, (data ?? {}) as Record<string, unknown>).map((moved) => html`<p>${moved}</p>`)}
    ${paper && paper !== 'registerEntry' ? html`<p class="note">${say(`slip.kind.${paper}`)}</p>` : null}
  </li>`;
  };

/** What happened, newest first; nothing of it can be changed. */
export const historySection = (view: View, shown: DossierShown): VNode =>
  html`<section aria-labelledby="history"><h2 id="history">${view.say('desk.section.history')}</h2>
    <ol class="card history" reversed>${shown.parts.events.map(line(view, shown))}</ol></section>` as VNode;
