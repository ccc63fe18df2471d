import type { ImportRun } from '#src/generated/prisma/client.ts';
import { formatDateTime, formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { select, submit } from '../forms.ts';
import { TOKEN_FIELD } from '../formToken.ts';
import type { View } from '../shell.ts';
import { table, turning } from '../table.ts';

export const IMPORTS = '/can-bo/nhap-ho-so';
export const DIFFERENCES = `${IMPORTS}/khac-nhau`;

export interface StartShown {
  runs: ImportRun[];
  more: boolean;
  page: number;
  mappings: string[];
  officialOf(id: string | null): string;
  seesDifferences: boolean;
  /** Megabytes. */
  limit: number;
  refused: string | null;
}

/** "Đã nhập", "Đã kiểm tra, chưa nhập" … */
export const stateOf = ({ say }: View, { state, dryRun }: ImportRun): string =>
  say(`imports.state.${dryRun && state !== 'checked' ? `check.${state}` : state}`);

function row(view: View, { officialOf }: StartShown) {
  return (run: ImportRun) => {
    const { id, source, actor, startedAt, created, updated, refused, differences, state } = run;
    const who = actor.startsWith('person:') ? officialOf(actor.slice('person:'.length)) : view.say('imports.bySystem');
    const counted = state === 'done' || state === 'checked';
    return [
      html`<a href=${`${IMPORTS}/${id}`}>${source}</a>`,
      stateOf(view, run),
      html`<div>${formatDateTime(startedAt)}</div><div class="note">${who}</div>`,
      ...[created, updated, refused, differences].map((count) => (counted ? formatNumber(count) : '')),
    ];
  };
}

/** Sending a file, and what was imported before. */
export function startBody(view: View, shown: StartShown): VNode {
  const { say } = view;
  const { runs, more, page, mappings, seesDifferences, limit, refused } = shown;
  const heads = ['file', 'state', 'when', 'created', 'updated', 'refused', 'differences'].map((head) => say(`imports.heads.${head}`));
  return html`
  ${refused ? html`<p class="card warning" role="alert">${refused}</p>` : null}
  <div class="card"><p>${say('imports.how')}</p>
    <form method="post" action=${IMPORTS} enctype="multipart/form-data" class="form">
      <input type="hidden" name=${TOKEN_FIELD} value=${view.token} />
      ${
        mappings.length > 0
          ? select(
              view,
              { name: 'mapping', label: say('imports.mapping'), hint: say('imports.mappingHint') },
              [{ value: '', label: say('imports.noMapping') }, ...mappings.map((name) => ({ value: name, label: name }))],
              { values: {} },
            )
          : null
      }
      <div class="field"><label for="file">${say('imports.file')}</label><p class="note" id="file-hint">${say('imports.fileHint', { limit })}</p>
        <input type="file" id="file" name="file" accept=".xlsx,.csv,.json" required aria-describedby="file-hint" /></div>
      ${submit(say('imports.check'))}
    </form>
  </div>
  ${seesDifferences ? html`<p><a class="pill" href=${DIFFERENCES}>${say('imports.differences.title')}</a></p>` : null}
  <section aria-labelledby="runs"><h2 id="runs">${say('imports.history')}</h2>
    ${runs.length > 0 ? table(say('imports.history'), heads, runs.map(row(view, shown))) : html`<p class="card">${say('imports.none')}</p>`}
    ${turning(view, IMPORTS, {}, page, more)}
  </section>` as VNode;
}
