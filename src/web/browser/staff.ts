// Pages of officials and admins without full reloads: what a link or a form leads to is fetched and put in place of what is shown. Without
// this script, or where anything is unusual, the browser does what it always does.
(() => {
  /** The buttons that show a password stand there once something answers to them. */
  const offerToShow = () => {
    document.querySelectorAll('.revealed > button').forEach((button) => {
      (button as HTMLElement).hidden = false;
    });
  };
  const hide = (button: Element, shown: boolean) => {
    const field = document.getElementById(button.getAttribute('aria-controls') || '') as HTMLInputElement | null;
    if (field) field.type = shown ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(shown));
  };
  document.addEventListener('click', (event) => {
    const button = (event.target as HTMLElement).closest('.revealed > button');
    if (button) hide(button, button.getAttribute('aria-pressed') !== 'true');
  });
  // What is sent is a password again, or the browser would keep it among the words it offers later.
  document.addEventListener('submit', (event) => {
    (event.target as HTMLElement).querySelectorAll('.revealed > button').forEach((button) => {
      hide(button, false);
    });
  });
  offerToShow();
  /** Of the pages beside, the present one is in sight. */
  const pages = () => document.getElementById('pages');
  const present = pages()?.querySelector('[aria-current]') as HTMLElement | null;
  if (present) pages()!.scrollTop = present.offsetTop - pages()!.clientHeight / 2;

  if (!window.fetch || !window.DOMParser || !document.querySelector('.staffbar')) return;
  const OURS = /^\/(can-bo|quan-tri|dang-nhap)(\/|$)/;
  const SELF = document.currentScript ? (document.currentScript as HTMLScriptElement).src : '';
  let busy = 0;

  /** A page with a script of its own keeps what is typed by itself: it is left as pages always were. */
  const own = () => Array.from(document.scripts).some((script) => script.src && script.src !== SELF);

  const openAt = (hash: string) => {
    const target = hash.length > 1 ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
    if (!target) return false;
    if (target instanceof HTMLDetailsElement) target.open = true;
    const inside = target.querySelector('summary, input, textarea, select, a, button') as HTMLElement | null;
    (inside || target).focus();
    target.scrollIntoView();
    return true;
  };

  /** Puts the fetched page in place; false where it is none of ours. */
  function show(html: string, address: string, scroll: number | null): boolean {
    const next = new DOMParser().parseFromString(html, 'text/html');
    const main = next.getElementById('main');
    const old = document.getElementById('main');
    if (!main || !old) return false;
    const url = new URL(address);
    const focused = document.activeElement?.id;
    const same = url.pathname === shown.pathname;
    // The frame comes along: the pages beside, links for larger letters that lead back here, and none of it once nobody is signed in.
    document.body.className = next.body.className;
    const frame = ['.masthead', '.staffbar', '.foot'];
    const pagesAt = pages()?.scrollTop;
    frame.forEach((part) => {
      const [before, after] = [document.querySelector(part), next.querySelector(part)];
      if (before && after) before.replaceWith(after);
      else if (before) before.remove();
      else if (after) old.before(after);
    });
    if (pages() && pagesAt) pages()!.scrollTop = pagesAt;
    next.querySelectorAll('link[rel=stylesheet]').forEach((link) => {
      if (!document.querySelector(`link[href="${link.getAttribute('href')}"]`)) document.head.appendChild(document.importNode(link, true));
    });
    old.replaceWith(main);
    document.title = next.title;
    offerToShow();
    if (sentFrom && main.querySelector('.said')) localStorage.removeItem(sentFrom);
    sentFrom = null;
    shown = url;
    next.querySelectorAll('script[src]').forEach((each) => {
      const script = document.createElement('script');
      script.src = (each as HTMLScriptElement).src;
      if (script.src !== SELF) document.body.appendChild(script);
    });
    if (main.querySelector('.kept')) offerTyped();
    if (openAt(url.hash)) return true;
    // What is focused is read out: what was said of an act, else the field where one was, else the heading.
    const said = main.querySelector('[role=alert], .said') as HTMLElement | null;
    const target = said || (same && focused && document.getElementById(focused)) || main.querySelector('h1') || main;
    if (target.tabIndex < 0) target.tabIndex = -1;
    target.focus({ preventScroll: true });
    window.scrollTo(0, scroll === null ? 0 : scroll);
    return true;
  }
  let shown = new URL(location.href);

  // What is typed in a form of the directory is kept in this browser until it is saved, and offered again after a power cut or a closed window.
  // What stands there is public anyway; it is the person's own, and gone after a week.
  const WEEK = 7 * 86400000;
  const PREFIX = 'mot-cua.typed:';
  let sentFrom: string | null = null;
  const keptNote = () => document.querySelector('.kept') as HTMLElement | null;
  const keptForm = (note: HTMLElement) => document.getElementById(note.getAttribute('data-form') || '') as HTMLFormElement | null;
  const key = () => `${PREFIX}${document.querySelector('.staffbar')?.getAttribute('data-whose')} ${location.pathname}`;
  const typedIn = (form: HTMLFormElement): [string, string][] => {
    const fields: [string, string][] = [];
    new FormData(form).forEach((value, name) => {
      if (typeof value === 'string' && name !== 'form') fields.push([name, value]);
    });
    return fields;
  };
  const stored = (key: string): { at: number; fields: [string, string][] } | null => {
    try {
      const read = JSON.parse(localStorage.getItem(key) || 'null');
      return read && Date.now() - read.at < WEEK ? read : null;
    } catch {
      return null;
    }
  };
  function offerTyped(): void {
    const note = keptNote();
    const form = note && keptForm(note);
    if (!note || !form) return;
    const kept = stored(key());
    if (!kept) localStorage.removeItem(key());
    // A page that was just answered with what was typed needs no offer; nor does one that says the same.
    else if (!form.querySelector('.fault') && JSON.stringify(kept.fields) !== JSON.stringify(typedIn(form))) note.hidden = false;
  }
  let keeping = 0;
  document.addEventListener('input', (event) => {
    const note = keptNote();
    const form = note && keptForm(note);
    if (!note || !form?.contains(event.target as Node)) return;
    clearTimeout(keeping);
    keeping = window.setTimeout(() => {
      try {
        localStorage.setItem(key(), JSON.stringify({ at: Date.now(), fields: typedIn(form) }));
      } catch {
        // A browser that keeps nothing still sends the form.
      }
    }, 400);
  });
  document.addEventListener('click', (event) => {
    const button = (event.target as HTMLElement).closest('.kept button');
    const note = keptNote();
    const form = note && keptForm(note);
    if (!button || !note || !form) return;
    const kept = stored(key());
    note.hidden = true;
    if (button.getAttribute('data-do') !== 'back' || !kept) return localStorage.removeItem(key());
    // The page with these fields, rows and all, is drawn by the server; nothing is saved by it.
    const body = new URLSearchParams(kept.fields);
    body.append('form', (form.querySelector('input[name=form]') as HTMLInputElement).value);
    body.append('do', 'preview');
    void go(form.action, { method: 'POST', body }, () => location.reload());
  });

  /** What a form answers with a file is kept as a file. */
  async function keep(answer: Response): Promise<void> {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await answer.blob());
    const named = /filename="?([^";]+)/.exec(answer.headers.get('content-disposition') || '');
    link.download = named ? named[1]! : '';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  /** Says that what was typed is still here and can be sent again: the page stays, as it is. */
  function notSent(): void {
    const words = document.querySelector('.staffbar')?.getAttribute('data-not-sent');
    const main = document.getElementById('main');
    if (!words || !main) return;
    main.querySelector('.not-sent')?.remove();
    const said = document.createElement('p');
    said.className = 'card warning not-sent';
    said.setAttribute('role', 'alert');
    said.tabIndex = -1;
    said.textContent = words;
    (main.querySelector('.sheet') || main).prepend(said);
    said.focus();
  }

  async function go(address: string, init: RequestInit, otherwise: () => void, scroll: number | null = null, push = true): Promise<void> {
    const mine = ++busy;
    const main = document.getElementById('main');
    if (main) main.setAttribute('aria-busy', 'true');
    let answer: Response;
    try {
      answer = await fetch(address, { ...init, credentials: 'same-origin', headers: { accept: 'text/html' } });
    } catch {
      if (main) main.removeAttribute('aria-busy');
      return init.method === 'POST' ? notSent() : otherwise();
    }
    if (mine !== busy) return;
    if (main) main.removeAttribute('aria-busy');
    if ((answer.headers.get('content-type') || '').indexOf('text/html') !== 0) return keep(answer);
    const html = await answer.text();
    const hash = new URL(address, location.href).hash;
    const to = answer.url + (answer.url.indexOf('#') < 0 ? hash : '');
    // What a form answers at its own address cannot be asked for again: the page before it can.
    if (push && (answer.redirected || !init.method)) {
      history.replaceState({ scroll: window.scrollY }, '');
      if (to === location.href) history.replaceState(null, '', to);
      else history.pushState(null, '', to);
    }
    if (!show(html, to, scroll)) location.assign(to);
  }

  document.addEventListener('click', (event) => {
    const link = (event.target as HTMLElement).closest('a');
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.target || link.hasAttribute('download') || link.origin !== location.origin || link.closest('.masthead') || own()) return;
    if (!OURS.test(link.pathname) || /\.\w+$/.test(link.pathname)) return;
    if (link.hash && link.pathname === location.pathname && link.search === location.search) return;
    event.preventDefault();
    void go(link.href, {}, () => location.assign(link.href));
  });

  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    const button = (event as SubmitEvent).submitter as HTMLButtonElement | null;
    // By attribute: a field may be called "action".
    const action = new URL(button?.getAttribute('formaction') || form.getAttribute('action') || '', location.href);
    if (event.defaultPrevented || form.hasAttribute('target') || own() || action.origin !== location.origin || !OURS.test(action.pathname)) return;
    event.preventDefault();
    const note = keptNote();
    if (note && keptForm(note) === form) {
      clearTimeout(keeping);
      sentFrom = key();
    }
    const fields = new FormData(form);
    if (button?.name) fields.append(button.name, button.value);
    const native = () => {
      // The button that was pressed is said again, for `submit` knows of none.
      if (button?.name) form.appendChild(Object.assign(document.createElement('input'), { type: 'hidden', name: button.name, value: button.value }));
      HTMLFormElement.prototype.submit.call(form);
    };
    const plain = new URLSearchParams();
    fields.forEach((value, name) => {
      if (typeof value === 'string') plain.append(name, value);
    });
    if (form.getAttribute('method') !== 'post') {
      action.search = plain.toString();
      return void go(action.href, {}, native);
    }
    void go(action.href, { method: 'POST', body: form.getAttribute('enctype') === 'multipart/form-data' ? fields : plain }, native, null);
  });

  window.addEventListener('popstate', (event) => {
    if (location.pathname === shown.pathname && location.search === shown.search) {
      shown = new URL(location.href);
      return;
    }
    void go(location.href, {}, () => location.reload(), event.state?.scroll || 0, false);
  });
  window.addEventListener('hashchange', () => openAt(location.hash));
  openAt(location.hash);
  offerTyped();
})();
