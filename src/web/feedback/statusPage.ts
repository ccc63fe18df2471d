import type { StatusView } from '#src/conversation/feedback/asks.ts';
import type { Locale, Say } from '#src/platform/texts.ts';
import type { Block } from '#src/text/blocks.ts';
import { assetUrl } from '../assets.ts';
import { blocksView } from '../blocksView.ts';
import { html, type VNode } from '../html.ts';
import { layout } from '../layout.ts';
import { TOKEN_FIELD } from '../staff/formToken.ts';

export interface StatusPage {
  say: Say;
  locale: Locale;
  authority: string;
  token: string;
  view: StatusView;
  /** How it stands, as a chat would be told. */
  blocks: Block[];
  /** Said once, after it was sent or something was added. */
  said: string | null;
}

const words = ({ say, token, view }: StatusPage, to: 'bo-sung' | 'xem-lai', key: string): VNode =>
  html`
  <details class="card"><summary>${say(`feedback.page.${key}`)}</summary>
    <form class="letter" method="post" action=${`/gop-y/${view.code}/${to}`}>
      <input type="hidden" name=${TOKEN_FIELD} value=${token} />
      <label>${say(`feedback.page.${key}Text`)}<textarea name="text" rows="4" maxlength="3000" required></textarea></label>
      <button type="submit">${say('feedback.page.send')}</button>
    </form>
  </details>` as VNode;

/** "/gop-y?ma=…": how one piece of feedback stands, for whoever has its code. */
export function feedbackStatusPage(page: StatusPage): string {
  const { say, locale, authority, view, blocks, said } = page;
  const body = html`
    <div class="wide sheet">
      <h1>${say('feedback.page.statusTitle')}</h1>
      ${said ? html`<p class="card" role="status">${said}</p>` : null}
      <section class="card" aria-labelledby="which"><h2 id="which">${say('feedback.notice.heading', { code: view.code })}</h2>
        ${blocksView(blocks.filter(({ kind }) => kind !== 'heading'))}</section>
      ${view.mayAdd ? words(page, 'bo-sung', 'add') : null}
      ${view.mayReopen ? words(page, 'xem-lai', 'reopen') : null}
      <p><a href="/gop-y">${say('feedback.page.title')}</a></p>
    </div>` as VNode;
  return layout({
    title: `${say('feedback.page.statusTitle')} – ${authority}`,
    locale,
    say,
    body,
    authority,
    scripts: [assetUrl('/assets/feedback.js')],
  });
}
