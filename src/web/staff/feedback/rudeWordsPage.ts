import { type Request, type Response, Router } from 'express';
import type { FeedbackCues } from '#src/conversation/feedback/read.ts';
import { readLanguageYaml } from '#src/conversation/language.ts';
import { changeRudeWord, isRefused } from '#src/feedback/abuse/changeRude.ts';
import { rudeInForce, rudeKey } from '#src/feedback/abuse/rudeWords.ts';
import type { AppError } from '#src/platform/errors.ts';
import { formatDateTime } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { officialsNamed } from '../dossiers/listPage.ts';
import { area, form, input, submit, typedIn } from '../forms.ts';
import { actorOf, type Shell, type View } from '../shell.ts';

const PAGE = '/quan-tri/tu-ngu';
const LONGEST_TRIED = 2000;

/** The words that come with the product; the same for every authority. */
const usualWords = (): string[] => readLanguageYaml<FeedbackCues>('feedback.yaml').rude;

/** A message that was tried: what of it staff would be told, and whether it goes by another door. */
interface Tried {
  text: string;
  found: string[];
  door: 'takenIn' | 'asked' | 'referred';
}

interface Shown {
  usual: string[];
  rows: { text: string; rude: boolean; changedAt: Date; by: string }[];
  tried: Tried | null;
  typed: string;
  refused: AppError | null;
}

/** `/quan-tri/tu-ngu`: words that staff are told of before they read feedback. Nothing is ever refused for one of them, and the page says so. */
export function rudeWordsPage(shell: Shell): Router {
  const { database, clock, current, rudeWordsChanged } = shell.deps;
  const router = Router();
  router.use(PAGE, shell.signedIn, shell.allowed('wording.edit'));
  const usual = usualWords();

  async function show(request: Request, response: Response, more: Partial<Shown> = {}): Promise<void> {
    const rows = await database.rudeWord.findMany({ orderBy: { changedAt: 'desc' } });
    const named = await officialsNamed(database, rows.map(({ changedBy }) => changedBy)); // biome-ignore format: one line
    const shown: Shown = {
      usual,
      rows: rows.map(({ changedBy, ...row }) => ({ ...row, by: named(changedBy) })),
      ...{ tried: null, typed: '', refused: null },
      ...more,
    };
    await shell.send(request, response, (view) => ({
      title: view.say('staff.nav.rudeWords'),
      status: shown.refused?.status ?? 200,
      body: [aboutView(view), tryView(view, shown), addView(view, shown), listView(view, shown), ...outView(view, shown)],
    }));
  }

  router.get(PAGE, (request, response) => show(request, response));

  router.post(PAGE, shell.form, async (request, response) => {
    const values = typedIn(request.body);
    if (values['do'] === 'try') {
      const text = (values['message'] ?? '').slice(0, LONGEST_TRIED);
      const { refer, readFeedback } = current();
      const { kind, doubt } = refer(text);
      return show(request, response, { tried: { text, found: readFeedback(text).rudeWords, door: doubt ? 'asked' : kind ? 'referred' : 'takenIn' } });
    }
    const rude = values['do'] !== 'remove';
    const text = values['text'] ?? '';
    try {
      await changeRudeWord({ database, clock }, actorOf(request), text, rude);
    } catch (error) {
      if (!isRefused(error)) throw error;
      return show(request, response, { typed: text, refused: error });
    }
    await rudeWordsChanged?.();
    shell.done(response, PAGE, { key: rude ? 'rudeWords.said.add' : 'rudeWords.said.remove', values: { text: rudeKey(text) } });
  });
  return router;
}

const aboutView = ({ say }: View): VNode => html`<p>${say('rudeWords.about')}</p>` as VNode;

function tryView(view: View, { tried }: Shown): VNode {
  const { say } = view;
  const field = { name: 'message', label: say('rudeWords.message'), hint: say('rudeWords.messageHint'), required: true, maxlength: LONGEST_TRIED };
  return html`<section class="card" aria-labelledby="try"><h2 id="try">${say('rudeWords.try')}</h2>
    ${
      tried
        ? html`<div role="status"><p>${tried.found.length > 0 ? say('rudeWords.found', { words: tried.found.map((word) => `“${word}”`).join(', ') }) : say('rudeWords.foundNone')}</p>
        <p>${say(`rudeWords.${tried.door}`)}</p></div>`
        : null
    }
    ${form(
      view,
      PAGE,
      html`${area(view, field, { values: { message: tried?.text ?? '' } }, 3)}
      <p class="act"><button type="submit" name="do" value="try" class="second">${say('rudeWords.do.try')}</button></p>`,
    )}</section>` as VNode;
}

function addView(view: View, { typed, refused }: Shown): VNode {
  const { say } = view;
  return html`<section class="card" aria-labelledby="add"><h2 id="add">${say('rudeWords.add')}</h2>
    ${refused ? html`<p class="card warning" role="alert">${say(`errors.${refused.code}`, refused.params)}</p>` : null}
    ${form(
      view,
      PAGE,
      html`${input(view, { name: 'text', label: say('rudeWords.word'), hint: say('rudeWords.wordHint'), required: true, maxlength: 40, autocomplete: 'off' }, { values: { text: typed } })}
      ${submit(say('rudeWords.do.add'))}`,
    )}</section>` as VNode;
}

const change = (view: View, text: string, act: 'add' | 'remove', label: string): VNode =>
  form(
    view,
    PAGE,
    html`<input type="hidden" name="text" value=${text} />
    <button type="submit" name="do" value=${act} class="second" aria-label=${`${label}: ${text}`}>${label}</button>`,
  );

/** A word, who changed it when, and the way back. */
function wordView(view: View, { rows }: Shown, text: string, act: 'add' | 'remove'): VNode {
  const { say } = view;
  const row = rows.find((one) => one.text === text);
  return html`<li><p><strong>${text}</strong>${row ? html` <span class="note">${row.by}, ${formatDateTime(row.changedAt)}</span>` : null}</p>
    ${change(view, text, act, say(act === 'add' ? 'rudeWords.do.again' : 'rudeWords.do.remove'))}</li>` as VNode;
}

function listView(view: View, shown: Shown): VNode {
  const { say } = view;
  const words = rudeInForce(shown.usual, shown.rows);
  const ours = new Set(shown.usual.map(rudeKey));
  const added = words.filter((text) => !ours.has(text));
  return html`<section aria-labelledby="own"><h2 id="own">${say('rudeWords.own')}</h2>
    ${added.length === 0 ? html`<p class="note">${say('rudeWords.none')}</p>` : html`<ul class="comments">${added.map((text) => wordView(view, shown, text, 'remove'))}</ul>`}
    <details><summary>${say('rudeWords.usual', { count: words.length - added.length })}</summary>
    <ul class="comments">${words.filter((text) => ours.has(text)).map((text) => wordView(view, shown, text, 'remove'))}</ul></details></section>` as VNode;
}

function outView(view: View, shown: Shown): VNode[] {
  const { say } = view;
  const out = shown.rows.filter(({ rude }) => !rude);
  if (out.length === 0) return [];
  return [
    html`<section aria-labelledby="out"><h2 id="out">${say('rudeWords.out')}</h2>
    <ul class="comments">${out.map(({ text }) => wordView(view, shown, text, 'add'))}</ul></section>` as VNode,
  ];
}
