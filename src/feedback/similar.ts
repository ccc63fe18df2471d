import type { Database, Transaction } from '#src/platform/database.ts';
import { fold } from '#src/text/fold.ts';
import type { FeedbackState, Topic } from './model.ts';

/** What is compared: words, where, and the point where the channel told it. */
export interface Compared {
  text: string;
  place: string | null;
  latitude: number | null;
  longitude: number | null;
}

export interface Similar extends Compared {
  id: number;
  code: string;
  topic: Topic;
  state: FeedbackState;
  createdAt: Date;
  /** From 0 to 1. */
  nearness: number;
}

/** So many days back, and so many rows, the newest first, are looked at. */
const DAYS = 30;
const MOST_LOOKED_AT = 300;
const NEAR_METRES = 250;
const FAR_METRES = 2000;
/** From here on somebody is asked whether it is the same. */
const LEAST = 0.34;
const MOST_SHOWN = 3;

const words = (text: string): string[] => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
/** Words and pairs of neighbours: in Vietnamese most words are two syllables. */
function grams(text: string): Set<string> {
  const list = words(text);
  return new Set([...list, ...list.slice(1).map((word, at) => `${list[at]} ${word}`)]);
}

/** Shared grams by the smaller of both: a short message may say the same as a long one. */
function overlap(a: Set<string>, b: Set<string>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  if (small.size === 0) return 0;
  let shared = 0;
  for (const gram of small) if (large.has(gram)) shared++;
  return shared / Math.max(small.size, Math.sqrt(small.size * large.size));
}

/** Metres between two points, on the sphere. */
export function metresBetween(a: { latitude: number; longitude: number }, b: { latitude: number; longitude: number }): number {
  const rad = (degrees: number) => (degrees * Math.PI) / 180;
  const [dLat, dLong] = [rad(b.latitude - a.latitude), rad(b.longitude - a.longitude)];
  const half = Math.sin(dLat / 2) ** 2 + Math.cos(rad(a.latitude)) * Math.cos(rad(b.latitude)) * Math.sin(dLong / 2) ** 2;
  return 2 * 6_371_000 * Math.asin(Math.sqrt(half));
}

const pointOf = ({ latitude, longitude }: Compared) => (latitude === null || longitude === null ? null : { latitude, longitude });

/** How near two pieces of feedback are, from 0 to 1: by words, then by place; far apart they are never the same. Pure. */
export function nearness(a: Compared, b: Compared): number {
  const byText = overlap(grams(a.text), grams(b.text));
  const [here, there] = [pointOf(a), pointOf(b)];
  if (here && there) {
    const metres = metresBetween(here, there);
    if (metres > FAR_METRES) return 0;
    return byText * 0.6 + (metres <= NEAR_METRES ? 0.4 : 0.1);
  }
  if (!a.place || !b.place) return byText * 0.7;
  const byPlace = overlap(grams(a.place), grams(b.place));
  return byPlace === 0 ? byText * 0.5 : byText * 0.6 + byPlace * 0.4;
}

/** Others of the last month on the same topic that may be the same matter, the nearest first. */
export async function findSimilar(
  tx: Database | Transaction,
  about: Compared & { agencyId: string; topic: Topic; not?: number },
  now: Date,
): Promise<Similar[]> {
  const rows = await tx.feedback.findMany({
    where: {
      topic: about.topic,
      agencyId: about.agencyId,
      createdAt: { gt: new Date(now.getTime() - DAYS * 86_400_000) },
      state: { in: ['received', 'classified', 'assigned', 'forwarded', 'answered'] },
      ...(about.not !== undefined && { id: { not: about.not } }),
    },
    select: { id: true, code: true, topic: true, state: true, createdAt: true, text: true, place: true, latitude: true, longitude: true },
    orderBy: { createdAt: 'desc' },
    take: MOST_LOOKED_AT,
  });
  return rows
    .map((row) => ({ ...row, topic: row.topic as Topic, state: row.state as FeedbackState, nearness: nearness(about, row) }))
    .filter((row) => row.nearness >= LEAST)
    .sort((a, b) => b.nearness - a.nearness)
    .slice(0, MOST_SHOWN);
}
