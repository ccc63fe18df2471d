import type { Block } from '#src/text/blocks.ts';
import { html, type VNode } from './html.ts';

/** A Vietnamese telephone number and nothing else, so that a touch calls it; codes and amounts have dots and are none. */
const TELEPHONE = /^(?:\+84|0|1[89]00)[\d ]{6,12}$/;

// Joined, so that "13:00–17:00" stays on one line.
const value = (text: string) =>
  TELEPHONE.test(text) ? html`<a href=${`tel:${text.replaceAll(' ', '')}`}>${text}</a>` : text.replace(/(\d)–(?=\d)/g, '$1\u2060–\u2060');

function block(entry: Block): VNode {
  switch (entry.kind) {
    case 'heading':
      return html`<h3>${entry.text}</h3>` as VNode;
    case 'text':
      return html`<p class="lines">${entry.text}</p>` as VNode;
    case 'list':
      return html`<ul>${entry.items.map((item) => html`<li>${item}</li>`)}</ul>` as VNode;
    case 'facts':
      return html`<dl class="facts">${entry.rows.map((row) => html`<div><dt>${row.label}</dt><dd>${value(row.value)}</dd></div>`)}</dl>` as VNode;
    case 'note':
      return html`<p class="note">${entry.text}</p>` as VNode;
    case 'link':
      return html`<p><a class="go" href=${entry.url} target="_blank" rel="noopener">${entry.label}</a></p>` as VNode;
  }
}

/** The same look as the chat gives to a reply, drawn on the server. */
export const blocksView = (blocks: Block[]): VNode[] => blocks.map(block);
