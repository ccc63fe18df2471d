import type { Say } from '#src/platform/texts.ts';
import type { Block } from '#src/text/blocks.ts';
import { formatDate, formatDateTime } from '#src/text/formats.ts';
import { type Reply, reply } from '#src/text/reply.ts';
import { type DossierEvent, FOR_CITIZENS } from './events.ts';
import type { SupplementItem } from './model.ts';

/** What a citizen reads when something happened to their dossier: code, procedure, dates and reasons, no names. Null for what concerns officials alone. */
export function citizenNotice(event: DossierEvent, say: Say): Reply | null {
  if (!FOR_CITIZENS.includes(event.kind)) return null;
  const heading: Block = { kind: 'heading', text: say('dossier.notice.heading', { code: event.code }) };
  return reply([heading, ...blocksOf(event, say)]);
}

function blocksOf(event: DossierEvent, say: Say): Block[] {
  const tell = (key: string, values: Record<string, string | number> = {}): Block => ({
    kind: 'text',
    text: say(`dossier.notice.${key}`, { procedure: event.procedureName, ...values }),
  });
  const basis = (legalBasis: string | null) => (legalBasis ? [tell('legalBasis', { legalBasis })] : []);
  switch (event.kind) {
    case 'accepted': {
      const first = event.dueAt ? tell('accepted', { due: formatDateTime(event.dueAt) }) : tell('acceptedWithoutDate');
      return event.provisional ? [first, { kind: 'note', text: say('dossier.notice.provisional') }] : [first];
    }
    case 'supplementRequested': {
      const { number, reason, items, guidance, deadline } = event;
      const end = deadline ? [tell('deadline', { date: formatDate(deadline) })] : [];
      const list: Block = { kind: 'list', items: items.map((item) => itemText(item, say)) };
      return [
        tell('supplementRequested', { number, reason: sentence(reason) }),
        list,
        ...(guidance ? [{ kind: 'text' as const, text: guidance }] : []),
        ...end,
      ];
    }
    case 'supplementAccepted':
    case 'resumed':
      return [tell(event.kind), ...dateBlocks(event.previousDueAt, event.dueAt, tell)];
    case 'paused':
      return [
        tell('paused', { reason: sentence(event.reason) }),
        ...basis(event.legalBasis),
        ...(event.expectedEnd ? [tell('expectedEnd', { date: formatDate(event.expectedEnd) })] : []),
      ];
    case 'apologised':
      return [
        tell('apologised', {
          previous: formatDateTime(event.originalDueAt),
          due: formatDateTime(event.newDueAt),
          reason: sentence(event.reason),
        }),
      ];
    case 'ready':
      return [tell(event.early ? 'readyEarly' : 'ready'), tell(`collect.${event.returnChannel}`)];
    case 'refused':
      return [tell('refused', { reason: sentence(event.reason) }), ...basis(event.legalBasis), tell(`collect.${event.returnChannel}`)];
    case 'rejected':
    case 'stopped':
      return [tell(event.kind, { reason: sentence(event.reason) }), ...basis(event.legalBasis)];
    case 'paymentRequested':
    case 'corrected':
      return [tell(event.kind, { reason: sentence(event.reason) })];
    default:
      return [tell(event.kind)];
  }
}

function dateBlocks(previous: Date | null, due: Date | null, tell: (key: string, values: Record<string, string>) => Block): Block[] {
  if (!due) return [];
  if (!previous || previous.getTime() === due.getTime()) return [tell('newDate', { due: formatDateTime(due) })];
  return [tell('movedDate', { previous: formatDateTime(previous), due: formatDateTime(due) })];
}

/** "Bản sao (1 bản sao; bản đã nộp bị mờ)" */
function itemText({ name, originals, copies, note }: SupplementItem, say: Say): string {
  const details = [
    originals ? say('dossier.notice.originals', { count: originals }) : '',
    copies ? say('dossier.notice.copies', { count: copies }) : '',
    note ?? '',
  ].filter(Boolean);
  return details.length > 0 ? say('dossier.notice.item', { name, details: details.join('; ') }) : name;
}

/** A reason as officers write it, with its full stop. */
const sentence = (reason: string): string => (/[.!?…]$/.test(reason) ? reason : `${reason}.`);
