import type { SlipKind } from '#src/dossiers/slips/makeSlip.ts';
import type { Locale, Say } from '#src/platform/texts.ts';
import type { Block } from '#src/text/blocks.ts';
import { blocksView } from './blocksView.ts';
import { html, type VNode } from './html.ts';
import { layout } from './layout.ts';

interface Holder {
  token: string;
  papers: SlipKind[];
  telegram: string | null;
  zalo: string | null;
}

export interface DossierLookUpPage {
  say: Say;
  locale: Locale;
  authority: string;
  /** As it was typed, to be corrected. */
  code: string;
  /** What was found, or that nothing is shown; null before anything was asked. */
  answer: Block[] | null;
  /** For the holder of the slip: its token, the papers that there are, and where a chat about it opens. */
  holder: Holder | null;
}

const papersOf = ({ say }: DossierLookUpPage, { token, papers }: Holder): VNode =>
  html`
  <section class="card how" aria-labelledby="papers-title">
    <h2 id="papers-title">${say('lookUp.papers')}</h2>
    <ul>${papers.map((kind) => html`<li><a href=${`/ho-so/phieu.pdf?${new URLSearchParams({ k: token, form: kind })}`}>${say('lookUp.paper', { name: say(`slip.kind.${kind}`) })}</a></li>`)}</ul>
  </section>` as VNode;

/** How to be told of changes: a touch where the chat takes the dossier along, else a photo of the slip. */
const chatsOf = ({ say }: DossierLookUpPage, { telegram, zalo }: Holder): VNode =>
  html`
  <section class="card how" aria-labelledby="chats-title">
    <h2 id="chats-title">${say('lookUp.chats')}</h2>
    ${telegram || zalo ? html`<p class="pills">${telegram ? html`<a class="pill" href=${telegram} rel="noopener">${say('lookUp.telegram')}</a>` : null}${zalo ? html`<a class="pill" href=${zalo} rel="noopener">${say('lookUp.zaloOa')}</a>` : null}</p>` : null}
    ${zalo ? html`<p class="note">${say('lookUp.zaloHint')}</p>` : telegram ? null : html`<p class="note">${say('lookUp.follow')}</p>`}
  </section>` as VNode;

/** The page at "/ho-so": where a dossier is, by its code or by the link on its slip. Works without a script and on paper. */
export function dossierLookUpPage(page: DossierLookUpPage): string {
  const { say, locale, authority, code, answer, holder } = page;
  const body = html`
    <div class="wide sheet">
      <h1>${say('lookUp.title')}</h1>
      ${answer ? html`<section class="card" role="status" aria-label=${say('lookUp.answer')}>${blocksView(answer)}</section>` : null}
      ${holder && holder.papers.length > 0 ? papersOf(page, holder) : null}
      ${holder ? chatsOf(page, holder) : null}
      <form class="card filters" method="get" action="/ho-so">
        <input type="hidden" name="lang" value=${locale} />
        <label>${say('lookUp.code')}<input type="search" name="ma" value=${code} maxlength="60" required placeholder="H26.1-260309-0001" autocomplete="off" autocapitalize="characters" spellcheck=${false} /></label>
        <button type="submit">${say('lookUp.find')}</button>
      </form>
      <p class="note">${say('lookUp.hint')}</p>
    </div>` as VNode;
  return layout({ title: `${say('lookUp.title')} – ${authority}`, locale, say, body, authority });
}
