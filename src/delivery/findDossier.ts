import type { DossierAsk, DossierTold } from '#src/conversation/dossiers.ts';
import { linkChat, unlinkChat } from '#src/dossiers/commands/chats.ts';
import { linkedDossiers, lookUp } from '#src/dossiers/lookUp.ts';
import type { Transaction } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import type { Log } from '#src/platform/log.ts';
import type { Talk } from './turn.ts';

/** Finds out what a conversation asks about dossiers. A proof (the slip's token, a one-time code) makes the chat follow the dossier. */
export async function findDossier(
  tx: Transaction,
  ask: DossierAsk,
  talk: Talk,
  { now, log }: { now: Date; log: Pick<Log, 'warn'> },
): Promise<DossierTold> {
  const chat = { channel: talk.channel, conversationId: talk.conversation };
  const asker = { chat: `${talk.channel}:${talk.conversation}`, ...(talk.address && { address: talk.address }) };
  const from = { now, asker, log };
  switch (ask.kind) {
    case 'list':
      return { kind: 'list', dossiers: await linkedDossiers(tx, chat) };
    case 'token':
      return { kind: 'lookUp', result: await linkChat(tx, chat, { token: ask.token }, from) };
    case 'lookUp':
      return {
        kind: 'lookUp',
        result: ask.oneTimeCode
          ? await linkChat(tx, chat, { code: ask.code, oneTimeCode: ask.oneTimeCode }, from)
          : await lookUp(tx, { code: ask.code, chat }, from),
      };
    case 'unlink': {
      const was = await unlinkChat(tx, chat, ask.code, now).then(
        () => true,
        (error) => {
          if (error instanceof AppError && error.code === 'dossierChatNotLinked') return false;
          throw error;
        },
      );
      return { kind: 'unlinked', code: ask.code, was };
    }
  }
}
