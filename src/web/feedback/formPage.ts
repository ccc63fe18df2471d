import { TOPICS } from '#src/feedback/model.ts';
import type { Locale, Say } from '#src/platform/texts.ts';
import type { Block } from '#src/text/blocks.ts';
import { assetUrl } from '../assets.ts';
import { blocksView } from '../blocksView.ts';
import { html, type VNode } from '../html.ts';
import { layout } from '../layout.ts';
import { TOKEN_FIELD } from '../staff/formToken.ts';

export interface FeedbackPage {
  say: Say;
  locale: Locale;
  authority: string;
  token: string;
  /** As it was typed, to be corrected. */
  values: Record<string, string>;
  /** What is wrong, by field: a key of `feedback.page.fault`. */
  faults: Record<string, string>;
  /** Said above the form: another door, or a limit. */
  said: Block[];
  /** What is shown was sent by somebody, rather than an empty form. */
  sent?: boolean;
  /** The words may be no feedback: the sender is asked to say that they are. */
  doubtful?: boolean;
}

const fault = ({ say, faults }: FeedbackPage, name: string) =>
  faults[name] ? html`<span class="fault" id=${`${name}-fault`}>${say(`feedback.page.fault.${faults[name]}`)}</span>` : null;

function field(page: FeedbackPage, name: string, more: Record<string, unknown> = {}): VNode {
  const { say, values, faults } = page;
  return html`<label>${say(`feedback.page.${name}`)} ${fault(page, name)}
    <input name=${name} value=${values[name] ?? ''} maxlength="200" aria-invalid=${faults[name] ? 'true' : undefined} ...${more} /></label>` as VNode;
}

/** The form, the sender's half of it and what a name means. */
function form(page: FeedbackPage): VNode {
  const { say, values, faults, token, doubtful } = page;
  return html`
  <form class="card letter" method="post" action="/gop-y" data-draft=${page.sent ? 'sent' : 'empty'}>
    <p class="note" id="draft-kept" role="status" hidden>${say('feedback.page.draftKept')}</p>
    <input type="hidden" name=${TOKEN_FIELD} value=${token} />
    <label>${say('feedback.page.text')} ${fault(page, 'text')}
      <textarea name="text" rows="7" maxlength="6000" required aria-describedby="text-hint" aria-invalid=${faults['text'] ? 'true' : undefined}>${values['text'] ?? ''}</textarea></label>
    <p class="note" id="text-hint">${say('feedback.page.textHint')}</p>
    ${doubtful ? html`<label class="tick"><input type="checkbox" name="isFeedback" value="1" /> ${say('feedback.page.isFeedback')}</label>` : null}
    <label>${say('feedback.page.topic')}<select name="topic">
      <option value="">${say('feedback.page.guess')}</option>
      ${TOPICS.map((topic) => html`<option value=${topic} selected=${values['topic'] === topic}>${say(`feedback.topic.${topic}`)}</option>`)}
    </select></label>
    ${field(page, 'place')}
    ${field(page, 'dossierCode', { placeholder: 'H26.1-260309-0001', maxlength: 60 })}
    <fieldset>
      <legend>${say('feedback.page.who')}</legend>
      <p class="note">${say('feedback.ask.contactNamed')}</p>
      ${field(page, 'name', { autocomplete: 'name' })}
      ${field(page, 'phone', { type: 'tel', autocomplete: 'tel' })}
      ${field(page, 'email', { type: 'email', autocomplete: 'email' })}
      ${field(page, 'address', { autocomplete: 'street-address' })}
      <label class="tick"><input type="checkbox" name="consent" value="1" checked=${values['consent'] === '1'} /> ${say('feedback.page.consent')} ${fault(page, 'consent')}</label>
      <p class="note">${say('feedback.ask.contactAnonymous')}</p>
      <label class="tick"><input type="checkbox" name="anonymous" value="1" checked=${values['anonymous'] === '1'} /> ${say('feedback.page.anonymous')}</label>
    </fieldset>
    <p class="fault" id="draft-offline" role="alert" tabindex="-1" hidden>${say('feedback.page.offline')}</p>
    <button type="submit" name="do" value="review">${say('feedback.page.review')}</button>
  </form>` as VNode;
}

const tracking = ({ say, values }: FeedbackPage): VNode =>
  html`
  <form class="card filters" method="get" action="/gop-y">
    <label>${say('feedback.page.code')}<input type="search" name="ma" value=${values['ma'] ?? ''} maxlength="30" required placeholder="PA-261128-K7M3QX" autocomplete="off" autocapitalize="characters" spellcheck=${false} /></label>
    <button type="submit">${say('feedback.page.track')}</button>
  </form>` as VNode;

/** The page at "/gop-y". Works without a script. */
export function feedbackFormPage(page: FeedbackPage): string {
  const { say, locale, authority, said } = page;
  const body = html`
    <div class="wide sheet">
      <h1>${say('feedback.page.title')}</h1>
      ${said.length > 0 ? html`<section class="card warning" role="alert">${blocksView(said)}</section>` : null}
      ${form(page)}
      <h2>${say('feedback.page.trackTitle')}</h2>
      ${tracking(page)}
      <p><a href="/gop-y/cong-khai">${say('feedback.page.public')}</a></p>
    </div>` as VNode;
  return layout({ title: `${say('feedback.page.title')} – ${authority}`, locale, say, body, authority, scripts: [assetUrl('/assets/feedback.js')] });
}
