import { type Area, areasOf, authorityOf } from '#src/campaigns/areas.ts';
import { NEWS_TOPICS, type NewsTopic } from '#src/campaigns/model.ts';
import type { Block } from '#src/text/blocks.ts';
import { dayOf, shorten } from '#src/text/formats.ts';
import { type Choice, type Reply, reply } from '#src/text/reply.ts';
import type { Facts } from './facts.ts';

/** What a person asks about news of the authority. `sure`: they said so in words that mean nothing else. */
export type NewsAsk =
  | { kind: 'show' | 'agree' | 'allTopics' | 'everywhere' | 'areas' | 'done' }
  | { kind: 'topic'; topic: NewsTopic }
  | { kind: 'area'; code: string }
  | { kind: 'stop'; sure: boolean };

export interface Wish {
  topics: NewsTopic[];
  areas: string[];
}

export type NewsTold =
  /** They get none: what it is, and whether they agree. */
  | { kind: 'offer' }
  /** What they get, with the choices of one part of it. */
  | { kind: 'topics' | 'areas' | 'wish'; wish: Wish }
  | { kind: 'stopped'; had: boolean };

const PLAIN = ['show', 'agree', 'allTopics', 'everywhere', 'areas', 'done'] as const;

/** What a choice's payload asks about news; null when it is about something else. */
export function newsAskOf(payload: string): NewsAsk | null {
  const [verb, kind, value = ''] = payload.split(/:([^:]+):?(.*)/s);
  if (verb !== '#o') return null;
  const topic = NEWS_TOPICS.find((known) => known === value);
  if (kind === 'topic') return topic ? { kind, topic } : null;
  if (kind === 'area') return value ? { kind, code: value } : null;
  if (kind === 'stop') return { kind, sure: true };
  return { kind: PLAIN.find((known) => known === kind) ?? 'show' };
}

const payloadOf = (ask: NewsAsk): string =>
  ask.kind === 'topic' ? `#o:topic:${ask.topic}` : ask.kind === 'area' ? `#o:area:${ask.code}` : `#o:${ask.kind}`;

/** Telegram takes 64 bytes with a choice. */
const LONGEST_CODE = 50;
const LABEL = 90;

type Told = Pick<Facts, 'say' | 'office' | 'directory' | 'now'>;

const areasFor = ({ directory, office, now }: Told): Area[] =>
  areasOf(directory, office, dayOf(now)).filter(({ code }) => Buffer.byteLength(code) <= LONGEST_CODE);

/** What is said of it without knowing whether the person gets news: what it is, and that nothing is sent without their consent. */
export function drawNews(facts: Told): Reply {
  const { say } = facts;
  return reply(
    [text(say('news.about', { authority: authorityOf(facts.directory, facts.office) })), text(say('privacy.consent.news'))],
    [pick(say('news.agree'), { kind: 'agree' }), { label: say('news.decline'), payload: '#m' }],
  );
}

const text = (content: string): Block => ({ kind: 'text', text: content });
const pick = (label: string, ask: NewsAsk): Choice => ({ label: shorten(label, LABEL), payload: payloadOf(ask) });

export function drawNewsTold(told: NewsTold, facts: Told): Reply {
  const { say } = facts;
  const home: Choice = { label: say('home.label'), payload: '#m' };
  const marked = (chosen: boolean, name: string) => (chosen ? say('news.chosen', { name }) : name);
  switch (told.kind) {
    case 'offer':
      return drawNews(facts);
    case 'stopped':
      return reply([text(say(told.had ? 'news.stopped' : 'news.nothingToStop'))], [home]);
    case 'topics': {
      const { topics } = told.wish;
      const choices = NEWS_TOPICS.map((topic) => pick(marked(topics.includes(topic), say(`news.topic.${topic}`)), { kind: 'topic', topic }));
      const all = topics.length < NEWS_TOPICS.length ? [pick(say('news.allTopics'), { kind: 'allTopics' })] : [];
      const then = [
        pick(say('news.next'), { kind: areasFor(facts).length > 0 ? 'areas' : 'done' }),
        pick(say('news.stop'), { kind: 'stop', sure: true }),
      ];
      return reply([text(say(topics.length > 0 ? 'news.askMore' : 'news.askTopics'))], [...choices, ...all, ...(topics.length > 0 ? then : [])]);
    }
    case 'areas': {
      const { areas } = told.wish;
      const choices = areasFor(facts).map(({ code, name }) => pick(marked(areas.includes(code), name), { kind: 'area', code }));
      const everywhere = pick(marked(areas.length === 0, say('news.everywhere')), { kind: 'everywhere' });
      return reply([text(say('news.askAreas'))], [everywhere, ...choices, pick(say('news.done'), { kind: 'done' })]);
    }
    case 'wish': {
      const names = areasFor(facts).flatMap(({ code, name }) => (told.wish.areas.includes(code) ? [name] : []));
      const blocks: Block[] = [
        text(say('news.kept')),
        { kind: 'list', items: told.wish.topics.map((topic) => say(`news.topic.${topic}`)) },
        text(say('news.where', { areas: names.length > 0 ? names.join(', ') : say('news.everywhere') })),
        { kind: 'note', text: say('news.howToStop') },
      ];
      return reply(blocks, [pick(say('news.change'), { kind: 'show' }), pick(say('news.stop'), { kind: 'stop', sure: true }), home]);
    }
  }
}
