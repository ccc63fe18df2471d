import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { render as renderToString } from 'preact-render-to-string';

export type { VNode };
export { html };

/** A whole document. Everything put into a template is escaped; only `dangerouslySetInnerHTML` is not, so it stays rare. */
export const render = (document: VNode): string => `<!doctype html>${renderPart(document)}`;

/** A part of a page, for a script of ours that puts it in its place. */
export const renderPart = (part: VNode): string => renderToString(part);

/**
 * Data for a script of ours, as a block that browsers never execute, so a strict content security policy allows it.
 * "<" is written as an escape: no text can then close the element.
 */
export const dataBlock = (id: string, data: unknown): VNode =>
  html`<script type="application/json" id=${id} dangerouslySetInnerHTML=${{ __html: JSON.stringify(data).replaceAll('<', '\\u003c') }}></script>`;
