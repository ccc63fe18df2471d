import { type Request, type Response, Router } from 'express';
import {
  answerHandOver,
  closeHandOver,
  colleaguesFor,
  mayAnswer,
  passOnHandOver,
  releaseHandOver,
  takeHandOver,
} from '#src/handover/commands/official.ts';
import type { HandOver } from '#src/handover/model.ts';
import { isHandOverRefusal, refusal } from '#src/handover/refusals.ts';
import { recordAudit } from '#src/platform/audit.ts';
import type { Transaction } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { actorId, type PersonActor } from '#src/staff/actor.ts';
import { formatDateTime } from '#src/text/formats.ts';
import { assetUrl } from '../../assets.ts';
import { html, type VNode } from '../../html.ts';
import { citizenText } from '../citizenText.ts';
import { area, form, select, submit, typedIn } from '../forms.ts';
import { actorOf, type Shell, type View } from '../shell.ts';
import { addressOf, TALKS } from './queuePage.ts';

/** What can be done on the page; the last part of the address that a form is sent to. */
const ACTS = ['nhan', 'tra-loi', 'ket-thuc', 'tra-lai', 'chuyen'] as const;
type PageAct = (typeof ACTS)[number];

function act(tx: Transaction, actor: PersonActor, id: number, what: PageAct, values: Record<string, string>, now: Date): Promise<unknown> {
  switch (what) {
    case 'nhan':
      return takeHandOver(tx, actor, id, null, now);
    case 'tra-loi':
      return answerHandOver(tx, actor, id, values['text'] ?? '', now);
    case 'ket-thuc':
      return closeHandOver(tx, actor, id, now);
    case 'tra-lai':
      return releaseHandOver(tx, actor, id, now);
    case 'chuyen':
      return passOnHandOver(tx, actor, id, values['to'] ?? '', now);
  }
}

interface Shown {
  row: HandOver & { messages: { at: Date; by: string; text: string }[]; files: { id: string; state: string }[] };
  own: string;
  colleagues: { id: string; name: string }[];
  typed: Record<string, string>;
  refused: string | null;
}

function body(view: View, { row, own, colleagues, typed, refused }: Shown): VNode {
  const { say } = view;
  const { id, state, officerId } = row;
  const mine = state === 'taken' && `person:${officerId}` === own;
  const button = (what: PageAct, key: string) => form(view, `${addressOf(id)}/${what}`, submit(say(`handOver.page.${key}`)));
  const nameOf = (by: string) => say(by === 'citizen' ? 'handOver.page.citizen' : by === own ? 'handOver.page.you' : 'handOver.page.colleague');
  return html`
  <p><a href=${TALKS}>${say('handOver.page.back')}</a></p>
  ${refused ? html`<p class="card warning" role="alert">${refused}</p>` : null}
  <section aria-labelledby="said"><h2 id="said">${say('handOver.page.said')}</h2>
    <div class="card" data-watch="">
      <p class="note">${say(`handOver.page.state.${row.ended ?? (mine ? 'mine' : state)}`)}</p>
      ${row.messages.length === 0 ? html`<p>${say('handOver.page.nothing')}</p>` : html`<ol class="history">${row.messages.map(({ at, by, text }) => html`<li><b>${nameOf(by)}</b> – ${formatDateTime(at)}<p class="words">${by === 'citizen' ? citizenText(text) : text}</p></li>`)}</ol>`}
      ${row.files.length > 0 ? html`<ul>${row.files.map((file, at) => html`<li>${file.state === 'kept' ? html`<a href=${`${addressOf(id)}/tep/${file.id}`}>${say('handOver.page.picture', { number: at + 1 })}</a>` : say(`feedback.desk.fileState.${file.state}`)}</li>`)}</ul>` : null}
    </div>
  </section>
  ${
    state === 'ended'
      ? null
      : html`
  <section aria-labelledby="acts"><h2 id="acts">${say('handOver.page.acts')}</h2>
    ${
      mine
        ? html`<div class="card">${form(view, `${addressOf(id)}/tra-loi`, html`${area(view, { name: 'text', label: say('handOver.page.answer'), hint: say('handOver.page.answerHint'), required: true, maxlength: 3000 }, { values: typed }, 4)}${submit(say('handOver.page.send'))}`)}</div>
          <details class="card step"><summary>${say('handOver.page.more')}</summary>
            ${button('ket-thuc', 'close')}${button('tra-lai', 'release')}
            ${colleagues.length > 0 ? form(view, `${addressOf(id)}/chuyen`, html`${select(view, { name: 'to', label: say('handOver.page.to') }, [{ value: '', label: say('staff.choose') }, ...colleagues.map(({ id: value, name }) => ({ value, label: name }))], { values: {} })}${submit(say('handOver.page.passOn'))}`) : null}
          </details>`
        : html`<div class="card">${button('nhan', state === 'taken' ? 'takeOver' : 'take')}</div>`
    }
  </section>`
  }` as VNode;
}

/** `/can-bo/tro-chuyen/:id`: what was said, and answering it; read anew by itself where there is a script, and by the link without. */
export function talkPage(shell: Shell): Router {
  const { database, clock, files } = shell.deps;
  const router = Router();
  router.use(TALKS, shell.signedIn, shell.allowed('handOver.answer'));
  const ADDRESS = `${TALKS}/:id`;

  async function rowOf(request: Request): Promise<Shown['row']> {
    const id = Number.parseInt(String(request.params['id']), 10);
    const row = await database.handOver.findUnique({
      where: { id: Number.isNaN(id) ? -1 : Math.min(id, 2_147_483_647) },
      include: { messages: { orderBy: { id: 'asc' }, take: 500 }, files: { orderBy: { at: 'asc' } } },
    });
    if (!row) throw refusal('handOverNotFound');
    if (!mayAnswer(actorOf(request), row as unknown as HandOver)) throw refusal('handOverNotAllowed');
    return row as unknown as Shown['row'];
  }

  async function show(request: Request, response: Response, typed: Record<string, string> = {}, refused: AppError | null = null) {
    const row = await rowOf(request);
    const actor = actorOf(request);
    const now = clock.now();
    const own = actorId(actor);
    // A page that reads itself anew is one view: only who does not answer it leaves a line (secrecy: NĐ 61/2018 Đ5).
    const colleagues = await database.$transaction(async (tx) => {
      if (row.officerId !== actor.id && !request.headers['sec-fetch-dest']?.includes('empty'))
        await recordAudit(tx, { at: now, actor: own, action: 'handOver.view', subject: `handOver:${row.id}` });
      return row.state === 'ended' ? [] : colleaguesFor(tx, actor, row.id, now);
    });
    await shell.send(request, response, (view) => ({
      title: view.say('handOver.page.number', { id: row.id }),
      status: refused?.status ?? 200,
      scripts: row.state === 'ended' ? [] : [assetUrl('/assets/watch.js')],
      body: body(view, { row, own, colleagues, typed, refused: refused && view.say(`errors.${refused.code}`) }),
    }));
  }

  router.get(ADDRESS, (request, response) => show(request, response));

  router.get(`${ADDRESS}/tep/:file`, async (request, response) => {
    const row = await rowOf(request);
    const file = await database.feedbackFile.findFirst({ where: { id: String(request.params['file']), handOverId: row.id, state: 'kept' } });
    const bytes = file && (await files.read(file.id));
    if (!file?.type || !bytes) throw new AppError('notFound', { status: 404 });
    // What a citizen sent runs nothing here, whatever a browser makes of it.
    response.set({ 'Content-Security-Policy': "default-src 'none'; sandbox", 'Cache-Control': 'no-store' });
    response.set('Content-Disposition', `${file.type.startsWith('image/') ? 'inline' : 'attachment'}; filename="${file.id}"`);
    response.type(file.type).send(bytes);
  });

  router.post(`${ADDRESS}/:act`, shell.form, async (request, response) => {
    const what = ACTS.find((known) => known === request.params['act']);
    if (!what) throw new AppError('notFound', { status: 404 });
    const { id } = await rowOf(request);
    const values = typedIn(request.body);
    try {
      await database.$transaction((tx) => act(tx, actorOf(request), id, what, values, clock.now()));
    } catch (error) {
      if (!isHandOverRefusal(error)) throw error;
      return show(request, response, values, error);
    }
    const still = what === 'nhan' || what === 'tra-loi';
    shell.done(response, still ? addressOf(id) : TALKS, { key: `handOver.page.done.${what}`, values: { id } });
  });
  return router;
}
