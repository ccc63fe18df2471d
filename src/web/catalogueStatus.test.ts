import { afterAll, beforeAll, expect, test } from 'vitest';
import { sayIn } from '#src/platform/texts.ts';
import { reportOn } from '#src/procedures/report.ts';
import { formatNumber } from '#src/text/formats.ts';
import { realAssistant } from '#tests/support/assistant.ts';
import { type TestWeb, testWeb } from '#tests/support/web.ts';
import { PAGE } from './catalogueStatusPage.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await testWeb();
});
afterAll(() => web.close());

const page = async (query = '') => {
  const response = await fetch(`${web.url}/thu-tuc/tinh-trang${query}`);
  expect(response.status).toBe(200);
  return response.text();
};
const report = () => reportOn(realAssistant().catalogue, '2026-11-22');
const listed = (body: string) => [...body.slice(body.indexOf('id="list"')).matchAll(/href="\/thu-tuc\/([^"?]+)"/g)].map((match) => match[1]);

test('the worst stand at the top, with links, before the counts', async () => {
  const body = await page();
  const [worst] = report().findings;
  const at = body.indexOf(`/thu-tuc/${worst?.code}"`);
  expect(at).toBeGreaterThan(0);
  expect(at).toBeLessThan(body.indexOf('id="counts"'));
  expect(body).toContain(`${sayIn('vi')('staleness.fault.stale')}: ${formatNumber(report().faults.stale)}`);
});

test('a list holds what has the fault in the field, page by page, worst first', async () => {
  const wanted = report().findings.filter(({ faults, group }) => faults.includes('stale') && group === 'education');
  expect(wanted.length).toBeGreaterThan(PAGE);
  const first = listed(await page('?fault=stale&field=education'));
  const second = listed(await page('?fault=stale&field=education&page=1'));
  expect([...first, ...second]).toEqual(wanted.map(({ code }) => code));
});

test.each(['?fault=hill&field=hill&page=x', '?page=-3', '?page=99999', '?fault=stale&fault=stale', '?field[]=a'])('%s is answered', async (query) => {
  const body = await page(query);
  expect(body).not.toMatch(/staleness\.|undefined|\{\{/);
});

test('English is whole', async () => {
  const body = await page('?lang=en');
  expect(body).toContain(sayIn('en')('staleness.title'));
  expect(body).not.toMatch(/staleness\.|\{\{/);
});

test('a procedure of the district says on its own page who took over', async () => {
  const response = await fetch(`${web.url}/thu-tuc/x-2184ddb6e6`);
  expect(await response.text()).toContain(sayIn('vi')('staleness.successor.title'));
});
