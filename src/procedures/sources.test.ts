import { describe, expect, test } from 'vitest';
import { describeSource, mainSource, NATIONAL_PORTAL } from './sources.ts';

const PORTAL = 'Cổng';

describe('a source as a citizen can read it', () => {
  test('the national portal, with the day of the copy', () => {
    const source = 'github:VoidKeishi/OpenGOV backend/data/crawl/catalog.jsonl (dichvucong.gov.vn, 2026-07-18)';
    expect(describeSource(source, PORTAL)).toEqual({ label: 'Cổng (18/07/2026)', url: NATIONAL_PORTAL });
  });

  test('a page: its host and its date, with a link to it', () => {
    expect(describeSource('https://tthc.example.gov.vn/x?id=3 — 2024-03-09 (Quyết định 592/QĐ-UBND)', PORTAL)).toEqual({
      label: 'tthc.example.gov.vn, 09/03/2024 (Quyết định 592/QĐ-UBND)',
      url: 'https://tthc.example.gov.vn/x?id=3',
    });
  });

  test('a page whose address was cut short has no link', () => {
    expect(describeSource('https://tthc.example.gov.vn/…/79701', PORTAL)).toEqual({ label: 'tthc.example.gov.vn', url: undefined });
  });

  test('a list of somebody else: what is said of it in brackets, not where it was kept', () => {
    expect(describeSource('github:someone/some-repo data/linh-vuc.json (xã Núi Cấm, An Giang, 2026-08-06)', PORTAL)).toEqual({
      label: 'xã Núi Cấm, An Giang, 06/08/2026',
    });
  });

  test('anything else as it is, shortened', () => {
    expect(describeSource('Thông báo 148/TB-SCT', PORTAL)).toEqual({ label: 'Thông báo 148/TB-SCT' });
    expect(describeSource('x '.repeat(200), PORTAL).label.length).toBeLessThanOrEqual(120);
  });
});

test('the national portal comes before the others', () => {
  const sources = ['https://a.example — 2020', 'x (dichvucong.gov.vn, 2026-07)'];
  expect(mainSource({ sources }, PORTAL).label).toBe('Cổng (2026-07)');
  expect(mainSource({ sources: sources.slice(0, 1) }, PORTAL).label).toBe('a.example, 2020');
});
