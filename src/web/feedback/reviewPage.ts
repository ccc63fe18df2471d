import { TOPICS, type Topic } from '#src/feedback/model.ts';
import type { Similar } from '#src/feedback/similar.ts';
import type { Locale, Say } from '#src/platform/texts.ts';
import { formatDate } from '#src/text/formats.ts';
import { html, type VNode } from '../html.ts';
import { layout } from '../layout.ts';
import { TOKEN_FIELD } from '../staff/formToken.ts';

export interface ReviewPage {
  say: Say;
  locale: Locale;
  authority: string;
  token: string;
  /** As it was typed: it travels with the form, nothing is kept before it is sent. */
  values: Record<string, string>;
  topic: Topic;
  place: string | null;
  /** What others sent that may be the same matter; `follow` opens a chat that is told of it, where there is one. */
  similar: (Pick<Similar, 'topic' | 'place' | 'createdAt' | 'state'> & { follow: string | null })[];
}

/** What is not changed here: the sender goes back for it. */
const CARRIED = ['text', 'dossierCode', 'name', 'phone', 'email', 'address', 'consent', 'anonymous', 'isFeedback'];
const SHOWN = ['name', 'phone', 'email', 'address'];

const row = (label: string, value: string | undefined) => (value ? html`<dt>${label}</dt><dd class="lines">${value}</dd>` : null);

function similarView({ say, similar }: ReviewPage): VNode | null {
  if (similar.length === 0) return null;
  return html`
  <section class="card" aria-labelledby="similar"><h2 id="similar">${say('feedback.page.similar')}</h2>
    <p>${say('feedback.page.similarHint')}</p>
    <ul>${similar.map(
      ({ topic, place, createdAt, state, follow }) =>
        html`<li>${say('feedback.page.similarOne', { what: place ?? say(`feedback.topic.${topic}`), date: formatDate(createdAt), state: say(`feedback.state.${state}`) })}${follow ? html` <a href=${follow} rel="noopener">${say('feedback.page.follow')}</a>` : null}</li>`,
    )}</ul></section>` as VNode;
}

/** "/gop-y" before it is sent: the guess to be confirmed, what others sent alike, pictures, the whole of it. Works without a script. */
export function feedbackReviewPage(page: ReviewPage): string {
  const { say, locale, authority, token, values, topic, place } = page;
  const sender =
    values['anonymous'] === '1'
      ? say('feedback.page.anonymous')
      : SHOWN.map((name) => values[name])
          .filter(Boolean)
          .join(' – ');
  const body = html`
    <div class="wide sheet">
      <h1>${say('feedback.ask.summary')}</h1>
      ${similarView(page)}
      <form class="card letter" method="post" action="/gop-y" enctype="multipart/form-data">
        <input type="hidden" name=${TOKEN_FIELD} value=${token} />
        ${CARRIED.map((name) => (values[name] ? html`<input type="hidden" name=${name} value=${values[name]} />` : null))}
        <dl class="facts">
          ${row(say('feedback.fact.text'), values['text'])}
          ${row(say('feedback.fact.dossier'), values['dossierCode'])}
          ${row(say('feedback.fact.sender'), sender)}
        </dl>
        <p>${say('feedback.page.guessed')}</p>
        <label>${say('feedback.page.topic')}<select name="topic">
          ${TOPICS.map((one) => html`<option value=${one} selected=${one === topic}>${say(`feedback.topic.${one}`)}</option>`)}
        </select></label>
        <label>${say('feedback.page.place')}<input name="place" value=${place ?? ''} maxlength="200" /></label>
        <label>${say('feedback.page.files')}
          <input type="file" name="files" multiple accept="image/jpeg,image/png,image/webp,application/pdf" /></label>
        <p class="act"><button type="submit" name="do" value="send">${say('feedback.page.send')}</button>
        <button type="submit" name="do" value="edit" class="second">${say('feedback.page.edit')}</button></p>
      </form>
    </div>` as VNode;
  return layout({ title: `${say('feedback.ask.summary')} – ${authority}`, locale, say, body, authority });
}
