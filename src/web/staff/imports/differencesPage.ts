import { Router } from 'express';
import { countDifferences, type ListedDifference, listDifferences } from '#src/dossiers/exchange/differences.ts';
import { DIFFERENCE_KINDS, type DifferenceKind } from '#src/dossiers/exchange/mirror.ts';
import { scopesOf } from '#src/staff/policy.ts';
import { formatDate, formatDateTime, formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { addressOf } from '../dossiers/visible.ts';
import { loadPlaces, type Places } from '../places.ts';
import { actorOf, type Shell, type View } from '../shell.ts';
import { table } from '../table.ts';
import { DIFFERENCES, IMPORTS } from './startView.ts';

const PAGE = 100;

interface Shown {
  kind: DifferenceKind | undefined;
  counts: Partial<Record<DifferenceKind, number>>;
  found: ListedDifference[];
  places: Places;
}

/** A state or a day, for a person. */
function shownValue({ say }: View, kind: DifferenceKind, value: string | null): string {
  if (value === null) return say('imports.differences.nothing');
  if (kind === 'state') return say(`dossier.state.${value}`);
  return kind === 'procedure' ? value : formatDate(new Date(value));
}

function body(view: View, { kind, counts, found, places }: Shown): VNode {
  const { say } = view;
  const heads = ['code', 'kind', 'ours', 'theirs', 'unit', 'seen'].map((head) => say(`imports.heads.${head}`));
  const kinds = DIFFERENCE_KINDS.filter((each) => counts[each]);
  const total = kinds.reduce((sum, each) => sum + (counts[each] ?? 0), 0);
  const link = (to: string, text: string, current: boolean) =>
    html`<a class="pill" href=${to} aria-current=${current ? 'true' : undefined}>${text}</a>`;
  const last = found.at(-1);
  return html`
  <p><a href=${IMPORTS}>${say('imports.back')}</a></p>
  <p>${say('imports.differences.how')}</p>
  ${
    total > 0
      ? html`<nav class="pills" aria-label=${say('imports.heads.kind')}>
      ${link(DIFFERENCES, say('imports.differences.all', { count: formatNumber(total) }), kind === undefined)}
      ${kinds.map((each) => link(`${DIFFERENCES}?loai=${each}`, `${say(`imports.differences.kind.${each}`)} (${formatNumber(counts[each] ?? 0)})`, each === kind))}</nav>`
      : html`<p class="card">${say('imports.differences.none')}</p>`
  }
  ${
    found.length > 0
      ? table(
          say('imports.differences.title'),
          heads,
          found.map((each) => [
            html`<a href=${addressOf(each.code)}>${each.code}</a><div class="note">${each.procedureName}</div>`,
            say(`imports.differences.kind.${each.kind}`),
            shownValue(view, each.kind, each.ours),
            shownValue(view, each.kind, each.theirs),
            each.unitId ? places.named(each.unitId) : '',
            formatDateTime(each.lastSeenAt),
          ]),
        )
      : null
  }
  ${found.length === PAGE && last ? html`<nav class="pills">${link(`${DIFFERENCES}?${new URLSearchParams({ ...(kind && { loai: kind }), sau: last.code, sauLoai: last.kind })}`, say('staff.pages.next'), false)}</nav>` : null}` as VNode;
}

/** `/can-bo/nhap-ho-so/khac-nhau`: where the one-stop software and this register disagree about dossiers that one may see. */
export function differencesPage(shell: Shell): Router {
  const { database } = shell.deps;
  const router = Router();
  router.get(DIFFERENCES, shell.signedIn, shell.allowed('dossier.view'), async (request, response) => {
    const within = scopesOf(actorOf(request), 'dossier.view');
    const word = (name: string) => String(request.query[name] ?? '').slice(0, 60);
    const kind = DIFFERENCE_KINDS.find((known) => known === word('loai'));
    const after = { code: word('sau'), kind: DIFFERENCE_KINDS.find((known) => known === word('sauLoai')) ?? DIFFERENCE_KINDS[0] };
    const found = await listDifferences(database, { within, limit: PAGE, ...(kind && { kind }), ...(after.code && { after }) });
    const shown = { kind, found, counts: await countDifferences(database, within), places: await loadPlaces(database) };
    await shell.send(request, response, (view) => ({ title: view.say('imports.differences.title'), body: body(view, shown) }));
  });
  return router;
}
