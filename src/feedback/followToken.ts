/** A keyed hash (`Secrets.mark`). */
type Mark = (text: string) => string;

const signed = (id: number, mark: Mark): string => mark(`follow ${id}`);

/** Lets whoever has it follow feedback, and nothing more: the code, by which they could add to it, is not in it. At most 32 of [A-Za-z0-9_-]. */
export const followToken = (id: number, mark: Mark): string => `${id}-${signed(id, mark)}`;

/** The number of the feedback that a token is for; null when it was not made here. */
export function readFollowToken(token: string, mark: Mark): number | null {
  const [, id = '', signature] = /^([0-9]{1,9})-([A-Za-z0-9_-]{22})$/.exec(token) ?? [];
  return signature !== undefined && signature === signed(Number(id), mark) ? Number(id) : null;
}
