import type { Shown } from './http.ts';
import type { Parsed } from './telegramHtml.ts';
import type { Updates } from './telegramUpdates.ts';

export interface Button {
  text: string;
  callback_data?: string;
  url?: string;
}

export interface Message {
  id: number;
  from: 'citizen' | 'bot';
  text: string;
  entities: Parsed['entities'];
  keyboard: Button[][];
  at: Date;
  /** The bot edited it this often. */
  edits: number;
}

export interface Chat {
  id: number;
  user: { id: number; is_bot: boolean; first_name: string; language_code?: string };
  messages: Message[];
  byId: Map<number, Message>;
  blocked: boolean;
  deactivated: boolean;
  migratedTo?: number;
  /** What the bot last showed as being done, such as "typing". */
  actions: string[];
}

/** The people, what they do and what they see: the side of Telegram that a bot does not. */
export abstract class TelegramChats {
  abstract readonly token: string;
  abstract readonly username: string;
  abstract readonly updates: Updates;
  protected readonly people = new Map<number, Chat>();
  protected readonly files = new Map<string, { path: string; bytes: Buffer }>();
  protected readonly queries = new Map<string, { chat: number; at: number; answered: boolean }>();
  protected readonly now: () => Date;
  #nextMessage = 1;
  #nextQuery = 1;

  constructor(now: () => Date = () => new Date()) {
    this.now = now;
  }

  chats(): string[] {
    return [...this.people.values()].filter(({ messages }) => messages.length > 0).map(({ id }) => String(id));
  }

  transcript(chat: string): Shown[] {
    return (this.people.get(Number(chat))?.messages ?? []).map(({ from, text, at, keyboard }) => {
      const buttons = keyboard.flat().map((button) => ({ label: button.text, payload: button.callback_data ?? button.url ?? '' }));
      return { from, text, at, ...(buttons.length > 0 && { buttons }) };
    });
  }

  /** A chat's messages with what a transcript leaves out. */
  messages(chat: string): readonly Message[] {
    return this.people.get(Number(chat))?.messages ?? [];
  }

  /** What the bot showed as being done in a chat. */
  actions(chat: string): readonly string[] {
    return this.people.get(Number(chat))?.actions ?? [];
  }

  /** Pressed buttons on which a waiting sign still turns. */
  spinning(): number {
    return [...this.queries.values()].filter(({ answered }) => !answered).length;
  }

  /** The person's account is no more. */
  deactivate(chat: string): void {
    this.#chat(chat).deactivated = true;
  }

  /** The group has become a supergroup with another id. */
  migrate(chat: string, to: string): void {
    this.#chat(chat).migratedTo = Number(to);
    this.#chat(to);
  }

  /** The language that the person's app is set to. */
  speak(chat: string, language: string | undefined): void {
    const { user } = this.#chat(chat);
    if (language === undefined) delete user.language_code;
    else user.language_code = language;
  }

  readonly citizen = {
    /** Types and sends. A chat with a negative number is a group. */
    send: (chat: string, text: string, more: object = {}): Promise<void> => {
      const command = /^\/[a-z0-9_]{1,32}(?:@\w+)?/i.exec(text)?.[0];
      const entities = command ? { entities: [{ type: 'bot_command', offset: 0, length: command.length }] } : {};
      return this.#say(chat, text, { text, ...entities, ...more });
    },
    /** Opens `t.me/<bot>?start=<payload>`. */
    start: (chat: string, payload = ''): Promise<void> => {
      if (!/^[A-Za-z0-9_-]{0,64}$/.test(payload)) throw new RangeError(`not a start payload: ${payload}`);
      return this.citizen.send(chat, payload === '' ? '/start' : `/start ${payload}`);
    },
    photo: (chat: string, bytes: Buffer, caption = ''): Promise<void> => {
      const size = (scale: number, kept: Buffer) => {
        const id = this.keepFile(kept, 'photos', 'jpg');
        return { file_id: id, file_unique_id: `u${id}`, width: 90 * scale, height: 160 * scale, file_size: kept.length };
      };
      const photo = [size(1, bytes.subarray(0, 16)), size(4, bytes.subarray(0, 64)), size(8, bytes)];
      return this.#say(chat, caption === '' ? '[ảnh]' : `[ảnh] ${caption}`, { photo, ...(caption !== '' && { caption }) });
    },
    location: (chat: string, latitude: number, longitude: number): Promise<void> =>
      this.#say(chat, `[vị trí] ${latitude}, ${longitude}`, { location: { latitude, longitude } }),
    /** A message of another kind: `{ sticker: {…} }`, `{ voice: {…} }`, `{ contact: {…} }`. */
    other: (chat: string, content: object): Promise<void> => this.#say(chat, `[${Object.keys(content)[0]}]`, content),
    /** Changes the last thing that was typed. */
    edit: (chat: string, text: string): Promise<void> => {
      const message = this.#chat(chat).messages.findLast(({ from }) => from === 'citizen');
      if (!message) throw new Error(`nothing was typed in ${chat}`);
      message.text = text;
      const edited = { ...this.outline(this.#chat(chat), message), text, edit_date: this.#seconds() };
      return this.updates.add(`chat ${chat}`, 'edited_message', edited);
    },
    /** Presses the newest button with this payload; `inaccessible` as in a message so old that Telegram no longer tells its content. */
    press: (chat: string, payload: string, { inaccessible = false } = {}): Promise<void> => {
      const holder = this.#chat(chat).messages.findLast(({ keyboard }) => keyboard.flat().some(({ callback_data }) => callback_data === payload));
      if (!holder) throw new Error(`no button "${payload}" was shown in ${chat}`);
      return this.#press(chat, holder, payload, inaccessible);
    },
    block: (chat: string): Promise<void> => this.#membership(chat, true),
    unblock: (chat: string): Promise<void> => this.#membership(chat, false),
  };

  protected me(): object {
    return { id: Number(this.token.split(':')[0]), is_bot: true, first_name: 'Một Cửa', username: this.username };
  }

  #seconds(): number {
    return Math.floor(this.now().getTime() / 1000);
  }

  #chat(name: string): Chat {
    const id = Number(name);
    if (!Number.isSafeInteger(id) || id === 0) throw new RangeError(`a Telegram chat has a whole number, not "${name}"`);
    let chat = this.people.get(id);
    if (!chat) {
      const user = { id: Math.abs(id), is_bot: false, first_name: `Citizen ${Math.abs(id)}`, language_code: 'vi' };
      chat = { id, user, messages: [], byId: new Map(), blocked: false, deactivated: false, actions: [] };
      this.people.set(id, chat);
    }
    return chat;
  }

  protected keep(chat: Chat, from: Message['from'], text: string, more: Partial<Message> = {}): Message {
    const message: Message = { id: this.#nextMessage++, from, text, entities: [], keyboard: [], at: this.now(), edits: 0, ...more };
    chat.messages.push(message);
    chat.byId.set(message.id, message);
    return message;
  }

  protected keepFile(bytes: Buffer, folder: string, ending: string): string {
    const id = `AgACAgUAAxkBAAI${this.files.size + 1}`;
    this.files.set(id, { path: `${folder}/file_${this.files.size + 1}.${ending}`, bytes });
    return id;
  }

  #about({ id, user }: Chat): object {
    return id > 0 ? { id, type: 'private', first_name: user.first_name } : { id, type: 'supergroup', title: `Group ${-id}` };
  }

  /** A message as the API shows it, without its content. */
  protected outline(chat: Chat, message: Message): object {
    const from = message.from === 'bot' ? this.me() : chat.user;
    return { message_id: message.id, from, chat: this.#about(chat), date: Math.floor(message.at.getTime() / 1000) };
  }

  protected shown(chat: Chat, message: Message): object {
    const { text, entities, keyboard } = message;
    return {
      ...this.outline(chat, message),
      text,
      ...(entities.length > 0 && { entities }),
      ...(keyboard.length > 0 && { reply_markup: { inline_keyboard: keyboard } }),
    };
  }

  #say(name: string, shown: string, content: object): Promise<void> {
    const chat = this.#chat(name);
    const message = this.keep(chat, 'citizen', shown);
    return this.updates.add(`chat ${chat.id}`, 'message', { ...this.outline(chat, message), ...content });
  }

  #press(name: string, holder: Message, data: string, inaccessible: boolean): Promise<void> {
    const chat = this.#chat(name);
    const id = String(4_000_000_000 + this.#nextQuery++);
    this.queries.set(id, { chat: chat.id, at: performance.now(), answered: false });
    const message = inaccessible ? { chat: this.#about(chat), message_id: holder.id, date: 0 } : this.shown(chat, holder);
    return this.updates.add(`user ${chat.user.id}`, 'callback_query', { id, from: chat.user, message, chat_instance: String(chat.id), data });
  }

  #membership(name: string, blocked: boolean): Promise<void> {
    const chat = this.#chat(name);
    chat.blocked = blocked;
    const member = (status: string) => ({ user: this.me(), status, ...(status === 'kicked' && { until_date: 0 }) });
    const [before, after] = blocked ? ['member', 'kicked'] : ['kicked', 'member'];
    return this.updates.add(`chat ${chat.id}`, 'my_chat_member', {
      chat: this.#about(chat),
      from: chat.user,
      date: this.#seconds(),
      old_chat_member: member(before as string),
      new_chat_member: member(after as string),
    });
  }
}
