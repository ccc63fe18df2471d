const LIMIT_MS = 15_000;

/** Zalo's own hosts of files (`*.zdn.vn`), and wherever its API was told to be: what an event says is no reason to ask any other machine. */
function isAllowed(url: URL, apiRoot: string): boolean {
  if (url.origin === new URL(apiRoot).origin) return true;
  return url.protocol === 'https:' && url.port === '' && url.username === '' && url.hostname.endsWith('.zdn.vn');
}

/** The bytes of a picture, at most `most`; null when it is elsewhere, gone, larger, or does not come. Sends no token. */
export async function fetchZaloPhoto(address: string, most: number, apiRoot: string): Promise<Buffer | null> {
  if (!URL.canParse(address) || !isAllowed(new URL(address), apiRoot)) return null;
  const aborter = new AbortController();
  try {
    const response = await fetch(address, { redirect: 'manual', signal: AbortSignal.any([aborter.signal, AbortSignal.timeout(LIMIT_MS)]) });
    if (response.status !== 200 || !response.body) return null;
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of response.body) {
      length += chunk.length;
      if (length > most) return null;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch {
    return null;
  } finally {
    aborter.abort();
  }
}
