import type { Calendar } from '#src/calendar/index.ts';
import type { FeedbackAsk, FeedbackTold, StatusView } from '#src/conversation/feedback/asks.ts';
import type { Draft } from '#src/conversation/feedback/draft.ts';
import type { ReadFeedback } from '#src/conversation/feedback/read.ts';
import type { Agency } from '#src/directory/agency.ts';
import { judgeSending } from '#src/feedback/abuse/judge.ts';
import { addToFeedback, type ChatRef, followFeedback, reopenFeedback } from '#src/feedback/commands/citizen.ts';
import { receiveFeedback } from '#src/feedback/commands/receive.ts';
import { readFollowToken } from '#src/feedback/followToken.ts';
import type { FeedbackState, Topic } from '#src/feedback/model.ts';
import { isRefused } from '#src/feedback/refusals.ts';
import { commentOn, rate } from '#src/feedback/satisfaction/rate.ts';
import { findSimilar } from '#src/feedback/similar.ts';
import { readStatus } from '#src/feedback/status.ts';
import type { Transaction } from '#src/platform/database.ts';
import type { Locale } from '#src/platform/texts.ts';
import { CONSENT_VERSIONS, giveConsent } from '#src/privacy/consent.ts';
import type { Talk } from './turn.ts';

interface World {
  now: Date;
  locale: Locale;
  office: Agency;
  calendar: Calendar;
  readFeedback: ReadFeedback;
  /** A keyed hash, for what is counted and not kept. */
  mark(text: string): string;
}

/** Does, or finds out, what the dialogue asks about feedback, in the transaction that keeps the conversation. */
export async function askFeedback(tx: Transaction, ask: FeedbackAsk, talk: Talk, world: World): Promise<FeedbackTold> {
  const { now, office, calendar } = world;
  const chat = { channel: talk.channel, conversationId: talk.conversation };
  const agencyId = office.partOf ?? office.id;
  switch (ask.kind) {
    case 'similar':
      return { kind: 'similar', found: await findSimilar(tx, { ...ask.draft, agencyId }, now) };
    case 'send':
      return send(tx, ask.draft, talk, world);
    case 'follow':
      return follow(tx, chat, ask.code, now);
    case 'followLink': {
      const id = readFollowToken(ask.token, world.mark);
      const linked = id === null ? null : await tx.feedback.findUnique({ where: { id }, select: { code: true } });
      return follow(tx, chat, linked?.code ?? '', now);
    }
    case 'status':
      return ask.code === null ? listOf(tx, chat) : statusOf(tx, ask.code, chat, now);
    case 'followedStatus': {
      const followed = await tx.feedback.findFirst({ where: { id: ask.id, followers: { some: chat } }, select: { code: true } });
      return statusOf(tx, followed?.code ?? '', chat, now);
    }
    case 'add':
    case 'reopen': {
      const take = ask.kind === 'add' ? addToFeedback : reopenFeedback;
      return orRefused(async () => {
        const { id, code, dueAt, anonymous } = await take(tx, { chat }, ask.code, ask.text, { calendar, now });
        if (ask.photo)
          await tx.feedbackFile.create({ data: { feedbackId: id, state: 'waiting', channel: talk.channel, source: ask.photo, at: now } });
        return { kind: 'done', what: ask.kind, code, dueAt: anonymous ? null : dueAt };
      });
    }
    default: {
      const rating = { kind: ask.of, subject: ask.subject, chat: `${talk.channel}:${talk.conversation}`, channel: talk.channel, now };
      if (ask.kind === 'comment') {
        await commentOn(tx, rating, ask.text);
        return { kind: 'done', what: 'comment', code: ask.subject, dueAt: null };
      }
      return (await rate(tx, rating, ask.score))
        ? { kind: 'rated', of: ask.of, subject: ask.subject }
        : { kind: 'refused', code: 'feedbackNotFound' };
    }
  }
}

async function send(tx: Transaction, draft: Draft, talk: Talk, { now, locale, office, calendar, readFeedback, mark }: World): Promise<FeedbackTold> {
  const chat = { channel: talk.channel, conversationId: talk.conversation };
  const sender = `${talk.channel}:${talk.conversation}`;
  const judged = await judgeSending(tx, { by: 'chat', sender, text: draft.text, rude: readFeedback(draft.text).rude }, mark, now);
  if ('refused' in judged) return { kind: judged.refused, draft };
  const { topic, text, place, latitude, longitude, dossierCode, photos, name, phone, email, address } = draft;
  if (!draft.anonymous) await giveConsent(tx, chat, 'feedback', now);
  const { code, dueAt, provisional, anonymous } = await receiveFeedback(
    tx,
    {
      ...{ agencyId: office.partOf ?? office.id, unitId: office.id, channel: talk.channel, locale, chat, files: [] },
      ...{ topic, text, place, latitude, longitude, dossierCode },
      flags: judged.flags,
      contact: draft.anonymous ? null : { name, phone, email, address, consentVersion: CONSENT_VERSIONS.feedback },
      pictures: photos.map((source) => ({ channel: talk.channel, source })),
    },
    calendar,
    now,
  );
  return { kind: 'sent', code, dueAt, provisional, anonymous };
}

async function follow(tx: Transaction, chat: ChatRef, code: string, now: Date): Promise<FeedbackTold> {
  return (await followFeedback(tx, chat, code, now)) ? { kind: 'followed', code } : { kind: 'refused', code: 'feedbackNotFound' };
}

async function statusOf(tx: Transaction, code: string, chat: ChatRef, now: Date): Promise<FeedbackTold> {
  const view: StatusView | null = await readStatus(tx, code, chat, now);
  return view ? { kind: 'status', view } : { kind: 'refused', code: 'feedbackNotFound' };
}

async function listOf(tx: Transaction, chat: { channel: string; conversationId: string }): Promise<FeedbackTold> {
  const rows = await tx.feedback.findMany({
    where: { followers: { some: chat } },
    select: { id: true, code: true, topic: true, state: true, followers: { where: chat, select: { own: true } } },
    orderBy: { id: 'desc' },
    take: 8,
  });
  return {
    kind: 'list',
    views: rows.map(({ id, code, topic, state, followers }) => ({
      id,
      code,
      topic: topic as Topic,
      state: state as FeedbackState,
      own: followers.some(({ own }) => own),
    })),
  };
}

async function orRefused(take: () => Promise<FeedbackTold>): Promise<FeedbackTold> {
  try {
    return await take();
  } catch (error) {
    if (isRefused(error)) return { kind: 'refused', code: error.code };
    throw error;
  }
}
