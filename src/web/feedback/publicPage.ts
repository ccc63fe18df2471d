import type { Topic } from '#src/feedback/model.ts';
import type { Locale, Say } from '#src/platform/texts.ts';
import { formatDate } from '#src/text/formats.ts';
import { html, type VNode } from '../html.ts';
import { layout } from '../layout.ts';

export interface PublicOne {
  topic: Topic;
  createdAt: Date;
  answeredAt: Date | null;
  publicText: string;
  publicAnswer: string;
}

/** "/gop-y/cong-khai": what was asked and answered, without anybody's personal data. */
export function publicFeedbackPage({
  say,
  locale,
  authority,
  items,
  page,
  more,
}: {
  say: Say;
  locale: Locale;
  authority: string;
  items: PublicOne[];
  page: number;
  more: boolean;
}): string {
  const link = (to: number, key: string) => html`<a class="pill" href=${to > 0 ? `/gop-y/cong-khai?page=${to}` : '/gop-y/cong-khai'}>${say(key)}</a>`;
  const body = html`
    <div class="wide sheet">
      <h1>${say('feedback.page.public')}</h1>
      ${items.length === 0 ? html`<p>${say('feedback.page.publicNone')}</p>` : null}
      ${items.map(
        (item) => html`<article class="card">
          <h2>${say(`feedback.topic.${item.topic}`)}</h2>
          <p class="note">${say('feedback.page.publicDates', { sent: formatDate(item.createdAt), answered: item.answeredAt ? formatDate(item.answeredAt) : '' })}</p>
          <p class="words">${item.publicText}</p>
          <h3>${say('feedback.notice.answered')}</h3>
          <p class="words">${item.publicAnswer}</p>
        </article>`,
      )}
      ${page > 0 || more ? html`<nav class="pills" aria-label=${say('procedures.pages')}>${page > 0 ? link(page - 1, 'staff.pages.previous') : null}${more ? link(page + 1, 'staff.pages.next') : null}</nav>` : null}
      <p><a href="/gop-y">${say('feedback.page.title')}</a></p>
    </div>` as VNode;
  return layout({ title: `${say('feedback.page.public')} – ${authority}`, locale, say, body, authority });
}
