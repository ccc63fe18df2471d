import { citizenNotice } from '#src/feedback/citizenNotice.ts';
import { type Feedback, type Line, TOPICS, type Topic } from '#src/feedback/model.ts';
import type { Similar } from '#src/feedback/similar.ts';
import { fillTemplate, type Template, type TemplateStep } from '#src/feedback/templates.ts';
import type { FeedbackContact, FeedbackEvent, FeedbackFile, FeedbackMessage, Feedback as Row } from '#src/generated/prisma/client.ts';
import { LOCALES, sayIn } from '#src/platform/texts.ts';
import { formatDate, formatDateTime, formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import type { Previews } from '../catalogue/previews.ts';
import { channelsView } from '../catalogue/previewView.ts';
import { citizenText } from '../citizenText.ts';
import { facts, section } from '../dossiers/dossierView.ts';
import { area, input, select, type Typed, tick } from '../forms.ts';
import { TOKEN_FIELD } from '../formToken.ts';
import type { Places } from '../places.ts';
import type { View } from '../shell.ts';
import { addedNote } from './added.ts';
import { FIELDS, type PageStep } from './steps.ts';
import { addressOf } from './visible.ts';

export interface FeedbackShown {
  row: Row;
  feedback: Feedback;
  contact: FeedbackContact | null;
  events: FeedbackEvent[];
  messages: FeedbackMessage[];
  files: FeedbackFile[];
  followers: number;
  similar: Similar[];
  steps: PageStep[];
  templates: Template[];
  places: Places;
  personNamed(actor: string): string;
  /** A step that was sent and could not be taken, or is to be seen before it is sent; or one begun with a template. */
  tried: (Typed & { step: PageStep; preview: boolean }) | null;
  refused: string | null;
  previews: Previews | undefined;
}

const words = (text: string): VNode => html`<p class="words">${citizenText(text)}</p>` as VNode;

function head(view: View, { row, followers, places, personNamed }: FeedbackShown): VNode {
  const { say } = view;
  const point = row.latitude === null ? null : `${row.latitude.toFixed(5)}, ${row.longitude?.toFixed(5)}`;
  return facts([
    [say('feedback.fact.state'), say(`feedback.state.${row.state}`)],
    [say('feedback.fact.topic'), say(`feedback.topic.${row.topic}`)],
    [say('feedback.fact.place'), row.place && citizenText(row.place)],
    [say('feedback.fact.location'), point],
    [say('feedback.fact.dossier'), row.dossierCode && html`<a href=${`/can-bo/ho-so/${encodeURIComponent(row.dossierCode)}`}>${row.dossierCode}</a>`],
    [say('feedback.desk.unit'), places.named(row.unitId)],
    [say('feedback.desk.officer'), row.officerId && personNamed(`person:${row.officerId}`)],
    [say('feedback.fact.forwardedTo'), row.forwardedTo],
    [say('feedback.fact.sent'), formatDateTime(row.createdAt)],
    [say('feedback.desk.classifyBy'), row.state === 'received' ? formatDateTime(row.classifyBy) : null],
    [say('feedback.desk.forwardBy'), row.state === 'received' || row.state === 'classified' ? formatDateTime(row.forwardBy) : null],
    [say('feedback.fact.due'), `${formatDateTime(row.dueAt)}${row.provisional ? ` (${say('desk.provisional')})` : ''}`],
    [say('feedback.desk.reopenUntil'), row.reopenUntil && formatDateTime(row.reopenUntil)],
    [say('feedback.desk.reopened'), row.reopened > 0 ? formatNumber(row.reopened) : null],
    [say('feedback.desk.followers'), formatNumber(followers)],
  ]);
}

function sender(view: View, { row, contact }: FeedbackShown): VNode {
  const { say } = view;
  if (row.anonymous) return html`<p>${say('feedback.desk.anonymous')}</p>` as VNode;
  if (!contact || contact.erasedAt) return html`<p>${say('slip.erased')}</p>` as VNode;
  return facts(
    (['name', 'phone', 'email', 'address'] as const).map(
      (name) => [say(`feedback.page.${name}`), contact[name] && citizenText(contact[name])] as const,
    ),
  );
}

function history(view: View, { events, messages, personNamed, places }: FeedbackShown): VNode {
  const { say } = view;
  const left = [...messages];
  return html`<ol class="history">${events.map(({ kind, at, actor, unitId }) => {
    const index = left.findIndex((message) => message.kind === kind && message.at.getTime() === at.getTime());
    const [message] = index >= 0 ? left.splice(index, 1) : [];
    return html`<li><b>${say(`feedback.line.${kind}`)}</b> – ${formatDateTime(at)}, ${personNamed(actor)} (${places.named(unitId)})${message ? words(message.text) : null}</li>`;
  })}</ol>` as VNode;
}

const LINE: Partial<Record<PageStep, Line>> = { answer: 'answered', interim: 'interim', forward: 'forwarded', refuse: 'refused' };

/** What the citizen will read, in their language, as each channel shows it, before it is sent. */
function preview({ say }: View, { row, feedback, previews }: FeedbackShown, step: PageStep, values: Record<string, string>): VNode | null {
  const line = LINE[step];
  const after = { ...feedback, forwardedTo: values['agency'] ?? null };
  const locale = LOCALES.find((known) => known === row.locale) ?? 'vi';
  const inTheirs = sayIn(locale);
  const notice = line && citizenNotice(after, line, values['text'] ?? '', {}, false, inTheirs);
  // As its own citizen reads it: with the code.
  const heading = { kind: 'heading' as const, text: inTheirs('feedback.notice.heading', { code: row.code }) };
  const said = notice && { ...notice, blocks: [heading, ...notice.blocks.slice(1)] };
  return said
    ? (html`<section class="card" aria-label=${say('feedback.desk.preview')}><h3>${say('feedback.desk.preview')}</h3>${channelsView(say, said, locale, previews)}</section>` as VNode)
    : null;
}

const hasTemplates = (step: PageStep): step is TemplateStep => step in { forward: 1, interim: 1, answer: 1, refuse: 1 };

function stepForm(view: View, shown: FeedbackShown, step: PageStep): VNode {
  const { say } = view;
  const { row, tried, places, templates } = shown;
  const typed: Typed = tried?.step === step ? tried : { values: fresh(shown) };
  const label = (name: string) => say(`feedback.desk.input.${name}`);
  const field = (name: string) => ({ name, id: `${step}-${name}`, label: label(name) });
  const control = (name: (typeof FIELDS)[PageStep][number]) => {
    switch (name) {
      case 'topic':
        return select(
          view,
          field(name),
          TOPICS.map((topic: Topic) => ({ value: topic, label: say(`feedback.topic.${topic}`) })),
          typed,
        );
      case 'unitId':
        return select(
          view,
          field(name),
          [{ value: '', label: say(step === 'sort' ? 'feedback.desk.later' : 'staff.choose') }, ...places.options],
          typed,
        );
      case 'mine':
        return tick(field(name), typed);
      case 'text':
      case 'question':
      case 'answer':
        return area(view, { ...field(name), maxlength: 5000, required: true }, typed, 5);
      default:
        return input(view, field(name), typed);
    }
  };
  const line = LINE[step];
  return html`
  <details class="card step" id=${step} open=${tried?.step === step}><summary>${say(`feedback.desk.step.${step}`)}</summary>
    <p class="note">${say(`feedback.desk.about.${step}`)}</p>
    ${hasTemplates(step) ? html`<p class="pills">${templates.map((template, at) => (template.step === step ? html`<a class="pill" href=${`${addressOf(row.code)}?mau=${at}#${step}`}>${template.name}</a>` : null))}</p>` : null}
    ${tried?.step === step && tried.preview ? preview(view, shown, step, tried.values) : null}
    <form method="post" action=${`${addressOf(row.code)}/${step}`} class="form" novalidate>
      <input type="hidden" name=${TOKEN_FIELD} value=${view.token} /><input type="hidden" name="version" value=${row.version} />
      ${FIELDS[step].map(control)}
      <p class="act">
        ${line ? html`<button type="submit" name="preview" value="1" class="quiet">${say('feedback.desk.preview')}</button> ` : null}
        <button type="submit" class=${step === 'purge' || step === 'refuse' ? 'danger' : 'primary'}>${say(`feedback.desk.step.${step}`)}</button>
      </p>
    </form>
  </details>` as VNode;
}

/** What the fields begin with. */
const fresh = ({ row, messages }: FeedbackShown): Record<string, string> => ({
  topic: row.topic,
  place: row.place ?? '',
  unitId: row.unitId,
  question: row.publicText ?? '',
  answer: row.publicAnswer ?? messages.findLast(({ kind }) => kind === 'answered')?.text ?? '',
});

/** A step whose text begins with the template that was picked. */
export function withTemplate(templates: readonly Template[], at: number, feedback: Feedback): FeedbackShown['tried'] {
  const template = templates[at];
  return template ? { step: template.step, preview: false, values: { text: fillTemplate(template.text, feedback) } } : null;
}

export function feedbackBody(view: View, shown: FeedbackShown): VNode {
  const { say } = view;
  const { row, messages, files, similar, steps, refused } = shown;
  return html`
  <p><a href="/can-bo/gop-y">${say('feedback.desk.back')}</a></p>
  ${refused ? html`<p class="card warning" role="alert">${refused}</p>` : null}
  ${addedNote(view, { ...row, messages })}
  ${section('said', say('feedback.fact.text'), row.text ? html`${row.flags.length > 0 ? html`<p class="note">${say('feedback.desk.flagsAbout', { flags: row.flags.map((flag) => say(`feedback.desk.flag.${flag}`)).join(', ') })}</p>` : null}${words(row.text)}` : html`<p>${say('feedback.desk.erased')}</p>`)}
  ${
    files.length > 0
      ? section(
          'files',
          say('feedback.desk.files'),
          html`<ul>${files.map(({ id, state, type, size }, at) =>
            state === 'kept'
              ? html`<li><a href=${`${addressOf(row.code)}/tep/${id}`}>${say('feedback.desk.file', { number: at + 1, type: (type ?? '').replace(/^.*\//, '').toUpperCase(), size: formatNumber(Math.ceil((size ?? 0) / 1024)) })}</a></li>`
              : html`<li>${say(`feedback.desk.fileState.${state}`)}</li>`,
          )}</ul>`,
        )
      : null
  }
  ${section('facts', say('feedback.desk.facts'), head(view, shown))}
  ${section('sender', say('feedback.fact.sender'), sender(view, shown))}
  ${
    similar.length > 0
      ? section(
          'similar',
          say('feedback.desk.similar'),
          html`<ul>${similar.map((one) => html`<li><a href=${addressOf(one.code)}>${one.code}</a> – ${formatDate(one.createdAt)}, ${say(`feedback.state.${one.state}`)}${one.place ? html`, ${citizenText(one.place)}` : ''}: ${citizenText(one.text.slice(0, 160))}</li>`)}</ul>`,
        )
      : null
  }
  ${steps.length > 0 ? html`<h2 class="noprint">${say('feedback.desk.steps')}</h2>${steps.map((step) => stepForm(view, shown, step))}` : html`<p>${say('feedback.desk.noSteps')}</p>`}
  ${section('history', say('feedback.desk.history'), history(view, shown))}` as VNode;
}
