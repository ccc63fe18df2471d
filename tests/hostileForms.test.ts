import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedCalendar } from '#src/calendar/store/seed.ts';
import { seedDirectory } from '#src/directory/directory.ts';
import { createDesk } from '#src/dossiers/createDesk.ts';
import { type Given, receiveFeedback } from '#src/feedback/commands/receive.ts';
import { secretsFrom } from '#src/platform/secrets.ts';
import { openForm } from '#src/web/staff/keptForm.ts';
import { NAVIGATION } from '#src/web/staff/navigation.ts';
import { publishTestProcedure } from './support/dossiers.ts';
import { formsIn } from './support/formOf.ts';
import { probeChannel } from './support/probeChannel.ts';
import { account, member, PASSWORD, settableClock } from './support/staff.ts';
import { visitor } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const clock = settableClock(new Date('2026-03-09T09:15:00+07:00'));
const COMMITTEE = { agencyId: 'peoples-committee' };
/** What must never stand on a page as it was typed. */
const RUNS = /<script>alert|<img src=x|<o:p>|onmouseover=alert\(1\) x="|href="javascript:/;
const SCRIPT = `"><script>alert(1)</script><img src=x onerror=alert(1)>' onmouseover=alert(1) x="`;
const ADDRESS = 'javascript:alert(1)//{{constructor.constructor("alert(1)")()}}<%=7*7%>';
const WORD = '<!--[if gte mso 9]><xml></xml><![endif]--><p class=MsoNormal style="mso-x:1"><o:p>Căn cứ&nbsp;Luật</o:p></p>\u0000\u000b\ufeff';
const HOSTILE: [string, string][] = [
  ['scripts, addresses that run, text from Word and signs that no database keeps', [SCRIPT, ADDRESS, WORD].join(' ')],
  ['a field of 40,000 characters', 'Đơn đề nghị của ông Nguyễn Văn Mẫu. '.repeat(1112).slice(0, 40_000)],
];
/** Nobody signs themselves out, or out of patience, by a loop. */
const LEFT_OUT = /^\/(?:dang-xuat|dang-nhap|can-bo\/mat-khau|can-bo\/bao-mat)/;

let web: TestWeb;
let person: ReturnType<typeof visitor>;

beforeAll(async () => {
  web = await testWeb({ clock, channels: [probeChannel({ id: 'telegram' }).channel] });
  const database = web.database.prisma;
  await seedDirectory(database);
  await seedCalendar(database, clock.now());
  await publishTestProcedure(web.database, '1.001193');
  const roles = ['oneStopOfficer', 'leader', 'editor', 'publisher', 'admin'] as const;
  await account(
    { database, clock },
    'moi.quyen',
    ...roles.map((role) => member(role, role === 'oneStopOfficer' ? { ...COMMITTEE, unitId: 'one-stop' } : COMMITTEE)),
  );
  person = visitor(web.url);
  await person.see('/dang-nhap');
  await person.send('/dang-nhap', { username: 'moi.quyen', password: PASSWORD });
});
afterAll(() => web.close());

const seen = new Set<string>();
/** Sends every form of a page with the text in every field that somebody writes into; returns how many there were. */
async function attack(path: string, text: string): Promise<number> {
  const forms = formsIn((await person.see(path)).text).filter(({ action, written }) => written.length > 0 && !LEFT_OUT.test(action));
  for (const { action, fields, written } of forms) {
    seen.add(action);
    const { form: _code, ...kept } = fields;
    await person.see(path);
    const answer = await person.send(action, { ...kept, ...Object.fromEntries(written.map((name) => [name, text])) });
    expect(answer.status, `${path} → ${action}\n${answer.text.slice(0, 300)}`).toBeLessThan(500);
    expect(answer.text, `${path} → ${action}`).not.toMatch(RUNS);
  }
  return forms.length;
}

const PAGES = [
  ...NAVIGATION.map(({ href }) => href),
  '/can-bo/ho-so/moi?thu-tuc=1.001193',
  '/can-bo/gop-y/mau',
  '/can-bo/tai-khoan',
  '/can-bo/tro-chuyen/truc',
  '/quan-tri/nguoi-dung/moi',
  '/quan-tri/danh-ba/one-stop',
  '/quan-tri/danh-ba/moi',
  '/quan-tri/danh-ba/dia-gioi/thay-doi/moi',
  '/quan-tri/danh-ba/dia-gioi/don-vi/demo-hoa-tuong',
  '/quan-tri/thu-tuc/moi',
  '/quan-tri/thu-tuc/1.001193',
  '/quan-tri/thu-tuc/1.001193/tu-ngu',
  '/quan-tri/thu-tuc/van-ban',
  '/quan-tri/thu-tuc/nhom-de-nham?id=moi',
  '/quan-tri/thu-tuc/hoi-thu',
  '/quan-tri/loi-nhan/greeting',
  '/can-bo/mau-giay/peoples-committee/tt-03-2025/receiptSlip',
];

describe('hostile text in every field of every form of staff', () => {
  test.each(HOSTILE)(
    '%s',
    async (_name, text) => {
      let forms = 0;
      for (const path of PAGES) forms += await attack(path, text);
      const { prisma } = web.database;
      const dossier = await prisma.dossier.findFirst({ orderBy: { submittedAt: 'desc' } });
      const someone = await prisma.person.findFirstOrThrow();
      for (const path of [...(dossier ? [`/can-bo/ho-so/${dossier.code}`] : []), `/quan-tri/nguoi-dung/${someone.id}`])
        forms += await attack(path, text);
      expect(forms).toBeGreaterThan(12);
      for (const path of [...PAGES, '/', '/thu-tuc', '/thu-tuc/1.001193']) expect((await person.see(path)).text, path).not.toMatch(RUNS);
    },
    120_000,
  );

  test.each(HOSTILE)('%s, as the answer to feedback', async (_name, text) => {
    const { prisma } = web.database;
    const calendar = await createDesk(prisma, clock).calendarOf('peoples-committee');
    const given: Given = {
      ...{
        ...COMMITTEE,
        unitId: 'one-stop',
        channel: 'web',
        locale: 'vi',
        topic: 'site',
        text: text.replaceAll('\u0000', ''),
        place: text.slice(0, 80),
      },
      ...{ latitude: null, longitude: null, dossierCode: null, chat: null, pictures: [], files: [] },
      contact: { name: text.slice(0, 80), phone: null, email: null, address: null, consentVersion: '1' },
    };
    const { code } = await prisma.$transaction((tx) => receiveFeedback(tx, given, calendar, clock.now()));
    const page = `/can-bo/gop-y/${code}`;
    await attack(page, text);
    const fieldsOf = async (step: string) => formsIn((await person.see(page)).text).find(({ action }) => action === `${page}/${step}`)?.fields ?? {};
    const preview = await person.send(`${page}/answer`, { ...(await fieldsOf('answer')), preview: '1', text });
    expect(preview.text).not.toMatch(RUNS);
    const { preview: _not, ...answer } = await fieldsOf('answer');
    const sent = await person.send(`${page}/answer`, { ...answer, text });
    expect(sent.text).not.toMatch(RUNS);
    if (text.length <= 5000) return;
    // Too long to be sent: said so, and nothing of it lost.
    expect([sent.status, sent.text.includes(text.trim())]).toEqual([422, true]);
    expect(await prisma.feedbackMessage.count({ where: { text: text.trim() } })).toBe(0);
  });

  test('the loop reached what it is about', () => {
    for (const action of [
      '/can-bo/ho-so/moi',
      '/quan-tri/nguoi-dung/moi',
      '/quan-tri/khoa',
      '/quan-tri/kenh',
      '/quan-tri/thu-tuc/moi',
      '/can-bo/tai-khoan/vang',
    ])
      expect([...seen].sort()).toContain(action);
  });
});

describe('nothing that was typed in any form is lost', () => {
  const WORDS = 'Chữ đã gõ rất lâu mới xong.';
  const SESSION = 'mot-cua.session_token';

  /** Sends every form of every page with words in each field that is written into; `check` is told what was answered. */
  async function each(check: (answer: { status: number; text: string }, where: string) => void): Promise<Set<string>> {
    const sent = new Set<string>();
    for (const path of PAGES) {
      const page = await person.see(path);
      expect(page.status, path).toBe(200);
      for (const { action, fields, written } of formsIn(page.text)) {
        if (written.length === 0 || LEFT_OUT.test(action) || sent.has(action)) continue;
        sent.add(action);
        const { form: _code, ...kept } = fields;
        check(await lose(action, { ...kept, ...Object.fromEntries(written.map((name) => [name, WORDS])) }), `${path} → ${action}`);
      }
    }
    return sent;
  }
  let lose: (action: string, fields: Record<string, string | string[]>) => Promise<{ status: number; text: string }>;

  test('when the session ended meanwhile: after signing in it is sent again', async () => {
    const secrets = secretsFrom('a secret that only tests know');
    lose = async (action, fields) => {
      const session = person.cookies.get(SESSION)!;
      person.cookies.delete(SESSION);
      const answer = await person.send(action, fields);
      person.cookies.set(SESSION, session);
      return answer;
    };
    const sent = await each(({ status, text }, where) => {
      const kept = openForm(secrets, /name="resume" value="([^"]*)"/.exec(text)?.[1]);
      expect([status, kept?.path && where.endsWith(kept.path), JSON.stringify(kept?.fields).includes(WORDS)], where).toEqual([401, true, true]);
    });
    expect(sent.size).toBeGreaterThan(20);
  });

  test('when the person’s roles were taken away meanwhile: it is shown, to be copied', async () => {
    const { prisma } = web.database;
    const roles = await prisma.membership.findMany();
    const none = new Set<string>();
    lose = async (action, fields) => {
      await prisma.membership.deleteMany();
      const answer = await person.send(action, fields);
      await prisma.membership.createMany({ data: roles });
      return answer;
    };
    await each(({ status, text }, where) => {
      // What is everybody's own needs no role.
      if (where.includes('/can-bo/tai-khoan/')) return;
      if (status !== 403 || !text.includes(WORDS)) none.add(`${status} ${where}`);
    });
    expect([...none]).toEqual([]);
  });
});
