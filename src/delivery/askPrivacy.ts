import type { Calendar } from '#src/calendar/index.ts';
import { unsubscribe } from '#src/campaigns/subscribe.ts';
import type { PrivacyAsk, PrivacyTold } from '#src/conversation/privacy.ts';
import type { Transaction } from '#src/platform/database.ts';
import type { ChatOfPerson } from '#src/platform/personalData.ts';
import type { Locale } from '#src/platform/texts.ts';
import { withdrawConsent } from '#src/privacy/consent.ts';
import { DUTIES, heldOf } from '#src/privacy/person.ts';
import { openRequest } from '#src/privacy/requests.ts';

export interface PrivacyDeps {
  now: Date;
  locale: Locale;
  calendar: Calendar;
  /** The address of everything held, as a file, for a short time; null where there is none. */
  fileOf(chat: ChatOfPerson): string | null;
}

/** Finds out, or does, what a person asked about their own data, inside the conversation's transaction. */
export async function askPrivacy(tx: Transaction, ask: PrivacyAsk, chat: ChatOfPerson, deps: PrivacyDeps): Promise<PrivacyTold> {
  switch (ask.kind) {
    case 'withdraw':
      // What was only done because they agreed ends with it.
      await unsubscribe(tx, chat, deps.now);
      return { kind: 'withdrawn', count: await withdrawConsent(tx, chat, deps.now) };
    case 'correct':
      return {
        kind: 'requested',
        due: await openRequest(tx, { ...chat, kind: 'correct', text: ask.text, locale: deps.locale }, deps.calendar, deps.now),
      };
    case 'held': {
      const held = await heldOf(tx, chat);
      const counts = Object.entries(held).map(([table, rows]) => ({ table, count: rows.length }));
      return { kind: 'held', counts, duties: DUTIES, file: deps.fileOf(chat) };
    }
  }
}
