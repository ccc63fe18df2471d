// The page of the fakes. What a message holds only ever becomes text nodes.
const at = (id) => document.getElementById(id);
const texts = await (await fetch(`/texts?lang=${new URLSearchParams(location.search).get('lang') ?? 'vi'}`)).json();
const say = (path) => path.split('.').reduce((value, key) => value?.[key], texts) ?? path;

let platforms = [];
let platform = null;
/** The chat that is open, by platform. */
const open = {};
let drawn = '';

function el(name, className = '', text = '') {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

function button(label, press, pressed) {
  const element = el('button', '', label);
  element.type = 'button';
  element.onclick = press;
  if (pressed !== undefined) element.setAttribute('aria-pressed', String(pressed));
  return element;
}

async function act(fields) {
  const body = JSON.stringify({ platform: platform.id, chat: open[platform.id], ...fields });
  const response = await fetch('/act', { method: 'POST', headers: { 'content-type': 'application/json' }, body }).catch(() => null);
  at('state').textContent = !response ? say('lost') : response.ok ? '' : (await response.json()).error;
}

/** A deep link of the platform is opened in the chat, as the app would; any other address in a tab of its own. */
function follow(url) {
  const start = /^https?:\/\/t\.me\/\w+\?start=([\w-]*)$/.exec(url);
  if (start) void act({ act: 'start', text: start[1] });
  else window.open(url, '_blank', 'noopener');
}

function link(text, url) {
  const element = el('a', '', text);
  element.href = url;
  element.onclick = (event) => {
    event.preventDefault();
    follow(url);
  };
  return element;
}

const TAGS = { bold: 'b', italic: 'i', underline: 'u', strikethrough: 's', code: 'code', pre: 'pre', blockquote: 'blockquote' };

/** A text with its marks; each stretch between two borders is wrapped in all the marks that cover it. */
function marked(text, marks) {
  const piece = document.createDocumentFragment();
  const found = [...text.matchAll(/https?:\/\/[^\s)]+/g)].map((match) => ({
    type: 'text_link',
    offset: match.index,
    length: match[0].length,
    url: match[0],
  }));
  const all = [
    ...marks,
    ...found.filter(({ offset }) => !marks.some((mark) => mark.url && mark.offset <= offset && offset < mark.offset + mark.length)),
  ];
  const borders = [...new Set([0, text.length, ...all.flatMap(({ offset, length }) => [offset, offset + length])])].sort((one, other) => one - other);
  borders.slice(0, -1).forEach((from, index) => {
    const part = text.slice(from, borders[index + 1]);
    const covering = all.filter(({ offset, length }) => offset <= from && from < offset + length);
    const address = covering.find(({ url }) => url)?.url;
    let node = address ? link(part, address) : document.createTextNode(part);
    for (const { type } of covering) {
      if (!TAGS[type]) continue;
      const wrap = el(TAGS[type]);
      wrap.append(node);
      node = wrap;
    }
    piece.append(node);
  });
  return piece;
}

function drawMessage({ from, text, at: when, edits, marks, rows }) {
  const box = el('div', `said ${from}`);
  const bubble = el('div', 'bubble');
  bubble.append(marked(text, marks));
  box.append(bubble);
  if (rows.length > 0) {
    const all = el('div', 'rows');
    for (const row of rows) {
      const line = el('div');
      for (const { label, payload, url } of row) line.append(button(label, () => (url ? follow(url) : act({ act: 'press', text: payload }))));
      all.append(line);
    }
    box.append(all);
  }
  const time = new Date(when).toLocaleTimeString('vi-VN', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  box.append(el('p', 'when', edits > 0 ? `${time} · ${say('edited')}` : time));
  return box;
}

function drawLog(chat) {
  const log = at('log');
  const held = chat ? chat.bubbles : [];
  const now = JSON.stringify([platform.id, open[platform.id], held, chat?.typing]);
  if (now === drawn) return;
  // Whoever reads further up stays there; a message that is turned in place does not move.
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  drawn = now;
  log.replaceChildren(...held.map(drawMessage), ...(chat?.typing ? [el('p', 'typing', say('typing'))] : []));
  if (held.length === 0) log.append(el('p', 'hint', say('empty')));
  if (atEnd) log.scrollTop = log.scrollHeight;
}

function draw() {
  document.body.dataset.platform = platform.id;
  at('platforms').replaceChildren(
    ...platforms.map((each) =>
      button(
        say(`platforms.${each.id}`),
        () => {
          platform = each;
          draw();
        },
        each.id === platform.id,
      ),
    ),
  );
  const current = (open[platform.id] ??= platform.firstChat);
  const known = platform.chats.map(({ chat }) => chat);
  at('chats').replaceChildren(
    ...[...new Set([current, ...known])].sort().map((chat) =>
      button(
        chat,
        () => {
          open[platform.id] = chat;
          draw();
        },
        chat === current,
      ),
    ),
  );
  at('bot').textContent = say(`platforms.${platform.id}`);
  at('chat-id').textContent = current;
  drawLog(platform.chats.find(({ chat }) => chat === current));
  at('acts').replaceChildren(...platform.acts.map((name) => button(say(`do.${name}`), () => doing(name))));
  at('faults').replaceChildren(...Object.keys(texts.fault).map(drawFault));
  at('figures').replaceChildren(
    ...Object.entries(platform.figures).flatMap(([name, value]) => [el('dt', '', say(`figure.${name}`)), el('dd', '', String(value))]),
  );
}

function doing(name) {
  void act({ act: name, text: at('text').value });
  at('text').value = '';
}

function drawFault(fault) {
  const line = el('div', 'fault');
  const on = platform.faults[fault] > 0;
  line.append(
    el('span', '', say(`fault.${fault}`)),
    button(say('once'), () => act({ act: 'fault', fault, share: 'next' })),
    button(say('always'), () => act({ act: 'fault', fault, share: on ? 0 : 1 }), on),
  );
  return line;
}

at('no-faults').onclick = () => act({ act: 'fault', fault: null });
at('write').onsubmit = (event) => {
  event.preventDefault();
  if (at('text').value.trim() !== '') doing('send');
};
at('new-chat').onsubmit = (event) => {
  event.preventDefault();
  const chat = at('new-chat-id').value.trim();
  if (chat === '') return;
  open[platform.id] = chat;
  at('new-chat-id').value = '';
  draw();
};

const events = new EventSource('/events');
events.onmessage = ({ data }) => {
  platforms = JSON.parse(data);
  platform = platforms.find(({ id }) => id === platform?.id) ?? platforms[0];
  if (at('state').textContent === say('lost')) at('state').textContent = '';
  draw();
};
events.onerror = () => {
  at('state').textContent = say('lost');
};
