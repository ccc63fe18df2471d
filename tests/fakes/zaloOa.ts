import { type Clock, systemClock } from '#src/platform/clock.ts';
import { type Answer, type Call, type FakePlatform, type Fault, Faults, type Shown, serve } from './http.ts';
import { fillTemplate, readMessage, type Template } from './zaloOaMessages.ts';
import { TokenDesk } from './zaloOaTokens.ts';
import { type Account, WebhookSender } from './zaloOaWebhook.ts';

const HOUR = 3_600_000;
const FREE = 48 * HOUR;
const CHARGED = 7 * 24 * HOUR;
const VIETNAM = 7 * HOUR;

export interface FakeZaloOaOptions extends Partial<Account> {
  port?: number;
  clock?: Clock;
  /** The first refresh token, as the console gives it. */
  refreshToken?: string;
  webhook?: string | null;
  /** How many times faster than in life the webhook is tried again. */
  speed?: number;
  /** Calls a minute over all users before -32; the platform's own is 4,000. */
  perMinute?: number;
  templates?: Record<string, Template>;
  /** Whether what the OA sends is also told to the webhook, as the platform does. */
  echoes?: boolean;
}

interface Person {
  follows: boolean;
  blocked: boolean;
  /** Follow, message or query button: what the windows are counted from. */
  lastInteraction: number | null;
  shown: Shown[];
  /** Buttons ever shown, by payload. */
  buttons: Map<string, { label: string; type: string }>;
}

const SOME_TEMPLATES: Record<string, Template> = {
  '100001': { kind: 'transaction', text: 'Hồ sơ <ma_ho_so> đã có kết quả. Hẹn trả: <han>.', parameters: { ma_ho_so: 30, han: 20 } },
  '100002': { kind: 'promotion', text: 'Mời ông/bà góp ý: <noi_dung>', parameters: { noi_dung: 200 } },
};

/** A Zalo Official Account with its token endpoint, messages, templates, photos and webhook. All its errors come under HTTP 200. */
export class FakeZaloOa implements FakePlatform {
  readonly account: Account;
  readonly tokens: TokenDesk;
  readonly webhook: WebhookSender;
  readonly faults = new Faults();
  /** Faults of the token endpoint; `resetAfter` there is the dangerous one: rotated, and the answer lost. */
  readonly tokenFaults = new Faults();
  /** Codes that the next messages are refused with. */
  readonly refusals: number[] = [];
  readonly templates: Record<string, Template>;
  /** Which of the two shapes of buttons are taken, and what a text that is too long is refused with: the sources disagree. */
  wrappers = { plain: true, template: true };
  tooLong: -210 | -201 = -210;
  echoes: boolean;
  perMinute: number;
  /** Messages accepted within the free window, within the charged one, and as templates. */
  readonly counts = { free: 0, charged: 0, templates: 0 };
  url = '';
  readonly #clock: Clock;
  readonly #people = new Map<string, Person>();
  readonly #photos = new Map<string, Buffer>();
  #serial = 0;
  #minute = { at: 0, calls: 0 };
  #stop: () => Promise<void> = async () => {};

  static async start(options: FakeZaloOaOptions = {}): Promise<FakeZaloOa> {
    const fake = new FakeZaloOa(options);
    const isToken = (path: string) => path === '/v4/oa/access_token';
    const server = await serve((call, fault) => fake.#answer(call, fault), {
      port: options.port ?? 0,
      fault: (call) => (isToken(call.path) ? fake.tokenFaults : fake.faults).take(),
    });
    fake.url = server.url;
    fake.#stop = server.close;
    return fake;
  }

  private constructor(options: FakeZaloOaOptions) {
    const { appId = '111222333', appSecret = 'app-secret-of-the-fake', secretKey = 'oa-secret-of-the-fake', oaId = '9876543210987654321' } = options;
    this.account = { appId, appSecret, secretKey, oaId };
    this.#clock = options.clock ?? systemClock;
    this.tokens = new TokenDesk(this.account, options.refreshToken ?? 'RT-0-first', this.#clock);
    this.webhook = new WebhookSender(this.account, options.webhook ?? null, options.speed ?? 1);
    this.templates = { ...SOME_TEMPLATES, ...options.templates };
    this.echoes = options.echoes ?? true;
    this.perMinute = options.perMinute ?? 4000;
  }

  async close(): Promise<void> {
    this.webhook.close();
    await this.#stop();
  }

  chats(): string[] {
    return [...this.#people].filter(([, person]) => person.shown.length > 0).map(([id]) => id);
  }

  transcript(chat: string): Shown[] {
    return this.#people.get(chat)?.shown ?? [];
  }

  readonly citizen = {
    send: (chat: string, text: string) => {
      this.#show(chat, { from: 'citizen', text });
      return this.#userSends(chat, 'user_send_text', { text });
    },
    press: (chat: string, payload: string) => {
      const button = this.#people.get(chat)?.buttons.get(payload);
      if (!button) throw new Error(`no button with ${payload} was shown in ${chat}`);
      if (!button.type.startsWith('oa.query.')) return Promise.resolve(true);
      if (button.type === 'oa.query.show') this.#show(chat, { from: 'citizen', text: payload });
      return this.#userSends(chat, 'user_send_text', { text: payload });
    },
    photo: (chat: string, bytes: Buffer, caption = '') => {
      const name = `${++this.#serial}.jpg`;
      this.#photos.set(name, bytes);
      this.#show(chat, { from: 'citizen', text: `[${name}] ${caption}`.trim() });
      const url = `${this.url}/photo/${name}`;
      const attachments = [{ type: 'image', payload: { url, thumbnail: url } }];
      return this.#userSends(chat, 'user_send_image', caption ? { text: caption, attachments } : { attachments });
    },
    /** The two shapes that the sources show; coordinates as text in the first. */
    location: (chat: string, latitude: number, longitude: number, shape: 'attachment' | 'message' = 'attachment') => {
      this.#show(chat, { from: 'citizen', text: `[${latitude}, ${longitude}]` });
      const coordinates = { latitude: String(latitude), longitude: String(longitude) };
      const attachments = [{ type: 'location', payload: { coordinates } }];
      return this.#userSends(chat, 'user_send_location', shape === 'attachment' ? { attachments } : { location: { latitude, longitude } });
    },
    follow: (chat: string) => {
      Object.assign(this.#person(chat), { follows: true, blocked: false });
      this.#interacts(chat);
      return this.emit({ oa_id: this.account.oaId, follower: { id: chat }, event_name: 'follow', source: 'oa_profile' });
    },
    unfollow: (chat: string) => {
      this.#person(chat).follows = false;
      return this.emit({ oa_id: this.account.oaId, follower: { id: chat }, event_name: 'unfollow', source: 'oa_profile' });
    },
    /** Refuses all messages of the OA: they are answered with -213. */
    block: (chat: string) => {
      this.#person(chat).blocked = true;
    },
    /** Whatever else a person may send, such as "sticker" or "audio". */
    other: (chat: string, kind: string, message: Record<string, unknown> = {}) => this.#userSends(chat, `user_send_${kind}`, message),
  };

  /** Tells the webhook of an event, with the fields that all have. */
  emit(event: Record<string, unknown>, headers: Record<string, string> = {}): Promise<boolean> {
    return this.webhook.deliver({ app_id: this.account.appId, ...event, timestamp: String(this.#clock.now().getTime()) }, headers);
  }

  #userSends(chat: string, name: string, message: Record<string, unknown>): Promise<boolean> {
    this.#interacts(chat);
    return this.emit({
      sender: { id: chat },
      recipient: { id: this.account.oaId },
      user_id_by_app: `55${chat}`,
      event_name: name,
      message: { msg_id: this.#messageId(), ...message },
    });
  }

  #person(id: string): Person {
    const known = this.#people.get(id);
    if (known) return known;
    const person: Person = { follows: false, blocked: false, lastInteraction: null, shown: [], buttons: new Map() };
    this.#people.set(id, person);
    return person;
  }

  #interacts(chat: string): void {
    this.#person(chat).lastInteraction = this.#clock.now().getTime();
  }

  #show(chat: string, shown: Omit<Shown, 'at'>): void {
    this.#person(chat).shown.push({ ...shown, at: this.#clock.now() });
  }

  #messageId(): string {
    return `m${(++this.#serial).toString(16).padStart(16, '0')}`;
  }

  #answer(call: Call, fault: Fault | null): Answer {
    const photo = /^\/photo\/(.+)$/.exec(call.path)?.[1];
    if (photo) {
      const bytes = this.#photos.get(photo);
      return bytes ? { type: 'image/jpeg', body: bytes } : { status: 404, body: 'gone' };
    }
    if (fault === 'tooMany') return failure(-32, 'Request limit exceeded');
    if (call.path === '/v4/oa/access_token') return this.tokens.answer(call);
    const refused = this.tokens.check(call.headers['access_token']) || this.#pace() || this.#refusal(call);
    if (refused) return failure(refused, 'refused');
    switch (`${call.method} ${call.path}`) {
      case 'GET /v2.0/oa/getoa':
        return success({
          oaid: this.account.oaId,
          name: 'UBND xã Thử Nghiệm',
          is_verified: true,
          oa_type: 4,
          package_name: 'Nâng cao',
          linked_ZCA: 'ZCA-1',
        });
      case 'POST /v3.0/oa/message/cs':
        return this.#consult(read(call));
      case 'POST /v3.0/oa/message/template':
      case 'POST /message/template':
        return this.#template(read(call));
      default:
        return { status: 404, type: 'text/html', body: '<html><body>Not Found</body></html>' };
    }
  }

  #refusal({ method }: Call): number {
    return method === 'POST' ? (this.refusals.shift() ?? 0) : 0;
  }

  #pace(): number {
    const at = Math.floor(this.#clock.now().getTime() / 60_000);
    if (this.#minute.at !== at) this.#minute = { at, calls: 0 };
    return ++this.#minute.calls > this.perMinute ? -32 : 0;
  }

  #consult(body: Body): Answer {
    const user = body.recipient?.user_id;
    const person = typeof user === 'string' ? this.#people.get(user) : undefined;
    if (typeof user !== 'string' || !person) return failure(-201, 'user_id is invalid');
    if (person.blocked) return failure(-213, 'User has not followed OA');
    const since = person.lastInteraction === null ? Number.POSITIVE_INFINITY : this.#clock.now().getTime() - person.lastInteraction;
    if (since > CHARGED) return failure(-230, 'User has not interacted with the OA in the past 7 days');
    const message = readMessage(body.message, this.tooLong, this.wrappers);
    if ('error' in message) return failure(message.error, message.message);
    this.counts[since > FREE ? 'charged' : 'free']++;
    const { text, buttons } = message.value;
    for (const { title, type, payload } of buttons) person.buttons.set(String(payload), { label: title, type });
    const shownButtons = buttons.map(({ title, payload }) => ({ label: title, payload: String(payload) }));
    this.#show(user, { from: 'bot', text, ...(buttons.length > 0 ? { buttons: shownButtons } : {}) });
    const id = this.#messageId();
    if (this.echoes) {
      void this.emit({ sender: { id: this.account.oaId }, recipient: { id: user }, event_name: 'oa_send_text', message: { msg_id: id, text } });
    }
    const quota = since > FREE ? { quota_type: 'purchase_quota' } : { quota_type: 'reply', remain: 8, total: 8 };
    return success({ message_id: id, user_id: user, sent_time: String(this.#clock.now().getTime()), quota });
  }

  #template(body: Body): Answer {
    const byPhone = body.phone !== undefined;
    const to = byPhone ? body.phone : body.user_id;
    if (typeof to !== 'string' || (byPhone ? !/^84\d{9}$/.test(to) : !this.#people.has(to)))
      return failure(byPhone ? -108 : -201, 'recipient is invalid');
    const template = this.templates[String(body.template_id)];
    const hour = Math.floor(((this.#clock.now().getTime() + VIETNAM) / HOUR) % 24);
    if (template?.kind === 'promotion' && (hour >= 22 || hour < 6)) return failure(-234, 'not allowed at night');
    const text = fillTemplate(template, body.template_data);
    if ('error' in text) return failure(text.error, text.message);
    this.counts.templates++;
    this.#show(to, { from: 'bot', text: text.value });
    const id = this.#messageId();
    const now = String(this.#clock.now().getTime());
    const tracking = byPhone && body.tracking_id !== undefined ? { tracking_id: body.tracking_id } : {};
    const message = { msg_id: id, ...tracking, delivery_time: now };
    void this.emit(
      { sender: { id: this.account.oaId }, recipient: { id: to }, event_name: 'user_received_message', message },
      { 'x-zevent-server': 'ZNS' },
    );
    return success({
      [byPhone ? 'msg_id' : 'message_id']: id,
      sent_time: now,
      sending_mode: '1',
      quota: { dailyQuota: '500', remainingQuota: '499' },
    });
  }
}

interface Body {
  recipient?: { user_id?: unknown };
  message?: unknown;
  user_id?: unknown;
  phone?: unknown;
  template_id?: unknown;
  template_data?: unknown;
  tracking_id?: unknown;
}

function read({ body }: Call): Body {
  try {
    return JSON.parse(body.toString('utf8')) ?? {};
  } catch {
    return {};
  }
}

const success = (data: object): Answer => ({ body: { data, error: 0, message: 'Success' } });
const failure = (error: number, message: string): Answer => ({ body: { error, message } });
