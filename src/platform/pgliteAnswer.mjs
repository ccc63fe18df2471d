/**
 * What PGlite answers to bytes of PostgreSQL's protocol, in memory of its own. Its `execProtocolRaw` would read each answer too, and keep what
 * it read for ever: some 5 kB for each message of a citizen. Plain JavaScript for the thread's sake (`embeddedWorker.mjs`).
 */
export async function pgliteAnswer(pglite, bytes) {
  const pieces = [];
  // A piece is a view of memory that PostgreSQL will use again.
  await pglite.execProtocolRawStream(bytes, { onRawData: (piece) => pieces.push(piece.slice()) });
  if (pieces.length === 1) return pieces[0];
  const answer = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    answer.set(piece, at);
    at += piece.length;
  }
  return answer;
}
