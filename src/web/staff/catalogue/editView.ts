import type { Say } from '#src/platform/texts.ts';
import { isRowList, type Typed } from '#src/procedures/editing/fields.ts';
import { formatDateTime } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { form } from '../forms.ts';
import { TOKEN_FIELD } from '../formToken.ts';
import type { View } from '../shell.ts';
import { type FormShown, formView } from './formView.ts';
import { addressOf, CATALOGUE } from './places.ts';

/** Somebody saved since this form was drawn: what they typed otherwise. */
export interface Conflict {
  by: string;
  at: Date;
  theirs: Typed;
}

export interface EditShown extends FormShown {
  code: string;
  state: string;
  revision: number;
  reason: string;
  side: VNode;
  conflict: Conflict | null;
  /** What was said of the draft since it was begun; null where nothing was. */
  comments: VNode | null;
  /** A sentence about what happened to the form. */
  note: string | null;
  /** Whether the text in force is newer than the one that this began from. */
  outdated: boolean;
}

export const tabs = ({ say, path }: View, code: string): VNode =>
  html`<nav class="pills" aria-label=${say('catalogueEditing.tabs.label')}>
    <a class="pill" href=${CATALOGUE}>${say('catalogueEditing.back')}</a>
    ${[
      ['', 'edit'],
      ['/duyet', 'review'],
      ['/tu-ngu', 'words'],
      ['/lich-su', 'history'],
    ].map(([end, key]) => {
      const href = `${addressOf(code)}${end}`;
      return html`<a class="pill" href=${href} aria-current=${decodeURIComponent(href) === decodeURIComponent(path) ? 'page' : undefined}>${say(`catalogueEditing.tabs.${key}`)}</a>`;
    })}
  </nav>` as VNode;

/** What a field of the form is called: "Giấy tờ 2, Bản chính". */
function labelOf(say: Say, key: string): string {
  const [list = '', at = '', name] = key.split('.');
  if (isRowList(list))
    return `${say(`catalogueEditing.field.${list}`)} ${Number(at) + 1}${name ? `, ${say(`catalogueEditing.column.${name}`)}` : ''}`;
  return list === 'submission' ? say(`procedure.ways.${at}`) : say(`catalogueEditing.field.${key}`);
}

function conflictView(say: Say, { by, at, theirs }: Conflict, mine: Typed): VNode {
  const keys = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])].filter(
    (key) => key !== 'code' && (theirs[key] ?? '').trim() !== (mine[key] ?? '').trim(),
  );
  return html`<div class="card warning" role="alert" id="conflict">
    <p><b>${say('catalogueEditing.conflict.title', { name: by, time: formatDateTime(at) })}</b></p>
    <dl class="differences">${keys.map(
      (key) =>
        html`<div><dt><a href=${`#${key}`}>${labelOf(say, key)}</a></dt><dd><p class="lines">${say('catalogueEditing.conflict.theirs')} <ins>${theirs[key] || '–'}</ins></p>
        <p class="lines">${say('catalogueEditing.conflict.mine')} ${mine[key] || '–'}</p></dd></div>`,
    )}</dl>
    <p>${say('catalogueEditing.conflict.what')}</p>
    <p class="act"><button type="submit" form="edit" name="do" value="save" class="primary">${say('catalogueEditing.conflict.keepMine')}</button>
      <a class="pill" href="?">${say('catalogueEditing.conflict.takeTheirs')}</a></p>
  </div>` as VNode;
}

/** The page of the form: the form, and beside it what is missing and how it looks. */
export function editBody(view: View, shown: EditShown): VNode {
  const { say, token } = view;
  const { code, state, revision, reason, side, conflict, comments, note, outdated, typed } = shown;
  const fault = typed.faults?.['reason'];
  return html`
  ${tabs(view, code)}
  ${note ? html`<p class="card warning" role="alert">${note}</p>` : null}
  ${typed.faults && Object.keys(typed.faults).length > 0 ? html`<div class="card warning" role="alert"><p>${say('errors.fieldsWrong')}</p><ul class="plainlist">${Object.entries(typed.faults).map(([field, why]) => html`<li><a href=${`#${field}`}>${field === 'reason' ? say('catalogueEditing.reason') : labelOf(say, field)}</a>: ${say(`staff.fault.${why}`)}</li>`)}</ul></div>` : null}
  ${conflict ? conflictView(say, conflict, typed.values) : null}
  ${outdated ? html`<div class="card warning"><p>${say('catalogueEditing.outdated')}</p><p class="act"><button type="submit" form="edit" name="do" value="follow" class="second">${say('catalogueEditing.follow')}</button></p></div>` : null}
  ${state === 'review' || state === 'scheduled' ? html`<p class="card">${say(`catalogueEditing.now.${state}`)} <a href=${`${addressOf(code)}/duyet`}>${say('catalogueEditing.tabs.review')}</a></p>` : null}
  ${comments ? html`<section class="card" aria-labelledby="comments"><h2 id="comments">${say('catalogueEditing.comments')}</h2>${comments}</section>` : null}
  <div class="editing">
    <form method="post" action=${addressOf(code)} class="form" id="edit" novalidate data-failed=${say('catalogueEditing.autosave.failed')} data-ended=${say('catalogueEditing.autosave.ended')} data-saving=${say('catalogueEditing.autosave.saving')}>
      <input type="hidden" name=${TOKEN_FIELD} value=${token} /><input type="hidden" name="revision" value=${revision} />
      <button type="submit" name="do" value="save" class="unseen" tabindex="-1" aria-hidden="true">${say('catalogueEditing.save')}</button>
      <div id="parts">${formView(view, shown)}</div>
      <section class="card finish" aria-labelledby="finish"><h2 id="finish">${say('catalogueEditing.finish')}</h2>
        <div class=${fault ? 'field wrong' : 'field'}><label for="reason">${say('catalogueEditing.reason')}</label><p class="note" id="reason-hint">${say('catalogueEditing.reasonHint')}</p>
          ${fault ? html`<p class="fault" id="reason-fault">${say(`staff.fault.${fault}`)}</p>` : null}
          <input id="reason" name="reason" value=${reason} maxlength="500" autocomplete="off" aria-describedby=${fault ? 'reason-hint reason-fault' : 'reason-hint'} aria-invalid=${fault ? 'true' : undefined} /></div>
        <p class="act"><button type="submit" name="do" value="review" class="primary">${say('catalogueEditing.submit')}</button>
          <button type="submit" name="do" value="save" class="second">${say('catalogueEditing.save')}</button>
          <button type="submit" name="do" value="preview" class="second">${say('catalogueEditing.show')}</button></p>
      </section>
    </form>
    <aside id="side" aria-label=${say('catalogueEditing.side')}>${side}</aside>
  </div>
  ${revision > 0 ? html`<div class="card">${form(view, `${addressOf(code)}/bo`, html`<p class="act"><button type="submit" class="second">${say('catalogueEditing.drop')}</button></p><p class="note">${say('catalogueEditing.dropAbout')}</p>`)}</div>` : null}` as VNode;
}
