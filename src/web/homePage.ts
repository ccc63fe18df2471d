import type { Locale, Say } from '#src/platform/texts.ts';
import type { Block } from '#src/text/blocks.ts';
import { formatDate, formatNumber } from '#src/text/formats.ts';
import type { Choice } from '#src/text/reply.ts';
import { assetUrl } from './assets.ts';
import { blocksView } from './blocksView.ts';
import { dataBlock, html, type VNode } from './html.ts';
import { layout } from './layout.ts';

export interface HomePageOptions {
  say: Say;
  /** The list of texts at a key, in the reader's language. */
  sayAll(key: string): string[];
  locale: Locale;
  authority: string;
  /** How many procedures can be answered. */
  catalogueCount: number;
  /** When the catalogue was last published; the page is undated without it. */
  revisionDate?: Date;
  /** Questions to begin with, in everyday words. */
  suggestions: string[];
  /** Fields of procedures with the payload that opens each, "#g:commune:<group>:0". */
  fields: Choice[];
  /** Name, address, telephone and hours of the one-stop unit, from `officeBlocks`. */
  office: Block[];
}

/** What browser/chat.ts says by itself; each is `chat.<name>` in locales/. */
const CHAT_TEXTS = [
  'sending',
  'resending',
  'queued',
  'wait',
  'failed',
  'retry',
  'rejected',
  'typing',
  'offline',
  'online',
  'tooLong',
  'sources',
  'choices',
  'assistant',
  'you',
  'newTab',
] as const;

const icon = (path: string) => html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${path} /></svg>`;
const SEND = 'M12 20V5M5.5 11.5 12 5l6.5 6.5';
const AGAIN = 'M4.5 12a7.5 7.5 0 1 0 2.4-5.5M4.5 4v4.5H9';

/**
 * The place of the chat. What needs the script is hidden until it runs; the line that says how else to ask appears by
 * itself when it does not (blocked, broken or too old a browser), which `noscript` would not notice.
 */
const chatView = ({ say, locale, suggestions }: HomePageOptions): VNode =>
  html`
  <section class="chat card" id="chat" aria-labelledby="chat-title">
    <div class="chat-head">
      <span class="emblem" aria-hidden="true"></span>
      <div><h2 id="chat-title">${say('page.chat.title')}</h2><p>${say('page.chat.subtitle')}</p></div>
      <button type="button" class="again" id="chat-again" hidden>${icon(AGAIN)}<span>${say('page.chat.again')}</span></button>
    </div>
    <div class="log" id="chat-log" tabindex="0" role="log" aria-live="polite" aria-relevant="additions" aria-label=${say('page.chat.log')}>
      <div class="it" id="chat-start">
        <div class="bubble"><p class="lines">${say('page.chat.welcome')}</p></div>
        <div class="choices" role="group" aria-label=${say('page.chat.suggestions')} hidden>
          ${suggestions.map((text) => html`<button type="button" class="pill" data-ask=${text}>${text}</button>`)}
        </div>
      </div>
      <p class="unavailable" id="chat-unavailable">${say('page.chat.unavailable')} <a href="#office">${say('page.office.title')}</a>.
        <a href="/thu-tuc">${say('page.chat.search')}</a></p>
    </div>
    <p class="notice" id="chat-notice" role="status" hidden></p>
    <p class="unseen" id="chat-status" role="status"></p>
    <form class="composer" id="chat-form" hidden>
      <label class="unseen" for="chat-text">${say('page.chat.label')}</label>
      <textarea id="chat-text" rows="1" autocomplete="off" enterkeyhint="send" placeholder=${say('page.chat.placeholder')} aria-describedby="chat-hint"></textarea>
      <span class="unseen" id="chat-hint">${say('page.chat.hint')}</span>
      <button type="submit" aria-label=${say('page.chat.send')}>${icon(SEND)}</button>
    </form>
    ${dataBlock('chat-texts', { locale, ...Object.fromEntries(CHAT_TEXTS.map((name) => [name, say(`chat.${name}`)])) })}
  </section>` as VNode;

const hero = ({ say, catalogueCount, revisionDate }: HomePageOptions) => html`
  <section class="hero">
    <h1>${say('page.hero.title')}</h1>
    <p>${say('page.hero.lead', { count: formatNumber(catalogueCount) })}${revisionDate && html` <span class="dated">${say('page.hero.dated', { date: formatDate(revisionDate) })}</span>`}</p>
  </section>`;

// Without a script these lead to the chat's place, where the page says how else to ask.
const fieldLinks = ({ say, fields }: HomePageOptions) => html`
  <section class="fields" aria-labelledby="fields-title">
    <h2 id="fields-title">${say('page.fields.title')}</h2>
    <ul class="pills">${fields.map(({ label, payload }) => html`<li><a class="pill" href="#chat" data-ask=${payload}>${label}</a></li>`)}</ul>
  </section>`;

const officeCard = ({ say, office }: HomePageOptions) => html`
  <section class="card office" id="office" aria-labelledby="office-title">
    <h2 id="office-title">${say('page.office.title')}</h2>
    ${blocksView(office)}
  </section>`;

const howTo = ({ say, sayAll }: HomePageOptions) => html`
  <section class="card how" aria-labelledby="how-title">
    <h2 id="how-title">${say('page.how.title')}</h2>
    <ul>${sayAll('page.how.items').map((item) => html`<li>${item}</li>`)}</ul>
  </section>`;

/** The page at "/": what this is, the chat, the fields to browse and the office to turn to. */
export function homePage(options: HomePageOptions): string {
  const { say, locale, authority } = options;
  const body = html`
    <div class="wide home">
      ${hero(options)}
      ${chatView(options)}
      ${fieldLinks(options)}
      <div class="aside">${officeCard(options)}${howTo(options)}</div>
    </div>`;
  return layout({ title: say('page.title', { authority }), locale, say, body, authority, scripts: [assetUrl('/assets/chat.js')] });
}
