// What is written of feedback outlives a lost connection: it waits in this tab, and goes once it was sent or may not be kept. Without this
// script the form works all the same.
(() => {
  const KEY = 'mot-cua.gop-y';
  const NAMES = ['text', 'topic', 'place', 'dossierCode', 'name', 'phone', 'email', 'address'];
  const store = (() => {
    try {
      return window.sessionStorage;
    } catch {
      return null;
    }
  })();
  if (!store) return;
  if (new URLSearchParams(location.search).get('moi') === '1') return store.removeItem(KEY);
  const form = document.querySelector('form[data-draft]') as HTMLFormElement | null;
  if (!form) return;
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement | null;
  const said = (name: string) => document.getElementById(name) as HTMLElement;
  const keep = () => {
    const values: Record<string, string> = {};
    NAMES.forEach((name) => {
      const value = field(name)?.value;
      if (value) values[name] = value;
    });
    if (values['text']) store.setItem(KEY, JSON.stringify(values));
    else store.removeItem(KEY);
  };
  // What the page came with is newer than what was kept, for it was sent: a denunciation is not in it any more.
  if (form.dataset['draft'] === 'empty') {
    const kept = JSON.parse(store.getItem(KEY) || '{}');
    if (kept.text && !field('text')?.value) {
      NAMES.forEach((name) => {
        const input = field(name);
        if (input && kept[name]) input.value = kept[name];
      });
      said('draft-kept').hidden = false;
    }
  } else keep();
  form.addEventListener('input', keep);
  form.addEventListener('submit', (event) => {
    said('draft-offline').hidden = navigator.onLine;
    if (navigator.onLine) return;
    event.preventDefault();
    said('draft-offline').focus();
  });
})();
