import type { Locale, Say } from '#src/platform/texts.ts';
import type { Procedure } from '#src/procedures/content.ts';
import { hasSection } from '#src/procedures/present.ts';
import { SECTIONS, type Section } from '#src/procedures/sections.ts';
import type { Reply } from '#src/text/reply.ts';
import { blocksView } from '../../blocksView.ts';
import { html, type VNode } from '../../html.ts';
import type { PreviewedMessage, Previews } from './previews.ts';

/** A reply as each channel shows it, by the channels' own renderers. */
export function channelsView(say: Say, reply: Reply, locale: Locale, previews: Previews | undefined): VNode[] {
  const channels: [string, unknown][] = [
    ...(previews
      ? ([
          ['telegram', previews.telegram(reply, locale).map(message)],
          ['zalo', previews.zalo(reply, locale).map(message)],
        ] as [string, unknown][])
      : []),
    [
      'web',
      html`<div class="bubble">${blocksView(reply.blocks)}</div>
      ${reply.choices.length > 0 ? html`<ul class="keys">${reply.choices.map(({ label }) => html`<li>${label}</li>`)}</ul>` : null}`,
    ],
  ];
  return channels.map(
    ([channel, content], at) =>
      html`<details class="preview" open=${at === 0}><summary>${say(`catalogueEditing.preview.${channel}`)}</summary><div class="phone">${content}</div></details>` as VNode,
  );
}

export interface Shown {
  procedure: Procedure;
  section: Section;
  locale: Locale;
  show(procedure: Procedure, sections: Section[], locale: Locale): Reply;
  previews: Previews | undefined;
}

// The renderer's own markup: only <b>, <i> and <a>, every text in it escaped, as the platform demands.
const message = ({ markup, text, buttons }: PreviewedMessage) => html`
  <div class="bubble">${markup === undefined ? html`<p class="lines">${text}</p>` : html`<p class="lines" dangerouslySetInnerHTML=${{ __html: markup }}></p>`}</div>
  ${buttons.length > 0 ? html`<ul class="keys">${buttons.map((label) => html`<li>${label}</li>`)}</ul>` : null}`;

/** The answer as a citizen sees it on each channel, by the channels' own renderers. */
export function previewView(say: Say, { procedure, section, locale, show, previews }: Shown): VNode {
  const reply = show(procedure, section === 'overview' ? [] : [section], locale);
  const offered = SECTIONS.filter((each) => each === 'overview' || each === section || hasSection(procedure, each));
  return html`
  <div class="field"><label for="section">${say('catalogueEditing.preview.section')}</label>
    <select id="section" name="section" form="edit">${offered.map((each) => html`<option value=${each} selected=${each === section}>${say(`section.${each}`)}</option>`)}</select></div>
${channelsView(say, reply, locale, previews)}` as VNode;
}
