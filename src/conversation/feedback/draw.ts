import { afterAnswer } from '#src/feedback/citizenNotice.ts';
import { TOPICS } from '#src/feedback/model.ts';
import type { Say } from '#src/platform/texts.ts';
import type { Block } from '#src/text/blocks.ts';
import { formatDate, shorten } from '#src/text/formats.ts';
import { type Choice, type Reply, reply } from '#src/text/reply.ts';
import type { FeedbackTold, SimilarOne, StatusView } from './asks.ts';
import type { Draft, DraftStep } from './draft.ts';

const LABEL = 90;
const text = (content: string): Block => ({ kind: 'text', text: content });
const pick = (say: Say, what: string): Choice => ({ payload: `#e:${what}`, label: say(`feedback.pick.${what.replace(':', '.')}`) });
const home = (say: Say): Choice => ({ payload: '#m', label: say('home.label') });

/** The question of a step, with what may be picked. */
export function drawStep(draft: Draft, say: Say, similar: SimilarOne[] = []): Reply {
  const ask = (key: string, ...choices: Choice[]) => reply([text(say(`feedback.ask.${key}`))], choices);
  const cancel = pick(say, 'cancel');
  switch (draft.step) {
    case 'text':
      return ask(draft.text ? 'textAgain' : 'text', pick(say, 'where'), cancel);
    case 'which':
      return ask('which', ...['feedback', 'complaint', 'denunciation'].map((is) => pick(say, `which:${is}`)), cancel);
    case 'same': {
      const { what, code } = draft.about ?? { what: 'add', code: '' };
      const same = { payload: '#e:same', label: say(`feedback.pick.same.${what}`) };
      return reply([text(say(`feedback.ask.same.${what}`, { code }))], [same, pick(say, 'new'), cancel]);
    }
    case 'confirm':
      return reply([text(guessed(draft, say))], [pick(say, 'right'), pick(say, 'topics'), pick(say, 'place'), cancel]);
    case 'topic':
      return ask('topic', ...TOPICS.map((topic) => ({ payload: `#e:topic:${topic}`, label: say(`feedback.topic.${topic}`) })));
    case 'place':
      return ask('place', pick(say, 'noPlace'), cancel);
    case 'similar':
      return reply(
        [text(say('feedback.ask.similar'))],
        [...similar.map((one, at) => ({ payload: `#j:${at}`, label: shorten(similarText(one, say), LABEL) })), pick(say, 'other')],
      );
    case 'more':
      return ask(draft.topic === 'dossier' && !draft.dossierCode ? 'moreDossier' : 'more', pick(say, 'next'), cancel);
    case 'contact':
      return reply(
        [text(say('feedback.ask.contact')), { kind: 'list', items: [say('feedback.ask.contactNamed'), say('feedback.ask.contactAnonymous')] }],
        [pick(say, 'named'), pick(say, 'anonymous'), cancel],
      );
    case 'name':
    case 'phone':
      return ask(draft.step, pick(say, 'anonymous'), cancel);
    case 'address':
      return ask(draft.step, pick(say, 'noAddress'), cancel);
    case 'summary':
      return reply(
        [
          { kind: 'heading', text: say('feedback.ask.summary') },
          { kind: 'facts', rows: summaryRows(draft, say) },
        ],
        [pick(say, 'send'), pick(say, 'editText'), pick(say, 'topics'), pick(say, 'place'), pick(say, 'contact'), cancel],
      );
  }
}

function guessed({ topic, place }: Draft, say: Say): string {
  const values = { topic: say(`feedback.topic.${topic}`), place: place ?? '' };
  return say(place ? 'feedback.ask.confirmPlace' : 'feedback.ask.confirm', values);
}

const similarText = ({ topic, place, createdAt, state }: SimilarOne, say: Say): string =>
  say('feedback.ask.similarOne', {
    what: place ?? say(`feedback.topic.${topic}`),
    date: formatDate(createdAt),
    state: say(`feedback.state.${state}`),
  });

function summaryRows(draft: Draft, say: Say) {
  const row = (name: string, value: string | null) => (value ? [{ label: say(`feedback.fact.${name}`), value }] : []);
  const { anonymous, name, phone, email, address } = draft;
  const sender = anonymous ? say('feedback.pick.anonymous') : [name, phone ?? email, address].filter(Boolean).join(' – ');
  return [
    ...row('text', draft.text),
    ...row('topic', say(`feedback.topic.${draft.topic}`)),
    ...row('place', draft.place),
    ...row('location', draft.latitude === null ? null : `${draft.latitude.toFixed(5)}, ${draft.longitude?.toFixed(5)}`),
    ...row('dossier', draft.dossierCode),
    ...row('photos', draft.photos.length > 0 ? String(draft.photos.length) : null),
    ...row('sender', sender),
  ];
}

/** What was done or found out, in words. */
export function drawTold(told: FeedbackTold, say: Say): Reply {
  switch (told.kind) {
    case 'sent': {
      const { code, dueAt, provisional, anonymous } = told;
      const values = { code, due: formatDate(dueAt) };
      return reply(
        [
          { kind: 'heading', text: say('feedback.notice.heading', { code }) },
          text(say(anonymous ? 'feedback.told.sentAnonymous' : 'feedback.told.sent', values)),
          ...(provisional && !anonymous ? [{ kind: 'note' as const, text: say('feedback.told.provisional') }] : []),
          text(say('feedback.told.keepCode', values)),
        ],
        [{ payload: `#i:${code}`, label: say('feedback.pick.follow') }, home(say)],
      );
    }
    case 'status':
      return drawStatus(told.view, say);
    case 'list':
      return reply(
        [text(say(told.views.length > 0 ? 'feedback.told.list' : 'feedback.told.listEmpty'))],
        [
          ...told.views.map(({ id, code, topic, state, own }) => ({
            payload: own ? `#i:${code}` : `#i:${id}`,
            label: shorten(`${own ? `${code}: ` : ''}${say(`feedback.topic.${topic}`)} – ${say(`feedback.state.${state}`)}`, LABEL),
          })),
          home(say),
        ],
      );
    case 'done':
      return reply(
        [text(say(`feedback.told.${told.what}`, { code: told.code, due: told.dueAt ? formatDate(told.dueAt) : '' }))],
        told.what === 'comment' ? [home(say)] : [{ payload: `#i:${told.code}`, label: say('feedback.pick.follow') }, home(say)],
      );
    case 'rated':
      return reply([text(say('feedback.told.rated'))], [{ payload: '#e:skip', label: say('feedback.pick.skip') }]);
    case 'followed':
      return reply([text(say('feedback.told.followed'))], [home(say)]);
    case 'refused':
      return reply([text(say(`errors.${told.code}`))], [home(say)]);
    case 'slowed':
      return reply([text(say('feedback.told.slowed'))], [{ payload: '#t:feedback', label: say('feedback.pick.goOn') }, home(say)]);
    default:
      return reply([text(say('feedback.told.again'))], [{ payload: '#i:', label: say('feedback.pick.mine') }, home(say)]);
  }
}

function drawStatus(view: StatusView, say: Say): Reply {
  const { code, topic, state, createdAt, dueAt, anonymous, forwardedTo, answers, own, mayAdd, mayReopen } = view;
  const row = (name: string, value: string | null) => (value ? [{ label: say(`feedback.fact.${name}`), value }] : []);
  const waiting = ['received', 'classified', 'assigned', 'forwarded'].includes(state);
  const rows = [
    ...row('topic', say(`feedback.topic.${topic}`)),
    ...row('state', say(`feedback.state.${state}`)),
    ...row('sent', formatDate(createdAt)),
    ...row('due', waiting && !anonymous ? formatDate(dueAt) : null),
    ...row('forwardedTo', state === 'forwarded' ? forwardedTo : null),
  ];
  const blocks: Block[] = [
    { kind: 'heading', text: own ? say('feedback.notice.heading', { code }) : say('feedback.notice.followed') },
    { kind: 'facts', rows },
    ...answers.map(({ at, text: said }) => text(say('feedback.told.answer', { date: formatDate(at), text: said }))),
  ];
  const choices = [
    ...(own && mayAdd ? [{ payload: `#a:${code}`, label: say('feedback.pick.add') }] : []),
    ...(own && state === 'answered' ? afterAnswer(code, say).filter(({ payload }) => mayReopen || !payload.startsWith('#r:')) : []),
    ...(own && state === 'closed' && mayReopen ? [{ payload: `#r:${code}`, label: say('feedback.talk.reopen') }] : []),
    home(say),
  ];
  return reply(blocks, choices);
}

export const PREVIOUS: Partial<Record<DraftStep, DraftStep>> = {
  which: 'text',
  same: 'text',
  confirm: 'text',
  topic: 'confirm',
  place: 'confirm',
  similar: 'confirm',
  more: 'confirm',
  contact: 'more',
  name: 'contact',
  phone: 'name',
  address: 'phone',
  summary: 'contact',
};
