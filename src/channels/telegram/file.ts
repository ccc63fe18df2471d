import type { Api } from 'grammy';
import { type Fault, faultOf } from './fault.ts';

const LIMIT_MS = 30_000;
const TRIES = 3;

/** Not worth another try: it will not be different the next time. */
const isFinal = (fault: Fault): boolean => (fault.kind === 'refused' || fault.kind === 'gateway') && !/^(http )?(429|5\d\d)/.test(fault.text);

/**
 * The bytes of a file that a person sent, at most `most`; null when it is gone, larger, or does not come in three tries. Its address holds the
 * token and is therefore neither kept nor told.
 */
export async function fetchFile(api: Api, { token, apiRoot }: { token: string; apiRoot: string }, id: string, most: number): Promise<Buffer | null> {
  for (let tries = 1; ; tries++) {
    const signal = AbortSignal.timeout(LIMIT_MS);
    try {
      const { file_path, file_size = 0 } = await api.raw.getFile({ file_id: id }, signal as never);
      if (!file_path || file_size > most) return null;
      const path = file_path.split('/').map(encodeURIComponent).join('/');
      const response = await fetch(`${apiRoot}/file/bot${token}/${path}`, { signal, redirect: 'manual' });
      if (response.ok) return await readAtMost(response, most);
      await response.body?.cancel();
      if (response.status < 500 || tries === TRIES) return null;
    } catch (error) {
      if (isFinal(faultOf(error)) || tries === TRIES) return null;
    }
  }
}

/** Reads no further than `most` bytes, whatever length was promised. */
async function readAtMost(response: Response, most: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > most) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
