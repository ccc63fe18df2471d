import { z } from 'zod';
import type { PersonChat } from '#src/generated/prisma/client.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Secrets } from '#src/platform/secrets.ts';
import type { PersonActor } from '#src/staff/actor.ts';

const PURPOSE = 'revoked pairing';
const MINUTES = 15;
const shape = z.object({
  by: z.string(),
  until: z.number(),
  was: z.object({
    channel: z.string(),
    chatId: z.string(),
    personId: z.string(),
    pairedAt: z.coerce.date(),
    preferredAt: z.coerce.date().nullable(),
  }),
});

/** A pairing that was just revoked, sealed for whoever revoked it: nobody can make one up, and so pair a chat without its code. */
export function revokedPairings({ secrets, clock }: { secrets: Secrets; clock: Clock }) {
  return {
    seal: ({ id }: PersonActor, was: PersonChat): string =>
      secrets.seal(PURPOSE, JSON.stringify({ by: id, until: clock.now().getTime() + MINUTES * 60_000, was })),
    /** Null for one of somebody else's, one that is too old, and none of ours. */
    open({ id }: PersonActor, sealed: string | undefined): PersonChat | null {
      const text = sealed ? secrets.open(PURPOSE, sealed) : null;
      const read = text === null ? null : shape.parse(JSON.parse(text));
      return read && read.by === id && clock.now().getTime() < read.until ? read.was : null;
    },
  };
}
