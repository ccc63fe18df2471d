import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixedClock } from '#src/platform/clock.ts';
import { SYSTEM_ACTOR } from '#src/staff/actor.ts';
import { createApiKey, revokeApiKey } from '#src/staff/apiKeys.ts';
import { type TestWeb, testWeb } from '#tests/support/web.ts';

let web: TestWeb;
const keys = { import: '', view: '', other: '' };
const staff = () => ({ database: web.database.prisma, clock: fixedClock(new Date('2026-11-22T09:00:00+07:00')) });
const keyWith = (scopes: string[], agencyId: string | null = null) =>
  createApiKey(staff(), SYSTEM_ACTOR, { name: 'test', scopes, agencyId, expiresAt: null });

beforeAll(async () => {
  web = await testWeb();
  keys.import = (await keyWith(['dossier.import'])).key;
  keys.view = (await keyWith(['dossier.view'])).key;
  keys.other = (await keyWith(['dossier.import'], 'another-agency')).key;
});
afterAll(() => web.close());

const send = async (method: string, path: string, body?: unknown, { key = keys.import, language = 'vi' } = {}) => {
  const response = await fetch(`${web.url}/api/v1${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'accept-language': language, ...(key ? { authorization: `Bearer ${key}` } : {}) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, never> };
};

const CODE = 'H26.1-261109-0001';
const payload = (change: object = {}) => ({
  MaTTHC: '1.001193',
  ChuHoSo: 'Nguyễn Văn A',
  SoGiayToChuHoSo: '001099012345',
  KenhThucHien: '1',
  NgayTiepNhan: '20261109083000',
  NgayHenTra: '20261116170000',
  TrangThaiHoSo: '4',
  TaiLieuNop: [{ TenTepDinhKem: 'a.pdf' }],
  ...change,
});

describe('PUT', () => {
  test('creates, then changes nothing, then updates', async () => {
    expect(await send('PUT', `/dossiers/${CODE}`, payload())).toMatchObject({ status: 201, body: { code: CODE, outcome: 'created' } });
    expect(await send('PUT', `/dossiers/${CODE}`, payload({ MaHoSo: CODE }))).toMatchObject({ status: 200, body: { outcome: 'unchanged' } });
    expect(await send('PUT', `/dossiers/${CODE.toLowerCase()}`, payload({ TrangThaiHoSo: 9, NgayKetThucXuLy: '20261113100000' }))).toMatchObject({
      status: 200,
      body: { code: CODE, outcome: 'updated' },
    });
    const [row] = await web.database.prisma.dossier.findMany({ where: { code: CODE }, include: { events: true } });
    expect(row).toMatchObject({ state: 'resolved', source: 'mirrored' });
    expect(row?.events.map(({ actor }) => actor)).toEqual(Array(2).fill(expect.stringMatching(/^key:\d+$/)));
    expect(inspect(row, { depth: null })).not.toContain('001099012345');
    expect(await web.database.prisma.auditEvent.count({ where: { action: 'dossier.import' } })).toBe(2);
  });

  test.each([
    ['vi', 'Trạng thái này phải có lý do'],
    ['en', 'This state needs a reason'],
  ])('a refused one says why in %s', async (language, said) => {
    const { status, body } = await send('PUT', '/dossiers/H26.1-261109-0009', payload({ TrangThaiHoSo: '8' }), { language });
    expect(status).toBe(422);
    expect(body).toMatchObject({ error: { code: 'dossierRefused' } });
    expect(body['findings']).toContainEqual({ code: 'reasonMissing', level: 'error', field: 'LyDo', message: expect.stringContaining(said) });
    expect(await web.database.prisma.dossier.count({ where: { code: 'H26.1-261109-0009' } })).toBe(0);
  });

  test('another code inside, a body that is none', async () => {
    expect(await send('PUT', `/dossiers/${CODE}`, payload({ MaHoSo: 'H26.1-261109-0002' }))).toMatchObject({
      status: 400,
      body: { error: { code: 'dossierCodeDiffers' } },
    });
    expect(await send('PUT', `/dossiers/${CODE}`, '{')).toMatchObject({ status: 400, body: { error: { code: 'notJson' } } });
    expect(await send('PUT', `/dossiers/${CODE}`, [1])).toMatchObject({ status: 400, body: { error: { code: 'dossierPayloadInvalid' } } });
    expect(await send('PUT', `/dossiers/${CODE}`, payload({ NgayTiepNhan: { nested: 1 } }))).toMatchObject({ status: 400 });
  });
});

test('a batch says of each what became of it, and takes the sound ones', async () => {
  const dossiers = [
    payload({ MaHoSo: 'H26.1-261109-0011' }),
    payload({ MaHoSo: 'H26.1-261109-0012', NgayHenTra: '20261101000000' }),
    payload({ MaHoSo: 'H26.1-261109-0011' }),
    payload({ MaHoSo: 'H26.1-261109-0013' }),
    payload({ MaHoSo: 'H26.1-261109-0013', TrangThaiHoSo: '2' }),
    payload({}),
  ];
  const { status, body } = await send('POST', '/dossiers/batch', { dossiers });
  expect(status).toBe(200);
  expect(body['summary']).toEqual({ created: 1, updated: 0, unchanged: 1, kept: 0, refused: 4 });
  const results = body['results'] as unknown as { outcome: string; findings: { code: string }[] }[];
  expect(results.map(({ outcome }) => outcome)).toEqual(['created', 'refused', 'unchanged', 'refused', 'refused', 'refused']);
  expect(results.map(({ findings }) => findings.find(({ code }) => !code.startsWith('procedure'))?.code)).toEqual([
    undefined,
    'dueBeforeReceipt',
    'duplicateSame',
    'duplicateDiffers',
    'duplicateDiffers',
    'codeMissing',
  ]);
});

test('keys: none, a wrong one, one without the scope, one of another agency, a revoked one; too much at once', async () => {
  const put = (key: string) => send('PUT', '/dossiers/H26.1-261109-0021', payload(), { key });
  expect(await put('')).toMatchObject({ status: 401, body: { error: { code: 'keyMissing' } } });
  expect(await put('mc_00000000_x')).toMatchObject({ status: 401, body: { error: { code: 'keyRefused' } } });
  expect(await put(keys.view)).toMatchObject({ status: 403, body: { error: { code: 'notAllowed' } } });
  expect(await put(keys.other)).toMatchObject({
    status: 422,
    body: { findings: expect.arrayContaining([expect.objectContaining({ code: 'agencyNotAllowed' })]) },
  });
  const { id, key } = await keyWith(['dossier.import']);
  await revokeApiKey(staff(), SYSTEM_ACTOR, id);
  expect(await put(key)).toMatchObject({ status: 401 });
  expect(await web.database.prisma.dossier.count({ where: { code: 'H26.1-261109-0021' } })).toBe(0);
  const many = { dossiers: Array.from({ length: 501 }, () => payload()) };
  expect(await send('POST', '/dossiers/batch', many)).toMatchObject({ status: 400, body: { error: { code: 'dossierPayloadInvalid' } } });
  expect(await send('POST', '/dossiers/batch', `"${'x'.repeat(5_000_000)}"`)).toMatchObject({
    status: 413,
    body: { error: { code: 'bodyTooLarge' } },
  });
  expect(web.logged()).not.toContain(keys.import);
});

test('differences are listed for a key that may look', async () => {
  await send('PUT', '/dossiers/H26.1-261109-0031', payload({ ThoiHanGiaiQuyet: '3 ngày làm việc' }));
  expect(await send('GET', '/dossiers/differences', undefined)).toMatchObject({ status: 403 });
  const { body } = await send('GET', '/dossiers/differences?kind=computedDue', undefined, { key: keys.view });
  expect(body['differences']).toContainEqual(
    expect.objectContaining({ code: 'H26.1-261109-0031', kind: 'computedDue', theirs: '2026-11-16T10:00:00.000Z' }),
  );
});

test('the description names every field, answer and reference that it uses', async () => {
  const { body } = await send('GET', '/openapi.json', undefined, { key: '' });
  const text = JSON.stringify(body);
  expect(body).toMatchObject({ openapi: '3.1.0' });
  const schemas = (body['components'] as unknown as { schemas: Record<string, { properties?: object }> }).schemas;
  expect(Object.keys(schemas['Dossier']?.properties ?? {})).toContain('NgayHenTra');
  const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name!);
  expect(references.length).toBeGreaterThan(10);
  for (const name of references) expect(schemas, name).toHaveProperty(name);
});
