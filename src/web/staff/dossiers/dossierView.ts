import { dueLines } from '#src/calendar/dueLines.ts';
import type { Calendar } from '#src/calendar/index.ts';
import { countDue, termOf } from '#src/dossiers/dueTime.ts';
import type { SupplementItem } from '#src/dossiers/model.ts';
import type { SlipKind } from '#src/dossiers/slips/makeSlip.ts';
import { formatDate, formatDateTime, formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { confirmed, form } from '../forms.ts';
import type { Places } from '../places.ts';
import type { View } from '../shell.ts';
import { historySection } from './historyView.ts';
import type { DossierParts } from './readParts.ts';
import { stepForm, type Tried } from './stepForms.ts';
import type { OfferedStep } from './steps.ts';
import { addressOf, DOSSIERS, standingMark } from './visible.ts';

export interface DossierShown {
  parts: DossierParts;
  calendar: Calendar;
  places: Places;
  steps: OfferedStep[];
  slips: SlipKind[];
  mayReceive: boolean;
  actorNamed(actor: string): string;
  officialOf(id: string | null): string;
  now: Date;
  tried: Tried | null;
  /** Why a step could not be taken. */
  refused: string | null;
}

export const section = (id: string, title: string, content: unknown): VNode =>
  html`<section aria-labelledby=${id}><h2 id=${id}>${title}</h2><div class="card">${content}</div></section>` as VNode;

/** Names and values; what is not known is left out. */
export const facts = (pairs: readonly (readonly [string, unknown])[]): VNode =>
  html`<dl class="pairs">${pairs
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>` as VNode;

function headFacts({ say }: View, { parts, places, officialOf }: DossierShown): VNode {
  const { dossier } = parts;
  const fact = (name: string, value: unknown) => [say(`desk.fact.${name}`), value] as const;
  return facts([
    fact('unit', places.named(dossier.unitId)),
    fact('officer', officialOf(dossier.officerId)),
    fact('agency', places.named(dossier.agencyId)),
    fact('field', dossier.field),
    fact('channel', say(`desk.channel.${dossier.channel}`)),
    fact('returnChannel', say(`desk.returnChannel.${dossier.returnChannel}`)),
    fact('registerNumber', dossier.registerNumber && `${formatNumber(dossier.registerNumber)}/${dossier.registerYear}`),
    fact('version', dossier.procedureVersion),
    fact('chats', formatNumber(parts.chats)),
  ]);
}

/** The dates, and how the due date was counted: which days were passed over and why. */
function dates({ say }: View, { parts, calendar }: DossierShown): VNode {
  const { dossier } = parts;
  const when = (name: string, at: Date | null) => [say(`desk.date.${name}`), at && formatDateTime(at)] as const;
  const { dueAt, originalDueAt, promisedDueAt, computedDueAt, dueBasis, pausedAt, pauseReason, pauseExpectedEnd } = dossier;
  const other = (at: Date | null) => (at?.getTime() === dueAt?.getTime() ? null : at);
  const term = termOf(dossier);
  const counted = term === null || term.unit === 'text' ? null : countDue(calendar, dossier);
  return html`
  ${facts([
    when('submitted', dossier.submittedAt),
    when('accepted', dossier.acceptedAt),
    when('due', dueAt),
    when('original', other(originalDueAt)),
    when('promised', other(promisedDueAt)),
    when('computed', other(computedDueAt)),
    when('resolved', dossier.resolvedAt),
    when('returned', dossier.returnedAt),
  ])}
  ${pausedAt ? html`<p class="warning">${say(pauseExpectedEnd ? 'desk.pausedUntil' : 'desk.paused', { since: formatDateTime(pausedAt), until: pauseExpectedEnd ? formatDate(pauseExpectedEnd) : '', reason: pauseReason ?? say('dossier.talk.noReason') })}</p>` : null}
  ${dossier.acceptedAt ? html`<p>${say(`desk.basis.${dueBasis}`)}${dossier.provisional ? ` ${say('dossier.notice.provisional')}` : ''}</p>` : null}
  ${counted ? html`<details><summary>${say('desk.howCounted')}</summary><ol class="steps">${dueLines(calendar, counted, say).map((line) => html`<li>${line}</li>`)}</ol></details>` : null}` as VNode;
}

const itemText = ({ say }: View, { name, originals, copies, note }: SupplementItem): string =>
  [
    name,
    [
      originals ? say('dossier.notice.originals', { count: originals }) : '',
      copies ? say('dossier.notice.copies', { count: copies }) : '',
      note ?? '',
    ]
      .filter(Boolean)
      .join(', '),
  ]
    .filter(Boolean)
    .join(' – ');

function papers(view: View, { parts, slips }: DossierShown): VNode {
  const { say } = view;
  const { code, papers: received, setCount } = parts.dossier;
  return html`
  ${received.length > 0 ? html`<ul>${received.map((paper) => html`<li>${itemText(view, paper)}</li>`)}</ul>` : html`<p>${say('desk.noPapers')}</p>`}
  ${setCount > 1 ? html`<p>${say('desk.sets', { count: setCount })}</p>` : null}
  <div class="act">${slips.map((kind) => form(view, `${addressOf(code)}/giay/${kind}`, html`<button type="submit" class="pill">${say('desk.print', { paper: say(`slip.kind.${kind}`) })}</button>`))}</div>` as VNode;
}

function applicant({ say }: View, { parts }: DossierShown): VNode {
  const held = parts.applicant;
  if (!held || held.erasedAt) return html`<p>${say(held ? 'slip.erased' : 'slip.missing')}</p>` as VNode;
  const names = ['name', 'phone', 'email', 'address', 'subject', 'submitter'] as const;
  return facts(names.map((name) => [say(`dossier.field.${name}`), held[name]] as const));
}

function supplements(view: View, { parts, actorNamed }: DossierShown): VNode {
  const { say } = view;
  return html`${parts.supplements.map(
    ({ number, items, reason, legalBasis, guidance, requestedAt, requestedBy, late, deadline, completedAt }) => html`
    <h3>${say('desk.supplement', { number, time: formatDateTime(requestedAt), who: actorNamed(requestedBy) })}</h3>
    <p>${reason}</p>
    <ul>${(items as unknown as SupplementItem[]).map((item) => html`<li>${itemText(view, item)}</li>`)}</ul>
    ${facts([
      [say('desk.input.legalBasis'), legalBasis],
      [say('desk.input.guidance'), guidance],
      [say('desk.input.deadline'), deadline && formatDate(deadline)],
      [say('desk.completed'), completedAt ? formatDateTime(completedAt) : say('desk.waiting')],
    ])}
    ${late ? html`<p class="note">${say('desk.supplementLate')}</p>` : null}`,
  )}` as VNode;
}

function handOvers({ say }: View, { parts, places, officialOf }: DossierShown): VNode {
  return html`${parts.handOvers.map(
    ({
      number,
      fromUnitId,
      toUnitId,
      toOfficerId,
      sentAt,
      note,
      paper,
      paperDueAt,
      paperAt,
      confirmedAt,
      refusedAt,
      refusalReason,
      withdrawn,
      dueAt,
    }) => html`
    <h3>${say('desk.handOver', { number, from: places.named(fromUnitId), to: places.named(toUnitId) })}</h3>
    ${facts([
      [say('desk.sent'), formatDateTime(sentAt)],
      [say('desk.fact.officer'), officialOf(toOfficerId)],
      [say('desk.input.note'), note],
      [say('desk.electronic'), confirmedAt ? formatDateTime(confirmedAt) : refusedAt ? null : say('desk.waiting')],
      [
        say('desk.paperTrack'),
        !paper
          ? say('desk.noPaperTrack')
          : paperAt
            ? formatDateTime(paperAt)
            : refusedAt
              ? null
              : say('desk.paperBy', { time: paperDueAt ? formatDateTime(paperDueAt) : '' }),
      ],
      [say(withdrawn ? 'desk.withdrawn' : 'desk.refused'), refusedAt && `${formatDateTime(refusedAt)} – ${refusalReason}`],
      [say('desk.stepDue'), dueAt && formatDateTime(dueAt)],
    ])}`,
  )}` as VNode;
}

function consultations({ say }: View, { parts, places, now }: DossierShown): VNode {
  return html`${parts.consultations.map(
    ({ askedOf, question, askedAt, dueAt, answeredAt, answer }) => html`
    <h3>${places.named(askedOf)}</h3><p>${question}</p>
    ${facts([
      [say('desk.sent'), formatDateTime(askedAt)],
      [say('desk.consultationDue'), dueAt && `${formatDateTime(dueAt)}${!answeredAt && dueAt < now ? ` – ${say('dossier.standing.overdue')}` : ''}`],
      [say('desk.answered'), answeredAt ? formatDateTime(answeredAt) : say('desk.waiting')],
      [say('desk.input.answer'), answer],
    ])}`,
  )}` as VNode;
}

function apologies({ say }: View, { parts, actorNamed }: DossierShown): VNode {
  return html`${parts.apologies.map(
    ({ state, reason, originalDueAt, newDueAt, proposedBy, decidedBy, note, late }) => html`
    <h3>${say('desk.apology', { from: formatDate(originalDueAt), to: formatDate(newDueAt) })}</h3><p>${reason}</p>
    ${facts([
      [say('desk.heads.state'), say(`desk.apologyState.${state}`)],
      [say('desk.proposedBy'), actorNamed(proposedBy)],
      [say('desk.decidedBy'), decidedBy && actorNamed(decidedBy)],
      [say('desk.input.note'), note],
    ])}
    ${late ? html`<p class="note">${say('desk.apologyLate')}</p>` : null}`,
  )}` as VNode;
}

/** What the one-stop does for a citizen who has no slip. */
function forCitizen(view: View, { parts, mayReceive }: DossierShown): VNode | null {
  const { say } = view;
  const { code, acceptedAt } = parts.dossier;
  if (!mayReceive) return null;
  const labels = (name: string) => ({ open: say(`desk.${name}.open`), question: say(`desk.${name}.question`), button: say(`desk.${name}.button`) });
  return section(
    'citizen',
    say('desk.citizen'),
    html`${confirmed(view, `${addressOf(code)}/ma-mot-lan`, labels('oneTime'))}
    ${acceptedAt ? confirmed(view, `${addressOf(code)}/ma-qr`, labels('newToken')) : null}`,
  );
}

/** The page of one dossier. */
export function dossierBody(view: View, shown: DossierShown): VNode {
  const { say } = view;
  const { parts, steps, calendar, places, tried, refused, now } = shown;
  const { dossier } = parts;
  const listed = (id: string, rows: readonly unknown[], draw: (view: View, shown: DossierShown) => VNode) =>
    rows.length > 0 ? section(id, say(`desk.section.${id}`), draw(view, shown)) : null;
  return html`
  <p><a href=${DOSSIERS}>${say('desk.back')}</a></p>
  ${refused ? html`<p class="card warning" role="alert">${refused}</p>` : null}
  ${dossier.demo ? html`<p class="card">${say('dossier.notice.demo')}</p>` : null}
  ${dossier.source === 'mirrored' ? html`<p class="card">${say('desk.mirroredLong')}</p>` : null}
  <div class="card">
    <p><b>${dossier.procedureName}</b></p>
    <p>${say(`dossier.state.${dossier.state}`)} ${standingMark(view, calendar, dossier, now)}</p>
    ${headFacts(view, shown)}
  </div>
  ${
    steps.length > 0
      ? html`<section aria-labelledby="steps"><h2 id="steps">${say('desk.section.steps')}</h2>${steps.map((step) => stepForm(view, parts, places, step, tried))}</section>`
      : html`<p class="card">${say('desk.noSteps')}</p>`
  }
  ${section('dates', say('desk.section.dates'), dates(view, shown))}
  ${section('papers', say('desk.section.papers'), papers(view, shown))}
  ${section('applicant', say('dossier.field.applicant'), applicant(view, shown))}
  ${listed('supplements', parts.supplements, supplements)}
  ${listed('handOvers', parts.handOvers, handOvers)}
  ${listed('consultations', parts.consultations, consultations)}
  ${listed('apologies', parts.apologies, apologies)}
  ${forCitizen(view, shown)}
  ${historySection(view, shown)}` as VNode;
}
