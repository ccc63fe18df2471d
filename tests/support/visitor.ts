import { PASSWORD } from './staff.ts';

/** Somebody with a browser that runs no script: keeps cookies, sends the forms of the page it last saw, follows to where it is sent. */
export function visitor(url: string) {
  const cookies = new Map<string, string>();
  let last = '';

  async function ask(path: string, init: RequestInit = {}): Promise<{ status: number; text: string; headers: Headers; path: string }> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'text/html', 'accept-language': 'vi', ...(cookie && { cookie }), ...(init.headers as Record<string, string>) };
    const response = await fetch(url + path, { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) cookies.delete(pair.slice(0, at));
      else cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const to = response.headers.get('location');
    if (to) return ask(to);
    last = await response.text();
    return { status: response.status, text: last, headers: response.headers, path };
  }

  const formCode = () => /name="form" value="([^"]*)"/.exec(last)?.[1] ?? '';

  return {
    cookies,
    see: (path: string) => ask(path),
    /** Sends a form with the code of the last page; `fields` with `form` send that instead. */
    send: (path: string, fields: Record<string, string | string[]> = {}) => {
      const body = new URLSearchParams({ form: formCode() });
      for (const [name, value] of Object.entries(fields)) {
        body.delete(name);
        for (const each of [value].flat()) body.append(name, each);
      }
      return ask(path, { method: 'POST', body });
    },
    /** The same with a file; null where none is chosen. */
    sendFile: (path: string, file: { name: string; bytes: Uint8Array | string } | null, fields: Record<string, string> = {}) => {
      const body = new FormData();
      for (const [name, value] of Object.entries({ form: formCode(), ...fields })) body.append(name, value);
      body.append('file', new Blob(file ? [file.bytes as never] : []), file?.name ?? '');
      return ask(path, { method: 'POST', body });
    },
  };
}

/** One of staff who has signed in and stands on their own page. */
export async function signIn(url: string, username: string) {
  const person = visitor(url);
  await person.see('/dang-nhap');
  const { path } = await person.send('/dang-nhap', { username, password: PASSWORD });
  if (path !== '/can-bo') throw new Error(`${username} was led to ${path}`);
  return person;
}
