// A page on which something is under way looks again by itself, and is read anew when that is over.
(() => {
  const EVERY = 1500;

  async function look(): Promise<void> {
    const shown = document.querySelector('[data-watch]');
    if (!shown) return;
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
      const next = answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-watch]') : shown;
      if (!next) return location.reload();
      if (next !== shown) shown.replaceWith(document.adoptNode(next));
    } catch {
      // The network comes back by itself.
    }
    setTimeout(look, EVERY);
  }

  setTimeout(look, EVERY);
})();
