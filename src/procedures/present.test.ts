import { describe, expect, test } from 'vitest';
import { draw, procedureScreen } from '#src/conversation/screens.ts';
import { LOCALES, type Locale, listIn, sayIn } from '#src/platform/texts.ts';
import type { Block } from '#src/text/blocks.ts';
import { renderPlain } from '#src/text/plain.ts';
import { realAssistant, realFacts } from '#tests/support/assistant.ts';
import { madeUp } from '#tests/support/procedure.ts';
import { identityLine, nameOf, presentSection, sourceOf, standingNote, titleOf, whereLine } from './present.ts';
import { SECTIONS } from './sections.ts';

const say = sayIn('vi');
const all = () => [...realAssistant().catalogue.procedures.values()];

const textsOf = (block: Block): string[] => {
  switch (block.kind) {
    case 'list':
      return block.items;
    case 'facts':
      return block.rows.flatMap((row) => [row.label, row.value]);
    case 'link':
      return [block.label, block.url];
    default:
      return [block.text];
  }
};

/** A key of locales/ that was not found stands in the text as it is. */
const UNTRANSLATED = /\b(?:procedure|section|office|group|browse|day)\.[a-z]/;

describe.each(LOCALES)('every procedure and every section in %s', (locale: Locale) => {
  const { catalogue, office } = realAssistant();
  const facts = { ...realFacts(locale), catalogue, office, say: sayIn(locale), sayAll: (key: string) => listIn(locale, key) };

  test.each(SECTIONS)('%s is never empty', (section) => {
    for (const procedure of all()) {
      const blocks = presentSection(procedure, section, facts.say);
      expect(blocks.length, procedure.code).toBeGreaterThan(0);
      for (const block of blocks) {
        const texts = textsOf(block);
        expect(texts.length, procedure.code).toBeGreaterThan(0);
        for (const text of texts) {
          expect(text.trim(), `${procedure.code} ${section}`).not.toBe('');
          expect(text, `${procedure.code} ${section}`).not.toMatch(/undefined|\bNaN\b|\[object|\{\{/);
        }
      }
    }
  });

  test('an answer has the code or says that there is none, a date or says that there is none, and a source', () => {
    for (const procedure of all()) {
      const answer = draw(procedureScreen(procedure.code, ['fee']), facts);
      if (!answer) throw new Error(`nothing drawn for ${procedure.code}`);
      const text = renderPlain(answer, facts.say('procedure.source'));
      expect(text, procedure.code).toContain(procedure.code.startsWith('x-') ? facts.say('procedure.noCode') : procedure.code);
      const dated = procedure.valuesAsOf ? facts.say('procedure.valuesAsOf', { date: '' }).trim() : facts.say('procedure.valuesUndated');
      expect(text, procedure.code).toContain(dated);
      expect(answer.sources[0]?.label.trim(), procedure.code).toBeTruthy();
      expect(text).toContain(`${facts.say('procedure.source')}: `);
      expect(text.replaceAll(/https?:\S+|\b[\w-]+(?:\.[\w-]+)+\b(?=[,/])/g, '')).not.toMatch(UNTRANSLATED);
    }
  });
});

test('an internal key is never shown as a code', () => {
  for (const procedure of all().filter(({ code }) => code.startsWith('x-')))
    expect(identityLine(procedure, say), procedure.code).toContain(say('procedure.noCode'));
});

test('a link in a source leads to a page, in full', () => {
  for (const procedure of all()) {
    const { url } = sourceOf(procedure, say);
    if (url !== undefined) expect(() => new URL(url)).not.toThrow();
    if (url !== undefined) expect(url).toMatch(/^https?:\/\/[^\s…]+$/);
  }
});

describe('what the reform of 1 July 2025 changed is said', () => {
  test('moved to the commune', () => {
    const procedure = madeUp({ level: 'district', levelNow: 'commune' });
    expect(whereLine(procedure, say)).toContain('cấp xã');
    expect(standingNote(procedure, say)).toMatchObject({ kind: 'note', text: expect.stringContaining('01/07/2025') });
  });

  test('moved to the province, with who answers now', () => {
    const procedure = madeUp({ level: 'district', levelNow: 'province', agency: 'UBND cấp huyện', agencyNow: 'Sở Nội vụ' });
    expect(whereLine(procedure, say)).toContain('Sở Nội vụ');
    expect(standingNote(procedure, say)).toMatchObject({ text: expect.stringContaining('cấp tỉnh') });
  });

  test('moved to the province, and nobody says to whom: no empty place and not the abolished district', () => {
    const line = whereLine(madeUp({ level: 'district', levelNow: 'province', agency: 'UBND cấp huyện' }), say);
    expect(line).not.toContain('UBND cấp huyện');
    expect(line).toContain('cấp tỉnh');
    expect(line).not.toMatch(/:\s*[(.]/);
  });

  test('answered by nobody that is known: said before everything else', () => {
    for (const level of ['district', 'commune'] as const) {
      const { levelNow: _none, ...procedure } = madeUp({ level });
      expect(standingNote(procedure, say)).toMatchObject({ kind: 'note', text: expect.stringContaining('2026') });
    }
    const { catalogue, office } = realAssistant();
    const facts = { ...realFacts('vi'), catalogue, office, say, sayAll: (key: string) => listIn('vi', key) };
    const gone = all().find((procedure) => procedure.levelNow === undefined);
    expect(draw(procedureScreen(gone?.code ?? ''), facts)?.blocks[0]).toEqual(standingNote(gone!, say));
  });

  test('answered by the commune before and now: nothing to warn of', () => {
    expect(standingNote(madeUp({}), say)).toBeNull();
  });

  test('over the whole catalogue nobody is sent to the abolished district', () => {
    for (const procedure of all().filter(({ levelNow }) => levelNow !== undefined))
      expect(whereLine(procedure, say).replace(/\(từ 01\/07\/2025, thay cho cấp huyện\)/, ''), procedure.code).not.toMatch(
        /(UBND|Ủy ban nhân dân)( cấp)? huyện|Phòng .* huyện/i,
      );
  });
});

test('police and the army are named where they answer themselves', () => {
  expect(whereLine(madeUp({ agency: 'Công an xã' }), say)).toBe('Công an xã');
  expect(whereLine(madeUp({ agency: 'UBND cấp xã' }), say)).toBe(say('procedure.where.commune'));
});

test('a title is called without its opening "Thủ tục", a plain name where there is one', () => {
  expect(titleOf({ name: 'Thủ tục đăng ký khai sinh' })).toBe('Đăng ký khai sinh');
  expect(titleOf({ name: 'đăng ký khai sinh' })).toBe('Đăng ký khai sinh');
  expect(nameOf({ name: 'Thủ tục A', words: { friendlyName: 'Giấy B', aliases: [], situations: [] } })).toBe('Giấy B');
});

test('a long list is cut and says how much was left out', () => {
  const steps = Array.from({ length: 20 }, (_, at) => `Bước ${at + 1}`);
  const blocks = presentSection(madeUp({ steps }), 'steps', say);
  expect(blocks).toMatchObject([
    { kind: 'list', items: steps.slice(0, 14) },
    { kind: 'note', text: say('procedure.more', { count: 6 }) },
  ]);
});

test('papers come with their numbers, under the headings of their source', () => {
  const documents = [
    { name: 'Ảnh', group: 'Nộp', copies: 2 },
    { name: 'Tờ khai', originals: 1 },
  ];
  const [plain, heading, grouped] = presentSection(madeUp({ documents }), 'documents', say);
  expect(plain).toEqual({ kind: 'list', items: [`Tờ khai (${say('procedure.papers.originals', { count: 1 })})`] });
  expect(heading).toEqual({ kind: 'text', text: 'Nộp:' });
  expect(grouped).toEqual({ kind: 'list', items: [`Ảnh (${say('procedure.papers.copies', { count: 2 })})`] });
});
