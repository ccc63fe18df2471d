// The web chat in the browser. A plain script: no imports, no dependency, nothing that an Android WebView of 2020 lacks.
// Texts of replies only ever become text nodes, so nothing that a reply holds can be run.
(() => {
  type Block =
    | { kind: 'heading' | 'text' | 'note'; text: string }
    | { kind: 'list'; items: string[] }
    | { kind: 'facts'; rows: { label: string; value: string }[] }
    | { kind: 'link'; label: string; url: string };
  interface Reply {
    blocks: Block[];
    choices?: { payload: string; label: string }[];
    sources?: { label: string; url?: string }[];
  }
  /** `waiting` is still to be answered; `failed` may be tried again; `rejected` may not. */
  type State = 'waiting' | 'done' | 'failed' | 'rejected';
  interface Sent {
    id: string;
    text: string;
    label: string;
    state: State;
  }
  type Entry = { sent: Sent } | { reply: Reply };
  interface Saved {
    conversation: string;
    entries: Entry[];
    /** The number of the last notice that was shown. */
    last?: string;
  }
  type Outcome = { replies: Reply[] } | { refusal: string } | { again: true; after?: number };

  const STORE = 'chat';
  const KEPT = 80;
  const LONGEST = 2000;
  const PAUSES = [1000, 3000, 8000];
  const PATIENCE = 30000;
  const TELEPHONE = /^(?:\+84|0|1[89]00)[\d ]{6,12}$/;

  const at = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
  const texts = JSON.parse(at('chat-texts').textContent || '{}') as Record<string, string>;
  const say = (name: string) => texts[name] || '';
  const root = document.documentElement;
  const log = at('chat-log');
  const start = at('chat-start');
  const form = at<HTMLFormElement>('chat-form');
  const input = at<HTMLTextAreaElement>('chat-text');
  const notice = at('chat-notice');
  const status = at('chat-status');
  const again = at<HTMLButtonElement>('chat-again');

  function el<K extends keyof HTMLElementTagNameMap>(name: K, className = '', text = ''): HTMLElementTagNameMap[K] {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  /** 128 random bits as base64url: nobody guesses a conversation. */
  function randomId(): string {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return btoa(String.fromCharCode(...Array.from(bytes)))
      .replace(/\+/g, '-')
      .replace(/\//g, '_')
      .replace(/=+$/, '');
  }

  // ---- what is remembered until the tab is closed ----

  const blank = (): Saved => ({ conversation: randomId(), entries: [] });
  let saved = load();

  function load(): Saved {
    try {
      const held = JSON.parse(sessionStorage.getItem(STORE) || 'null') as Saved | null;
      if (held && held.conversation && Array.isArray(held.entries)) return held;
    } catch {
      /* storage is forbidden or damaged: begin anew */
    }
    return blank();
  }

  function save() {
    saved.entries = saved.entries.slice(-KEPT);
    try {
      sessionStorage.setItem(STORE, JSON.stringify(saved));
    } catch {
      /* full or forbidden: the chat works, a reload forgets it */
    }
  }

  // ---- drawing ----

  function anchor(className: string, label: string, url: string): HTMLElement {
    let protocol = '';
    try {
      protocol = new URL(url, location.href).protocol;
    } catch {
      /* not an address: shown as text */
    }
    if (protocol !== 'https:' && protocol !== 'http:') return el('span', '', label);
    const link = el('a', className, label);
    link.href = url;
    link.target = '_blank';
    link.rel = 'noopener';
    link.append(el('span', 'unseen', ` ${say('newTab')}`));
    return link;
  }

  function telephone(value: string): Node {
    // Joined, so that "13:00–17:00" stays on one line.
    if (!TELEPHONE.test(value)) return document.createTextNode(value.replace(/(\d)–(?=\d)/g, '$1\u2060–\u2060'));
    const link = el('a', '', value);
    link.href = `tel:${value.replace(/ /g, '')}`;
    return link;
  }

  function drawBlock(block: Block): HTMLElement {
    switch (block.kind) {
      case 'heading':
        return el('h3', '', block.text);
      case 'note':
        return el('p', 'note', block.text);
      case 'list': {
        const list = el('ul');
        for (const item of block.items) list.append(el('li', '', item));
        return list;
      }
      case 'facts': {
        const table = el('dl', 'facts');
        for (const { label, value } of block.rows) {
          const row = el('div');
          const cell = el('dd');
          cell.append(telephone(value));
          row.append(el('dt', '', label), cell);
          table.append(row);
        }
        return table;
      }
      case 'link': {
        const line = el('p');
        line.append(anchor('go', block.label, block.url));
        return line;
      }
      default:
        return el('p', 'lines', block.text);
    }
  }

  function drawReply(reply: Reply): HTMLElement {
    const box = el('div', 'it');
    const bubble = el('div', 'bubble');
    bubble.append(el('span', 'unseen', `${say('assistant')}: `));
    for (const block of reply.blocks) bubble.append(drawBlock(block));
    if (reply.sources && reply.sources.length > 0) {
      const line = el('p', 'sources', `${say('sources')} `);
      reply.sources.forEach(({ label, url }, index) => {
        if (index > 0) line.append('; ');
        line.append(url ? anchor('', label, url) : label);
      });
      bubble.append(line);
    }
    box.append(bubble);
    if (reply.choices && reply.choices.length > 0) {
      const choices = el('div', 'choices');
      choices.setAttribute('role', 'group');
      choices.setAttribute('aria-label', say('choices'));
      for (const { payload, label } of reply.choices) {
        const button = el('button', 'pill', label);
        button.type = 'button';
        button.dataset.ask = payload;
        choices.append(button);
      }
      box.append(choices);
    }
    return box;
  }

  const bubbles = new Map<Sent, HTMLElement>();

  function drawSent(sent: Sent): HTMLElement {
    const box = el('div', 'me');
    const bubble = el('div', 'bubble');
    bubble.append(el('span', 'unseen', `${say('you')}: `), el('p', 'lines', sent.label));
    box.append(bubble, el('p', 'state'));
    bubbles.set(sent, box);
    return box;
  }

  /** The line under a message of the reader: on its way, not sent with a button to try again, or nothing. */
  function showState(sent: Sent, words = '') {
    const line = bubbles.get(sent)?.lastElementChild;
    if (!line) return;
    line.textContent = sent.state === 'done' ? '' : words || say(sent.state);
    line.className = `state ${sent.state}`;
    if (sent.state !== 'failed') return;
    const button = el('button', '', say('retry'));
    button.type = 'button';
    button.onclick = resend;
    line.append(' ', button);
  }

  const dots = el('div', 'it dots');
  dots.setAttribute('aria-hidden', 'true');
  dots.append(el('div', 'bubble'));
  for (let i = 0; i < 3; i++) dots.firstElementChild?.append(el('i'));

  function showTyping(on: boolean) {
    status.textContent = on ? say('typing') : '';
    if (on) log.insertBefore(dots, (queue[0] && bubbles.get(queue[0])) || null);
    else dots.remove();
  }

  function showNotice(text: string) {
    notice.textContent = text;
    notice.hidden = !text;
  }

  const gentle = () => !matchMedia('(prefers-reduced-motion: reduce)').matches;

  function scrollTo(top: number) {
    log.scrollTo({ top, behavior: gentle() ? 'smooth' : 'auto' });
  }

  /** A long answer is read from its beginning, with the end of the question above it where there is room. */
  function showBeginning(element: HTMLElement) {
    const before = element.previousElementSibling;
    const room = before ? Math.min(before.clientHeight + 28, log.clientHeight / 4) : 0;
    scrollTo(element.offsetTop - room);
  }

  /** Only the newest choices stand out; older ones still work. */
  function muteChoices() {
    log.querySelectorAll('.choices').forEach((choices) => {
      choices.classList.add('past');
    });
  }

  function add(entry: Entry): HTMLElement {
    muteChoices();
    const element = 'sent' in entry ? drawSent(entry.sent) : drawReply(entry.reply);
    log.append(element);
    return element;
  }

  function stage() {
    const talking = saved.entries.length > 0;
    root.classList.toggle('talking', talking);
    again.hidden = !talking;
    if (!talking) start.querySelector('.choices')?.classList.remove('past');
  }

  /** While talking the chat fills what the header leaves, or all that an on-screen keyboard leaves. */
  function face() {
    // Very large letters make a very high header.
    if (root.classList.contains('keyboard') || at('chat').offsetTop > window.innerHeight / 4) at('chat').scrollIntoView();
    else window.scrollTo(0, 0);
  }

  // ---- sending: one at a time, in order, the same id on every attempt so that it is answered once ----

  const queue: Sent[] = [];
  let busy = false;
  let wake = () => {};
  let giveUp = () => {};
  /** Grows with each new conversation: an answer to an older one is let go. */
  let round = 0;

  const pause = (milliseconds: number) =>
    new Promise<void>((done) => {
      const timer = setTimeout(done, milliseconds);
      wake = () => {
        clearTimeout(timer);
        done();
      };
    });

  function seconds(header: string | null): number {
    const value = header ? Number(header) || (Date.parse(header) - Date.now()) / 1000 : 5;
    return Math.min(Math.max(value || 5, 1), 120);
  }

  async function attempt(sent: Sent): Promise<Outcome> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), PATIENCE);
    wake = () => {};
    giveUp = () => abort.abort();
    try {
      const response = await fetch('/api/v1/chat', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'accept-language': texts.locale || 'vi' },
        body: JSON.stringify({ conversation: saved.conversation, text: sent.text, id: sent.id }),
        signal: abort.signal,
      });
      if (response.status === 429) return { again: true, after: seconds(response.headers.get('retry-after')) };
      if (response.status >= 500 || response.status === 408) return { again: true };
      const body = (await response.json().catch(() => ({}))) as { replies?: Reply[]; error?: { message?: string } };
      if (!response.ok) return { refusal: (body.error && body.error.message) || say('rejected') };
      return body.replies ? { replies: body.replies } : { again: true };
    } catch {
      return { again: true };
    } finally {
      clearTimeout(timer);
    }
  }

  async function deliver(sent: Sent, mine: number): Promise<Outcome> {
    let [failures, waits] = [0, 0];
    for (;;) {
      showState(sent, say(failures > 0 ? 'resending' : 'sending'));
      const outcome = await attempt(sent);
      if (!('again' in outcome) || mine !== round) return outcome;
      if (outcome.after) {
        if (++waits > 5) return outcome;
        showState(sent, say('wait'));
        await pause(outcome.after * 1000);
      } else {
        const next = PAUSES[failures++];
        if (next === undefined) return outcome;
        showState(sent, say('resending'));
        await pause(next);
      }
      if (mine !== round) return outcome;
    }
  }

  function settle(sent: Sent, outcome: Outcome) {
    if ('again' in outcome) {
      // Those behind it wait too: an answer out of order would be to another question.
      for (const left of [sent, ...queue.splice(0)]) {
        left.state = 'failed';
        showState(left);
      }
      return;
    }
    sent.state = 'refusal' in outcome ? 'rejected' : 'done';
    showState(sent);
    const replies: Reply[] = 'refusal' in outcome ? [{ blocks: [{ kind: 'text', text: outcome.refusal }] }] : outcome.replies;
    // After "erase what you hold of me" this device keeps nothing of it either.
    if (sent.text === '#x' && sent.state === 'done') forget();
    let first: HTMLElement | null = null;
    for (const reply of replies) {
      const entry: Entry = { reply };
      // Beside its question, also when more was asked meanwhile.
      const place = saved.entries.findIndex((other) => 'sent' in other && queue[0] === other.sent);
      const element = add(entry);
      if (place >= 0) {
        saved.entries.splice(place, 0, entry);
        log.insertBefore(element, bubbles.get(queue[0] as Sent) || null);
      } else saved.entries.push(entry);
      first = first || element;
    }
    if (first) showBeginning(first);
    stage();
  }

  async function work() {
    if (busy) return;
    busy = true;
    for (let sent = queue.shift(); sent; sent = queue.shift()) {
      const mine = round;
      showTyping(true);
      const outcome = await deliver(sent, mine);
      if (mine !== round) continue;
      showTyping(false);
      settle(sent, outcome);
      save();
      if (!heard()) void listen();
    }
    busy = false;
  }

  function put(sent: Sent) {
    sent.state = 'waiting';
    queue.push(sent);
    showState(sent, say('queued'));
    void work();
  }

  function resend() {
    saved.entries.forEach((entry) => {
      if ('sent' in entry && entry.sent.state === 'failed') put(entry.sent);
    });
    save();
  }

  // ---- what is said unasked: notices reach the page while it is open, and when it is opened again ----

  let listening = 0;
  /** The conversation that is listened to. */
  let ear = '';
  const heard = () => ear === saved.conversation;
  let hangUp = () => {};
  const told: Record<string, boolean> = {};

  function show(id: string, reply: Reply) {
    if (told[id]) return;
    told[id] = true;
    // Of two at once the lower number may come later.
    if (Number(id) > Number(saved.last || 0)) saved.last = id;
    const entry: Entry = { reply };
    saved.entries.push(entry);
    showBeginning(add(entry));
    stage();
    save();
  }

  /** Reads the stream piece by piece; a message ends with an empty line. */
  async function readEvents(body: ReadableStream<Uint8Array>, mine: number) {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    for (let held = ''; ; ) {
      const { done, value } = await reader.read();
      if (done || mine !== listening) return;
      const events = (held + decoder.decode(value, { stream: true })).split('\n\n');
      held = events.pop() || '';
      for (const event of events) {
        const id = /^id: (\d+)$/m.exec(event);
        const data = /^data: (.*)$/m.exec(event);
        if (id && data) show(id[1] || '', JSON.parse(data[1] || '{}') as Reply);
      }
    }
  }

  /** Listens for as long as the page is open. The conversation's name is a secret: it goes in a header, never in an address. */
  async function listen() {
    const mine = ++listening;
    hangUp();
    ear = saved.conversation;
    for (let failures = 0; mine === listening; ) {
      const abort = new AbortController();
      hangUp = () => abort.abort();
      const streams = typeof ReadableStream === 'function';
      try {
        const response = await fetch('/api/v1/chat/stream', {
          headers: {
            accept: streams ? 'text/event-stream' : 'application/json',
            'accept-language': texts.locale || 'vi',
            'x-conversation': saved.conversation,
            'last-event-id': saved.last || '0',
          },
          signal: abort.signal,
        });
        if (response.status === 404) return; // a server without notices
        if (!response.ok) throw new Error(String(response.status));
        failures = 0;
        if (streams && response.body) await readEvents(response.body, mine);
        else {
          const { messages } = (await response.json()) as { messages: { id: string; reply: Reply }[] };
          if (mine === listening) for (const { id, reply } of messages) show(id, reply);
        }
      } catch {
        failures++;
      }
      await new Promise((done) => setTimeout(done, failures > 0 ? Math.min(1000 * 2 ** failures, 60000) : 500));
    }
  }

  function ask(text: string, label: string) {
    const sent: Sent = { id: randomId(), text, label, state: 'waiting' };
    const entry: Entry = { sent };
    saved.entries.push(entry);
    add(entry);
    stage();
    face();
    put(sent);
    save();
    scrollTo(log.scrollHeight);
  }

  function forget() {
    saved.entries = saved.entries.filter((entry) => 'sent' in entry && queue.indexOf(entry.sent) >= 0);
    Array.from(log.querySelectorAll('.it, .me')).forEach((element) => {
      if (element !== start && !saved.entries.some((entry) => 'sent' in entry && bubbles.get(entry.sent) === element)) element.remove();
    });
  }

  function renew() {
    round++;
    queue.length = 0;
    wake();
    giveUp();
    saved = blank();
    listening++;
    hangUp();
    forget();
    bubbles.clear();
    showTyping(false);
    showNotice('');
    save();
    stage();
    scrollTo(0);
    input.focus();
  }

  // ---- what the reader does ----

  function grow() {
    input.style.height = 'auto';
    input.style.height = `${input.scrollHeight + 2}px`;
    showNotice(input.value.trim().length > LONGEST ? say('tooLong') : navigator.onLine ? '' : say('offline'));
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text || text.length > LONGEST) return input.focus();
    input.value = '';
    grow();
    ask(text, text);
  });
  // A touch on the button must not take the focus from the text: the keyboard would fold away.
  form.querySelector('button')?.addEventListener('mousedown', (event) => event.preventDefault());
  input.addEventListener('input', grow);
  input.addEventListener('keydown', (event) => {
    // While an input method composes a syllable, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    form.querySelector('button')?.click();
  });
  document.addEventListener('click', (event) => {
    const target = (event.target as Element).closest<HTMLElement>('[data-ask]');
    if (!target) return;
    event.preventDefault();
    ask(target.dataset.ask || '', target.textContent || '');
  });
  again.addEventListener('click', renew);
  addEventListener('offline', () => showNotice(say('offline')));
  addEventListener('online', () => {
    showNotice(say('online'));
    setTimeout(() => {
      if (notice.textContent === say('online')) showNotice('');
    }, 4000);
    wake();
    resend();
  });

  // An on-screen keyboard that covers the page instead of shrinking it: the chat takes what is left.
  const view = window.visualViewport;
  if (view) {
    view.addEventListener('resize', () => {
      const covered = document.activeElement === input && window.innerHeight - view.height > 120;
      root.classList.toggle('keyboard', covered);
      if (covered) root.style.setProperty('--view', `${view.height}px`);
      else root.style.removeProperty('--view');
      if (covered) face();
    });
  }

  // ---- begin: draw what was said before, silently for screen readers ----

  at('chat-unavailable').remove();
  form.hidden = false;
  const suggestions = start.querySelector<HTMLElement>('.choices');
  if (suggestions) suggestions.hidden = false;
  log.setAttribute('aria-live', 'off');
  saved.entries.forEach((entry) => {
    add(entry);
    if ('sent' in entry) showState(entry.sent);
  });
  stage();
  log.scrollTop = log.scrollHeight;
  setTimeout(() => log.setAttribute('aria-live', 'polite'), 500);
  saved.entries.forEach((entry) => {
    if ('sent' in entry && entry.sent.state === 'waiting') put(entry.sent);
  });
  if (saved.entries.length > 0) void listen();
  if (!navigator.onLine) showNotice(say('offline'));
})();
