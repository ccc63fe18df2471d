import type { Notice } from '#src/notices/notice.ts';
import type { Locale, Say } from '#src/platform/texts.ts';
import { sayIn } from '#src/platform/texts.ts';
import type { Block } from '#src/text/blocks.ts';
import { formatDate } from '#src/text/formats.ts';
import { type Choice, type Reply, reply } from '#src/text/reply.ts';
import type { Feedback, Follower, Line } from './model.ts';
import { scoreChoices } from './satisfaction/scores.ts';
import type { Held } from './store.ts';

/** Steps that a citizen is told of; the others are for officials. */
const TOLD: readonly Line[] = ['classified', 'assigned', 'forwarded', 'interim', 'answered', 'closed', 'refused', 'joined', 'purged'];

/** What names a step needs: the unit that works on it. */
export interface StepNames {
  unit?: string;
}

/** What a citizen reads when something happened to feedback; null for what concerns officials alone. */
export function citizenNotice(feedback: Feedback, line: Line, words: string | null, names: StepNames, own: boolean, say: Say): Reply | null {
  if (!TOLD.includes(line)) return null;
  const { code, topic, dueAt, forwardedTo, reopenUntil, anonymous } = feedback;
  const values = {
    code,
    topic: say(`feedback.topic.${topic}`),
    due: formatDate(dueAt),
    unit: names.unit ?? '',
    agency: forwardedTo ?? '',
    until: reopenUntil ? formatDate(reopenUntil) : '',
  };
  const tell = (key: string): Block => ({ kind: 'text', text: say(`feedback.notice.${key}`, values) });
  const promised = anonymous && (line === 'classified' || line === 'interim') ? 'Anonymous' : '';
  const answer = line === 'answered';
  const blocks: Block[] = [
    // Whoever has the code may add to it: who only follows is not shown it.
    { kind: 'heading', text: own ? say('feedback.notice.heading', { code }) : say('feedback.notice.followed') },
    tell(`${line}${promised}`),
    ...(words && line !== 'closed' ? [{ kind: 'text' as const, text: words }] : []),
    ...(answer && own ? [tell('reopen'), tell('ask')] : []),
  ];
  return reply(blocks, own ? afterNews(code, line, say) : []);
}

/** Steps after which more can be said at once: an officer may have asked for it. */
const ADDABLE: readonly Line[] = ['classified', 'assigned', 'forwarded', 'interim'];

/** What may be picked under a notice by whose feedback it is. */
export function afterNews(code: string, line: Line, say: Say): Choice[] {
  if (line === 'answered') return afterAnswer(code, say);
  if (!ADDABLE.includes(line)) return [];
  return [
    { payload: `#a:${code}`, label: say('feedback.pick.add') },
    { payload: `#i:${code}`, label: say('feedback.pick.follow') },
  ];
}

/** What may be picked under an answer: how satisfied, or that it does not do. */
export const afterAnswer = (code: string, say: Say): Choice[] => [
  ...scoreChoices('feedback', code, say),
  { payload: `#r:${code}`, label: say('feedback.talk.reopen') },
];

export function noticesOf(feedback: Held, line: Line, words: string | null, names: StepNames): Notice[] {
  return feedback.followers.flatMap((follower) => {
    const said = citizenNotice(feedback, line, words, names, follower.own, sayIn(localeOf(follower)));
    return said ? [noticeTo(feedback, line, follower, said)] : [];
  });
}

const localeOf = ({ locale }: Follower): Locale => (locale === 'en' ? 'en' : 'vi');

const noticeTo = ({ id, code, version, dueAt }: Feedback, line: Line, follower: Follower, said: Reply): Notice => ({
  kind: 'notice',
  to: [{ channel: follower.channel, chat: follower.conversationId }],
  reply: said,
  locale: localeOf(follower),
  key: `feedback:${id}:${line}:${version}:${follower.channel}:${follower.conversationId}`,
  subject: `feedback:${code}`,
  // For channels that may only send approved templates once their window has closed.
  template: { name: `feedback.${line}`, values: { code, due: formatDate(dueAt) } },
});
