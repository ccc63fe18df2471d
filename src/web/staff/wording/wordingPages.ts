import { type Request, type Response, Router } from 'express';
import { AppError } from '#src/platform/errors.ts';
import { LOCALES, type Locale, originalIn, type Say, sayIn } from '#src/platform/texts.ts';
import { formatDateTime, formatNumber } from '#src/text/formats.ts';
import { reply } from '#src/text/reply.ts';
import { filled, placeholdersOf } from '#src/wording/check.ts';
import { LONGEST_SENTENCE, SENTENCE_GROUPS, SENTENCES, type Sentence, sentenceOf } from '#src/wording/sentences.ts';
import { checkWording, isRefused, wordSentence } from '#src/wording/word.ts';
import { html, type VNode } from '../../html.ts';
import { STYLES } from '../catalogue/places.ts';
import { channelsView } from '../catalogue/previewView.ts';
import { officialsNamed } from '../dossiers/listPage.ts';
import { area, form, typedIn } from '../forms.ts';
import { actorOf, type Shell, type View } from '../shell.ts';

const LIST = '/quan-tri/loi-nhan';
const pathOf = ({ id }: Sentence): string => `${LIST}/${id}`;
const MOST_CHANGES = 50;

const languageOf = (say: Say, locale: Locale): string => say(locale === 'vi' ? 'topic.vietnamese' : 'topic.english');

/** `own`: the sentences that are worded otherwise in some language; `words` those in Vietnamese. */
function listBody({ say }: View, own: ReadonlySet<string>, words: ReadonlyMap<string, string>): VNode {
  return html`
  <p>${say('wording.about')}</p>
  ${SENTENCE_GROUPS.map(
    (group) => html`<section aria-labelledby=${group}><h2 id=${group}>${say(`wording.group.${group}`)}</h2>
    ${SENTENCES.filter((sentence) => sentence.group === group).map(
      (sentence) => html`<article class="card"><h3><a href=${pathOf(sentence)}>${say(`wording.name.${sentence.id}`)}</a></h3>
      ${own.has(sentence.key) ? html`<p><span class="standing soon">${say('wording.own')}</span></p>` : null}
      <p class="note" lang="vi">${filled(words.get(sentence.key) ?? originalIn('vi', sentence.key), (name) => sayIn('vi')(`wording.sample.${name}`))}</p></article>`,
    )}</section>`,
  )}` as VNode;
}

interface Change {
  id: number;
  locale: string;
  text: string | null;
  by: string;
  at: Date;
}

interface Shown {
  sentence: Sentence;
  own: ReadonlyMap<string, string>;
  changes: readonly Change[];
  named(id: string): string;
  /** What was typed in one language and not saved: with what is wrong, or to be seen first. */
  typed: { locale: Locale; text: string; refused: AppError | null } | null;
}

/** `/quan-tri/loi-nhan`: sentences of the assistant in the authority's own words, with the way back to the original. */
export function wordingPages(shell: Shell): Router {
  const { database, clock, previews, wordingChanged } = shell.deps;
  const router = Router();
  router.use(LIST, shell.signedIn, shell.allowed('wording.edit'));

  router.get(LIST, async (request, response) => {
    const rows = await database.wordingText.findMany();
    const words = new Map(rows.flatMap(({ locale, key, text }) => (locale === 'vi' ? [[key, text] as const] : [])));
    const own = new Set(rows.map(({ key }) => key));
    await shell.send(request, response, (view) => ({ title: view.say('staff.nav.wording'), body: listBody(view, own, words) }));
  });

  const find = (request: Request): Sentence => {
    const sentence = sentenceOf(String(request.params['id']));
    if (!sentence) throw new AppError('notFound', { status: 404 });
    return sentence;
  };

  async function show(request: Request, response: Response, typed: Shown['typed'] = null): Promise<void> {
    const sentence = find(request);
    const { key } = sentence;
    const rows = await database.wordingText.findMany({ where: { key } });
    const changes = await database.wordingChange.findMany({ where: { key }, orderBy: { id: 'desc' }, take: MOST_CHANGES });
    const named = await officialsNamed(database, changes.map(({ by }) => by)); // biome-ignore format: one line
    const shown: Shown = { sentence, own: new Map(rows.map(({ locale, text }) => [locale, text])), changes, named, typed };
    await shell.send(request, response, (view) => ({
      title: view.say(`wording.name.${sentence.id}`),
      status: typed?.refused?.status ?? 200,
      styles: STYLES,
      body: [
        html`<p><a href=${LIST}>${view.say('wording.back')}</a></p><p>${view.say('wording.hint', { most: formatNumber(LONGEST_SENTENCE) })}</p>` as VNode,
        ...LOCALES.map((locale) => languageView(view, shown, locale)),
        historyView(view, shown),
      ],
    }));
  }

  function languageView(view: View, { sentence, own, typed }: Shown, locale: Locale): VNode {
    const { say } = view;
    const mine = typed?.locale === locale ? typed : null;
    const original = originalIn(locale, sentence.key);
    const text = mine?.text ?? own.get(locale) ?? original;
    const names = placeholdersOf(original);
    const sample = (name: string): string => sayIn(locale)(`wording.sample.${name}`);
    const button = (act: string, look: string) =>
      html`<button type="submit" name="do" value=${act} class=${look}>${say(`wording.do.${act}`)}</button>`;
    return html`<section class="card" aria-labelledby=${locale}><h2 id=${locale}>${languageOf(say, locale)}</h2>
      ${mine?.refused ? html`<p class="card warning" role="alert">${say(`errors.${mine.refused.code}`, mine.refused.params)}</p>` : null}
      ${names.length > 0 ? html`<p>${say('wording.names')}</p><ul>${names.map((name) => html`<li><code>${`{{${name}}}`}</code>: ${sample(name)}</li>`)}</ul>` : null}
      ${form(
        view,
        pathOf(sentence),
        html`<input type="hidden" name="locale" value=${locale} />
        ${area(view, { name: 'text', id: `text-${locale}`, label: say('wording.text'), required: true, maxlength: LONGEST_SENTENCE }, { values: { text } }, 5)}
        <p class="act">${button('preview', 'second')} ${button('save', 'primary')} ${own.has(locale) ? button('original', 'second') : null}</p>`,
      )}
      ${own.has(locale) ? html`<details><summary>${say('wording.original')}</summary><p class="lines">${original}</p></details>` : null}
      <h3>${say(mine ? 'wording.previewTyped' : 'wording.previewNow')}</h3>
      ${channelsView(say, reply([{ kind: 'text', text: filled(text, sample) }]), locale, previews)}
    </section>` as VNode;
  }

  function historyView(view: View, { sentence, changes, named }: Shown): VNode {
    const { say } = view;
    return html`<section class="card" aria-labelledby="history"><h2 id="history">${say('wording.history')}</h2>
    ${
      changes.length === 0
        ? html`<p class="note">${say('wording.noHistory')}</p>`
        : html`<ul class="comments">${changes.map(
            ({
              locale,
              text,
              by,
              at,
            }) => html`<li><p class="note">${named(by)}, ${formatDateTime(at)}, ${languageOf(say, locale === 'en' ? 'en' : 'vi')}</p>
            <p class="lines">${text ?? say('wording.toOriginal')}</p>
            ${
              text === null
                ? null
                : form(
                    view,
                    pathOf(sentence),
                    html`<input type="hidden" name="locale" value=${locale} /><input type="hidden" name="text" value=${text} />
                <p class="act"><button type="submit" name="do" value="preview" class="second">${say('wording.do.again')}</button></p>`,
                  )
            }</li>`,
          )}</ul>`
    }</section>` as VNode;
  }

  /** What was said before a change, null for the original; throws where somebody worded it again since. */
  async function before({ key }: Sentence, locale: Locale, change: number): Promise<string | null> {
    const [last, previous] = await database.wordingChange.findMany({ where: { key, locale }, orderBy: { id: 'desc' }, take: 2 });
    if (last?.id !== change) throw new AppError('wordingChangedSince', { status: 409 });
    return previous?.text ?? null;
  }

  router.get(`${LIST}/:id`, (request, response) => show(request, response));

  router.post(`${LIST}/:id`, shell.form, async (request, response) => {
    const sentence = find(request);
    const values = typedIn(request.body);
    const locale = LOCALES.find((known) => known === values['locale']) ?? 'vi';
    const text = values['text'] ?? '';
    try {
      if (values['do'] === 'preview') {
        checkWording(sentence, locale, text);
        return await show(request, response, { locale, text, refused: null });
      }
      const undo = values['do'] === 'undo';
      const back = values['do'] === 'original';
      const wanted = undo ? await before(sentence, locale, Number(values['change']) || 0) : back ? null : text;
      await wordSentence({ database, clock }, actorOf(request), sentence, locale, wanted);
      await wordingChanged?.();
      const last = await database.wordingChange.findFirst({ where: { key: sentence.key, locale }, orderBy: { id: 'desc' } });
      shell.done(response, pathOf(sentence), {
        key: undo ? 'wording.said.undone' : back ? 'wording.said.original' : 'wording.said.save',
        ...(!undo && last && { undo: { to: pathOf(sentence), fields: { do: 'undo', locale, change: String(last.id) } } }),
      });
    } catch (error) {
      if (!isRefused(error)) throw error;
      await show(request, response, { locale, text, refused: error });
    }
  });

  return router;
}
