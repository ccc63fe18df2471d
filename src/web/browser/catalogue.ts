// The form of a procedure in the browser: keeps what is typed by itself, and adds, removes and moves rows without a reload. Without it every
// button sends the form.
(() => {
  const form = document.getElementById('edit') as HTMLFormElement | null;
  const side = document.getElementById('side');
  const parts = document.getElementById('parts');
  if (!form || !side || !parts || !window.fetch || !window.URLSearchParams) return;
  const PAUSE = 1500;
  const AGAIN = 5000;
  let timer: number | undefined;
  let running = false;
  let changed = false;
  let stopped = false;

  const tell = (text: string) => {
    const line = document.getElementById('saved');
    if (line) line.textContent = text;
  };
  const ask = (act: string) => {
    const fields = new URLSearchParams();
    new FormData(form).forEach((value, name) => {
      if (typeof value === 'string') fields.append(name, value);
    });
    fields.append('do', act);
    return fetch(form.action, { method: 'POST', body: fields, credentials: 'same-origin', headers: { accept: 'text/html' } });
  };
  const later = (pause: number) => {
    clearTimeout(timer);
    if (!stopped) timer = window.setTimeout(keep, pause);
  };

  // Only which of the answers lie open, so that a redrawn side looks as it did.
  const redraw = (html: string) => {
    const open = Array.from(side.querySelectorAll('details')).map((each) => each.open);
    const fresh = new DOMParser().parseFromString(html, 'text/html');
    const held = fresh.querySelector('[data-revision]');
    if (!held) return;
    const revision = form.querySelector('input[name=revision]') as HTMLInputElement;
    revision.value = held.getAttribute('data-revision') || revision.value;
    const focused = document.activeElement && document.activeElement.id === 'section';
    side.textContent = '';
    while (held.firstChild) side.appendChild(held.firstChild);
    Array.from(side.querySelectorAll('details')).forEach((each, at) => {
      if (open[at] !== undefined) each.open = open[at];
    });
    const section = document.getElementById('section');
    if (focused && section) section.focus();
  };

  function keep() {
    if (running) return later(PAUSE);
    running = true;
    changed = false;
    tell(form!.getAttribute('data-saving') || '');
    ask('autosave').then(
      (answer) => {
        running = false;
        if (answer.ok) return answer.text().then(redraw);
        // Somebody saved meanwhile, the session ended, a role was taken away: the person's own button shows what to do.
        stopped = true;
        tell(form!.getAttribute('data-ended') || '');
      },
      () => {
        running = false;
        changed = true;
        tell(form!.getAttribute('data-failed') || '');
        later(AGAIN);
      },
    );
  }

  const note = () => {
    changed = true;
    later(PAUSE);
  };
  form.addEventListener('input', note);
  document.addEventListener('change', (event) => {
    if ((event.target as HTMLElement).id === 'section') later(0);
  });

  form.addEventListener('submit', (event) => {
    const button = (event as SubmitEvent).submitter as HTMLButtonElement | null;
    const act = button ? button.value : 'save';
    if (!/^(add|remove|up):/.test(act)) {
      stopped = true;
      changed = false;
      clearTimeout(timer);
      return;
    }
    event.preventDefault();
    const list = act.split(':')[1] || '';
    ask(act)
      .then((answer) => answer.text())
      .then((html) => {
        const fresh = new DOMParser().parseFromString(html, 'text/html').getElementById(list);
        const old = document.getElementById(list);
        if (!fresh || !old) return;
        old.replaceWith(fresh);
        const rows = fresh.querySelectorAll('.row');
        const last = rows[rows.length - 1];
        const field = act.indexOf('add:') === 0 && last ? last.querySelector('input, textarea') : fresh.querySelector('button[value^=add]');
        if (field) (field as HTMLElement).focus();
        note();
      })
      .catch(() => {
        // Without the network the button does what it does without a script.
        tell(form!.getAttribute('data-failed') || '');
      });
  });

  window.addEventListener('beforeunload', (event) => {
    if (changed) event.preventDefault();
  });
})();
