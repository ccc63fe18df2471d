import type { Area } from '#src/campaigns/areas.ts';
import type { Audience } from '#src/campaigns/audience.ts';
import { type Campaign, LETTER_STATES, LONGEST_TEXT, LONGEST_TITLE, NEWS_TOPICS, PACES } from '#src/campaigns/model.ts';
import { minutesOf } from '#src/campaigns/reach.ts';
import type { Figure } from '#src/campaigns/settle.ts';
import type { Say } from '#src/platform/texts.ts';
import { formatDateTime, formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { area, faultSummary, form, input, select, type Typed, ticks } from '../forms.ts';
import type { View } from '../shell.ts';
import { table } from '../table.ts';
import { fieldTime } from './readContent.ts';

export const CAMPAIGNS = '/quan-tri/chien-dich';
export const pathOf = (id: number): string => `${CAMPAIGNS}/${id}`;

export const stateMark = (say: Say, { state }: Pick<Campaign, 'state'>): VNode =>
  html`<span class="standing soon">${say(`campaign.state.${state}`)}</span>` as VNode;

const nameOfChannel = (say: Say, channel: string): string => say(`staff.channels.name.${channel}`);

export function listView(view: View, campaigns: readonly Campaign[]): VNode {
  const { say } = view;
  const rows = campaigns.map((campaign) => [
    html`<a href=${pathOf(campaign.id)}>${campaign.title}</a>`,
    stateMark(say, campaign),
    campaign.topics.map((topic) => say(`news.topic.${topic}`)).join(', '),
    formatDateTime(campaign.startedAt ?? campaign.sendAt ?? campaign.createdAt),
  ]);
  return html`
  <p>${say('campaign.about')}</p>
  <p><a class="pill" href=${`${CAMPAIGNS}/moi`}>${say('campaign.new')}</a></p>
  ${
    rows.length > 0
      ? table(
          say('staff.nav.campaigns'),
          ['title', 'state', 'topics', 'at'].map((head) => say(`campaign.heads.${head}`)),
          rows,
        )
      : html`<p class="card">${say('campaign.none')}</p>`
  }` as VNode;
}

/** What a form for a campaign begins with. */
export const typedOf = (campaign: Campaign | null): Record<string, string> =>
  campaign
    ? {
        ...{ title: campaign.title, text: campaign.text, titleEn: campaign.titleEn ?? '', textEn: campaign.textEn ?? '' },
        ...{ topics: campaign.topics.join(','), areas: campaign.areas.join(','), perMinute: String(campaign.perMinute) },
        sendAt: campaign.sendAt ? fieldTime(campaign.sendAt) : '',
      }
    : { perMinute: '60' };

const split = (value: string | undefined): string[] => (value ?? '').split(',').filter(Boolean);

export function editView(view: View, { campaign, areas, typed }: { campaign: Campaign | null; areas: readonly Area[]; typed: Typed }): VNode {
  const { say } = view;
  const button = (act: string, look: string) =>
    html`<button type="submit" name="do" value=${act} class=${look}>${say(`campaign.do.${act}`)}</button>`;
  return html`
  ${faultSummary(view, typed)}
  <div class="card">${form(
    view,
    campaign ? pathOf(campaign.id) : CAMPAIGNS,
    html`
    ${campaign ? html`<input type="hidden" name="revision" value=${campaign.revision} />` : null}
    ${input(view, { name: 'title', label: say('campaign.input.title'), required: true, maxlength: LONGEST_TITLE }, typed)}
    ${area(view, { name: 'text', label: say('campaign.input.text'), hint: say('campaign.hint.text', { most: formatNumber(LONGEST_TEXT) }), required: true, maxlength: LONGEST_TEXT }, typed, 7)}
    <details open=${Boolean(typed.values['titleEn'] || typed.faults?.['titleEn'] || typed.faults?.['textEn'])}><summary>${say('campaign.english')}</summary>
      ${input(view, { name: 'titleEn', label: say('campaign.input.titleEn'), maxlength: LONGEST_TITLE }, typed)}
      ${area(view, { name: 'textEn', label: say('campaign.input.textEn'), maxlength: LONGEST_TEXT }, typed, 5)}
    </details>
    ${ticks(
      view,
      { name: 'topics', label: say('campaign.input.topics'), hint: say('campaign.hint.topics') },
      NEWS_TOPICS.map((value) => ({ value, label: say(`news.topic.${value}`) })),
      split(typed.values['topics']),
      typed,
    )}
    ${
      areas.length > 0
        ? ticks(
            view,
            { name: 'areas', label: say('campaign.input.areas'), hint: say('campaign.hint.areas') },
            areas.map(({ code, name }) => ({ value: code, label: name })),
            split(typed.values['areas']),
            typed,
          )
        : null
    }
    ${input(view, { name: 'sendAt', label: say('campaign.input.sendAt'), hint: say('campaign.hint.sendAt'), type: 'datetime-local' }, typed)}
    ${select(
      view,
      { name: 'perMinute', label: say('campaign.input.perMinute'), hint: say('campaign.hint.perMinute') },
      PACES.map((pace) => ({ value: String(pace), label: say('campaign.pace', { count: pace }) })),
      typed,
    )}
    <p class="act">${button('save', campaign ? 'second' : 'primary')}${campaign ? html` ${button('submit', 'primary')}` : null}</p>`,
  )}</div>` as VNode;
}

/** Whom it would reach now, whom not and why, and what it costs on each channel. */
export function audienceView(view: View, audience: readonly Audience[], campaign: Campaign): VNode {
  const { say } = view;
  const receivers = audience.reduce((sum, each) => sum + each.receivers, 0);
  const cost = ({ receivers: count, left }: Audience): string =>
    left === null
      ? say('campaign.cost.free')
      : say(count > left ? 'campaign.cost.over' : 'campaign.cost.of', { count: formatNumber(count), left: formatNumber(left) });
  const why = ({ unreachable }: Audience): string =>
    Object.entries(unreachable)
      .map(([reason, count]) => say('campaign.because', { count: formatNumber(count), reason: say(`campaign.reason.${reason}`) }))
      .join('; ') || '–';
  return html`<section aria-labelledby="audience"><h2 id="audience">${say('campaign.audience')}</h2>
  ${
    audience.length === 0
      ? html`<p class="card">${say('campaign.nobody')}</p>`
      : html`<p>${say('campaign.duration', { receivers: formatNumber(receivers), minutes: formatNumber(minutesOf(receivers, campaign)) })}</p>
        ${table(
          say('campaign.audience'),
          ['channel', 'receivers', 'unreachable', 'cost'].map((head) => say(`campaign.heads.${head}`)),
          audience.map((each) => [nameOfChannel(say, each.channel), formatNumber(each.receivers), why(each), cost(each)]),
        )}`
  }</section>` as VNode;
}

/** Why letters did not arrive. What a platform or a line answers in its own words is in the log; here it is said what it comes to. */
function reasonWords(say: Say, { state, reason }: Figure): string {
  if (!reason) return '';
  return say(`campaign.reason.${reason}`, { defaultValue: say(state === 'unknown' ? 'campaign.reason.unanswered' : 'campaign.reason.refused') });
}

/** What came of it, by channel, in numbers alone. */
export function reportView(view: View, figures: readonly Figure[]): VNode {
  const { say } = view;
  const states = LETTER_STATES.filter((state) => figures.some((figure) => figure.state === state));
  const rows = [...Map.groupBy(figures, ({ channel }) => channel)].map(([channel, of]) => [
    nameOfChannel(say, channel),
    ...states.map((state) => {
      const those = of.filter((figure) => figure.state === state);
      const count = formatNumber(those.reduce((sum, figure) => sum + figure.count, 0));
      const counts = new Map<string, number>();
      for (const figure of those) {
        const reason = reasonWords(say, figure);
        if (reason) counts.set(reason, (counts.get(reason) ?? 0) + figure.count);
      }
      const reasons = [...counts].map(([reason, times]) => say('campaign.because', { count: formatNumber(times), reason }));
      return reasons.length > 0 ? html`${count}<br /><span class="note">${reasons.join('; ')}</span>` : count;
    }),
  ]);
  return html`<section aria-labelledby="report"><h2 id="report">${say('campaign.report')}</h2>
  ${
    rows.length > 0
      ? table(say('campaign.report'), [say('campaign.heads.channel'), ...states.map((state) => say(`campaign.letter.${state}`))], rows)
      : html`<p class="card">${say('campaign.noReport')}</p>`
  }
  <p class="note">${say('campaign.reportAbout')}</p></section>` as VNode;
}
