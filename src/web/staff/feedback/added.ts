import { formatDateTime } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import type { View } from '../shell.ts';

/** The citizen's last words after the first ones, for `addedNote`. */
export const LAST_ADDED = { where: { kind: 'added' }, select: { kind: true, at: true }, orderBy: { id: 'desc' }, take: 1 } as const;

interface Answered {
  state: string;
  answeredAt: Date | null;
  messages: readonly { kind: string; at: Date }[];
}

/** That and when the citizen said more after the answer; null where nothing is left to be read. */
export function addedNote({ say }: View, { state, answeredAt, messages }: Answered): VNode | null {
  const last = messages.findLast(({ kind, at }) => kind === 'added' && answeredAt !== null && at > answeredAt);
  if (state !== 'answered' || !last) return null;
  return html`<div class="note"><b>${say('feedback.desk.added', { at: formatDateTime(last.at) })}</b></div>` as VNode;
}
