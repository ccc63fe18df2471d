import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { seedDirectory } from '#src/directory/directory.ts';
import { sayIn } from '#src/platform/texts.ts';
import { realFiles } from './support/assistant.ts';
import { formOf } from './support/formOf.ts';
import { account, member, PASSWORD, settableClock } from './support/staff.ts';
import { signIn, visitor } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
/** A Monday morning. */
const clock = settableClock(new Date('2026-11-23T09:00:00+07:00'));
const LIST = '/quan-tri/danh-ba';
const UNITS = `${LIST}/dia-gioi`;
const OFFICE = `${LIST}/one-stop`;

let web: TestWeb;
beforeAll(async () => {
  const files = realFiles();
  web = await testWeb({ clock, files: { ...files, procedures: files.procedures.slice(0, 3), publications: [], succession: [] } });
  const staff = { database: web.database.prisma, clock };
  await account(staff, 'quantri', member('admin'));
  await account(staff, 'bientap', member('editor'));
  await account(staff, 'lanhdao', member('leader', { agencyId: 'peoples-committee' }));
  await account(staff, 'canbo', member('oneStopOfficer', { agencyId: 'peoples-committee', unitId: 'one-stop' }));
});
beforeEach(async () => {
  const { prisma } = web.database;
  for (const table of ['directory_change', 'agency', 'admin_unit', 'unit_succession']) await prisma.$executeRawUnsafe(`DELETE FROM ${table}`);
  await seedDirectory(prisma);
});
afterAll(() => web.close());

const signedIn = (username: string) => signIn(web.url, username);
type Person = Awaited<ReturnType<typeof signedIn>>;
const named = (text: string) => text.replaceAll('&lt;', '<');

/** Opens a form, changes some of its fields, and sends it by one of its buttons. */
async function sendForm(person: Person, path: string, id: string, change: Record<string, string>, act = 'save') {
  const { form: _code, ...fields } = formOf((await person.see(path)).text, id);
  return person.send(path, { ...fields, ...change, do: act });
}

let asked = 0;
/** What a citizen reads who asks this now, for the first time. */
async function ask(text: string): Promise<string> {
  const answer = await fetch(`${web.url}/api/v1/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ conversation: `citizen-${++asked}`, text }),
  });
  return JSON.stringify(await answer.json());
}

describe('an office that is changed on the page', () => {
  test('is answered with at once, everywhere that it stands', async () => {
    const admin = await signedIn('quantri');
    expect(await ask('mấy giờ mở cửa')).toContain('07:30');
    const done = await sendForm(admin, OFFICE, 'agency', {
      'hours.1': '8h-11h45, 13h30-17h',
      phone: '0200 111 2222',
      map: 'https://maps.example/xa',
    });
    expect(done.text).toContain(say('directoryPage.said.saved'));
    const told = await ask('mấy giờ mở cửa');
    expect(told).toContain('08:00–11:45, 13:30–17:00');
    for (const shown of [await ask('địa chỉ ở đâu'), (await visitor(web.url).see('/')).text]) expect(shown).toContain('0200 111 2222');
    expect(told).toContain('https://maps.example/xa');
  });

  test('on every working day like Monday by one button; rows come and go; nothing is saved by them', async () => {
    const admin = await signedIn('quantri');
    const copied = await sendForm(admin, OFFICE, 'agency', { 'hours.1': '7:00-11:00' }, 'copyMonday');
    expect(formOf(copied.text, 'agency')).toMatchObject({ 'hours.5': '7:00-11:00', 'hours.6': '' });
    const more = await sendForm(admin, OFFICE, 'agency', { 'receptionDays.0.when': 'chiều thứ Ba' }, 'add:receptionDays');
    expect(formOf(more.text, 'agency')).toMatchObject({ 'receptionDays.0.when': 'chiều thứ Ba', 'receptionDays.1.when': '' });
    const less = await sendForm(admin, OFFICE, 'agency', {}, 'remove:receptionDays:0');
    expect(less.text).not.toContain('Chủ tịch Ủy ban nhân dân xã"');
    expect(await web.database.prisma.directoryChange.count()).toBe(0);
  });

  test('with a closed day: the day is told, and undone it is not', async () => {
    const admin = await signedIn('quantri');
    await sendForm(admin, OFFICE, 'agency', { 'specialDays.0.from': '2026-11-23', 'specialDays.0.to': '', 'specialDays.0.reason': 'chuyển trụ sở' });
    expect(await ask('hôm nay có mở cửa không')).toContain('chuyển trụ sở');
    const page = (await admin.see(OFFICE)).text;
    expect(page).toContain('Người quantri sửa lúc');
    const act = /name="act" value="([^"]+)"/.exec(page)![1]!;
    expect((await admin.send(`${LIST}/lay-lai`, { act })).text).toContain(say('directoryPage.said.back'));
    expect(await ask('hôm nay có mở cửa không')).not.toContain('chuyển trụ sở');
  });

  test('with what cannot be read: said beside the field, nothing typed is lost', async () => {
    const admin = await signedIn('quantri');
    const wrong = await sendForm(admin, OFFICE, 'agency', {
      name: '',
      phone: 'gọi chị Lan',
      website: 'javascript:alert(1)',
      'hours.2': 'sáng',
      codes: 'mã xã',
      'counters.0.name': '',
      validFrom: '2027-01-01',
      validTo: '2026-01-01',
    });
    expect(wrong.status).toBe(422);
    for (const fault of ['required', 'agencyPhone', 'webAddress', 'sessions', 'organisationCode', 'dayBefore'])
      expect(wrong.text).toContain(say(`staff.fault.${fault}`));
    expect(formOf(wrong.text, 'agency')).toMatchObject({ phone: 'gọi chị Lan', 'hours.2': 'sáng', codes: 'mã xã' });
    expect(await web.database.prisma.directoryChange.count()).toBe(0);
  });

  test('with a script in a field shows it as it was typed; a field of 40,000 letters is refused beside it', async () => {
    const admin = await signedIn('quantri');
    const script = '"><script>alert(1)</script>';
    const saved = await sendForm(admin, `${LIST}/health-station`, 'agency', { name: script, address: script, 'specialDays.0.reason': script });
    expect(saved.text).toContain(say('directoryPage.said.saved'));
    for (const page of [saved, await admin.see(LIST)]) expect(page.text).not.toContain('<script>alert');
    const long = await sendForm(admin, OFFICE, 'agency', { note: 'Ông Nguyễn Văn Mẫu. '.repeat(2000) });
    expect([long.status, long.text.includes(say('staff.fault.tooLong'))]).toEqual([422, true]);
    expect(String(formOf(long.text, 'agency')['note'])).toHaveLength(39_999);
  });

  test('by two people: the second sees both, and nothing is overwritten unseen', async () => {
    const [admin, other] = [await signedIn('quantri'), await signedIn('bientap')];
    const { form: _code, ...mine } = formOf((await admin.see(OFFICE)).text, 'agency');
    await sendForm(other, OFFICE, 'agency', { phone: '0200 333 4444' });
    const late = await admin.send(OFFICE, { ...mine, address: 'Số 2 đường Mới', do: 'save' });
    expect(late.status).toBe(409);
    expect(late.text).toContain('Người bientap');
    expect(late.text).toContain('<del>0200 333 4444</del>');
    const { form: _again, ...both } = formOf(late.text, 'agency');
    expect(both).toMatchObject({ address: 'Số 2 đường Mới' });
    const done = await admin.send(OFFICE, { ...both, phone: '0200 333 4444', do: 'overwrite' });
    expect(done.text).toContain(say('directoryPage.said.saved'));
    expect(await ask('số điện thoại một cửa')).toMatch(/0200 333 4444.*Số 2 đường Mới|Số 2 đường Mới.*0200 333 4444/s);
  });

  test('whose session ended meanwhile: what was typed is sent after signing in', async () => {
    const admin = await signedIn('quantri');
    const { form: code, ...fields } = formOf((await admin.see(OFFICE)).text, 'agency');
    admin.cookies.delete('mot-cua.session_token');
    const asks = await admin.send(OFFICE, { ...fields, form: String(code), note: 'Giữ lại câu này giúp tôi', do: 'save' });
    expect(asks.status).toBe(401);
    const resume = /name="resume" value="([^"]+)"/.exec(asks.text)![1]!;
    const back = await admin.send('/dang-nhap', { username: 'quantri', password: PASSWORD, resume });
    expect(named(back.text)).toContain('Giữ lại câu này giúp tôi');
    const { form: _code, ...kept } = formOf(back.text, 'kept');
    expect((await admin.send(OFFICE, kept as Record<string, string>)).text).toContain(say('directoryPage.said.saved'));
  });
});

describe('who may', () => {
  test('an officer sees nothing of it; a leader their own agency and its units, and no units of the country', async () => {
    expect((await (await signedIn('canbo')).see(LIST)).status).toBe(403);
    const leader = await signedIn('lanhdao');
    const list = (await leader.see(LIST)).text;
    expect([list.includes(`href="${OFFICE}"`), list.includes(`href="${LIST}/health-station"`), list.includes(`href="${UNITS}"`)]).toEqual([
      true,
      false,
      false,
    ]);
    expect((await leader.see(`${LIST}/health-station`)).status).toBe(404);
    expect((await leader.see(UNITS)).status).toBe(403);
    expect((await sendForm(leader, OFFICE, 'agency', { phone: '0200 555 6666' })).text).toContain(say('directoryPage.said.saved'));
    await leader.see(OFFICE);
    expect((await leader.send(`${LIST}/health-station/bo`, { seen: '0' })).status).toBe(403);
  });
});

describe('a new unit of the authority', () => {
  test('is added under it, can be given people, then no longer goes; one that nobody uses goes and comes back', async () => {
    const admin = await signedIn('quantri');
    const added = await sendForm(admin, `${LIST}/moi`, 'agency', { name: 'Phòng Kinh tế', kind: 'department', partOf: 'peoples-committee' });
    expect(added.path).toBe(`${LIST}/phong-kinh-te`);
    const gone = await admin.send(`${LIST}/phong-kinh-te/bo`, { seen: String(formOf(added.text, 'agency')['seen']) });
    expect(gone.text).toContain(say('directoryPage.said.removed'));
    const act = /name="act" value="([^"]+)"/.exec(gone.text)![1]!;
    await admin.send(`${LIST}/lay-lai`, { act });
    const { id } = await web.database.prisma.person.findFirstOrThrow();
    const place = { agencyId: 'peoples-committee', unitId: 'phong-kinh-te' };
    const membership = await web.database.prisma.membership.create({
      data: { personId: id, ...place, role: 'officer', validFrom: '2026-01-01' },
    });
    const used = (await admin.see(`${LIST}/phong-kinh-te`)).text;
    expect(used).toContain(say('directoryPage.usedFor', { uses: say('directoryPage.use.people') }));
    expect(used).toContain(say('directoryPage.headless'));
    const refused = await admin.send(`${LIST}/phong-kinh-te/bo`, { seen: String(formOf(used, 'agency')['seen']) });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain(say('errors.directoryUsed'));
    await web.database.prisma.membership.delete({ where: { id: membership.id } });
  });
});

describe('a merger', () => {
  const CHANGE = `${UNITS}/thay-doi/moi`;
  const FIELDS = {
    date: '2025-07-01',
    source: 'Nghị quyết 1/NQ-UBTVQH15',
    'from.0.name': 'Sương Mai',
    'from.0.parent': 'demo-mong-tuong',
    'from.1.name': '',
    'from.2.name': '',
  };

  test('is previewed as citizens will be answered, saved with its units, found by the old name, answered at once, undone whole', async () => {
    const admin = await signedIn('quantri');
    const preview = await sendForm(admin, CHANGE, 'change', FIELDS, 'preview');
    expect(preview.text).toContain(say('directoryPage.units.asked', { unit: 'xã Sương Mai' }));
    expect(preview.text).toContain('Nay là xã Minh Họa (xã Sương Mai cũ, huyện Mộng Tưởng cũ), sáp nhập từ 01/07/2025.');
    expect(preview.text).toContain(say('directoryPage.units.willAdd', { units: 'xã Sương Mai' }));
    expect(await web.database.prisma.directoryChange.count()).toBe(0);
    expect(await ask('xã Sương Mai giờ là xã gì')).not.toContain('xã Sương Mai cũ');
    const done = await sendForm(admin, CHANGE, 'change', FIELDS);
    expect(done.text).toContain(say('directoryPage.said.saved'));
    const told = await ask('xã Sương Mai giờ là xã gì');
    expect(told).toContain('Nay là xã Minh Họa (xã Sương Mai cũ, huyện Mộng Tưởng cũ)');
    expect(told).toContain('Nghị quyết 1/NQ-UBTVQH15');
    const found = (await admin.see(`${UNITS}?q=suong+mai`)).text;
    expect([found.includes('xã Sương Mai'), found.includes('xã Hoa Tưởng')]).toEqual([true, false]);
    const act = /name="act" value="([^"]+)"/.exec((await admin.see(done.path)).text)![1]!;
    await admin.send(`${LIST}/lay-lai`, { act });
    expect(await ask('xã Sương Mai giờ là xã gì')).not.toContain('xã Sương Mai cũ');
    expect((await admin.see(`${UNITS}?q=suong+mai`)).text).toContain(say('directoryPage.units.noneFound'));
  });

  test('that is still to come is previewed as of its day, and listed as what will be; a kind that was written into the name goes', async () => {
    const admin = await signedIn('quantri');
    const fields = { ...FIELDS, date: '2027-03-01', 'from.0.name': 'xã Bình Thử', 'to.0.kind': 'ward', 'to.0.name': 'Phường Mới Lập' };
    const preview = await sendForm(admin, CHANGE, 'change', fields, 'preview');
    expect(preview.text).toContain(say('directoryPage.units.answeredFrom', { date: '01/03/2027' }));
    expect(preview.text).toContain('Nay là phường Mới Lập (xã Bình Thử cũ');
    await sendForm(admin, CHANGE, 'change', fields);
    const list = (await admin.see(UNITS)).text;
    const coming = /<section aria-labelledby="coming">.*?<\/section>/s.exec(list)![0];
    expect([coming.includes('phường Mới Lập'), coming.includes('01/03/2027'), coming.includes('xã Minh Họa')]).toEqual([true, true, false]);
    expect(/<section aria-labelledby="old">.*?<\/section>/s.exec(list)![0]).not.toContain('Mới Lập');
    expect(list).toContain(say('directoryPage.units.ends', { date: '28/02/2027' }));
    // The audit log calls it by its name, and finds it by that.
    const audit = (await admin.see(`/quan-tri/nhat-ky?subject=${encodeURIComponent('phuong moi lap')}`)).text;
    expect([audit.includes('phường Mới Lập'), audit.includes('ward-moi-lap')]).toEqual([true, false]);
  });

  test('of a commune that was in force ends it; the same unit on both sides is no change; a district after its end is none', async () => {
    const admin = await signedIn('quantri');
    const side = (name: string, kind = 'commune') => ({ ...FIELDS, 'from.0.name': name, 'from.0.kind': kind, 'from.0.parent': '' });
    expect((await sendForm(admin, CHANGE, 'change', side('minh họa'))).text).toContain(say('staff.fault.sameUnits'));
    const district = await sendForm(admin, CHANGE, 'change', { ...side('Bình Yên', 'ruralDistrict'), date: '2026-01-01' });
    expect([district.status, district.text.includes(say('staff.fault.districtEnded'))]).toEqual([422, true]);
    await sendForm(admin, `${UNITS}/don-vi/moi`, 'unit', { kind: 'commune', name: 'Xuân Hòa', validFrom: '2025-07-01' });
    const ended = await sendForm(admin, CHANGE, 'change', { ...side('Xuân Hòa'), date: '2026-10-01' });
    expect(ended.text).toContain(say('directoryPage.said.saved'));
    const unit = await web.database.prisma.adminUnit.findUniqueOrThrow({ where: { id: 'commune-xuan-hoa' } });
    expect(unit.content).toMatchObject({ validTo: '2026-09-30' });
  });

  test('a unit that is named does not go; one by itself is corrected by its name', async () => {
    const admin = await signedIn('quantri');
    const page = (await admin.see(`${UNITS}/don-vi/demo-hoa-tuong`)).text;
    expect(page).toContain(say('directoryPage.units.namedBy', { names: say('directoryPage.units.changeOf', { date: '01/07/2025' }) }));
    expect((await admin.send(`${UNITS}/don-vi/demo-hoa-tuong/bo`, { seen: '0' })).status).toBe(409);
    await sendForm(admin, `${UNITS}/don-vi/demo-hoa-tuong`, 'unit', { name: 'Hoa Thơm' });
    expect(await ask('xã Hoa Thơm giờ thuộc xã nào')).toContain('xã Hoa Thơm cũ');
  });
});
