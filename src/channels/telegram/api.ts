import { Api } from 'grammy';

/** Something between us and Telegram answered in its place: a page of a gateway, a redirection. `status` is its HTTP status. */
export class NotTelegram extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`http ${status}`);
    this.name = 'NotTelegram';
    this.status = status;
  }
}

type GrammyFetch = NonNullable<NonNullable<ConstructorParameters<typeof Api>[1]>['fetch']>;

/**
 * Node's own fetch under grammY, for two reasons: the status of an answer that is no JSON is known (grammY would report a fault of the
 * network), and errors carry no address, for the address holds the token.
 */
async function fetchJson(url: string | URL, init: RequestInit): Promise<Response> {
  const ending = new AbortController();
  // grammY's signal is of a class of its own, which Node's fetch does not take.
  const given = init.signal;
  if (given?.aborted) ending.abort();
  else given?.addEventListener('abort', () => ending.abort());
  const response = await fetch(url, { ...init, signal: ending.signal, redirect: 'manual' });
  if (response.headers.get('content-type')?.includes('json')) return response;
  await response.body?.cancel();
  throw new NotTelegram(response.status);
}

/** Longer than a long poll; what is said has the shorter limit of whoever sends it. */
const LONGEST_CALL_SECONDS = 60;

export const createApi = ({ token, apiRoot }: { token: string; apiRoot: string }): Api =>
  new Api(token, { apiRoot, timeoutSeconds: LONGEST_CALL_SECONDS, fetch: fetchJson as unknown as GrammyFetch });
