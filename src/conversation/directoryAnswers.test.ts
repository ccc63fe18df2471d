import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { agency } from '#src/directory/agency.ts';
import { type Directory, officeFrom } from '#src/directory/directory.ts';
import { LOCALES, type Locale, sayIn } from '#src/platform/texts.ts';
import { createAnalyser, type Lexicon } from '#src/text/analyse.ts';
import type { Block } from '#src/text/blocks.ts';
import { realAssistant, realDirectory } from '#tests/support/assistant.ts';
import { answerDirectory } from './directoryAnswers.ts';
import { type AskDirectory, createAskDirectory, type DirectoryCues } from './directoryQuestions.ts';
import { languageFile, readLanguageYaml } from './language.ts';
import { newState } from './state.ts';

// The cues and the lexicon only: no trained model has a say here.
const analyse = createAnalyser(readLanguageYaml<Lexicon>('lexicon.yaml'));
const cues = readLanguageYaml<DirectoryCues>('directory.yaml');
const say = sayIn('vi');
const MONDAY_MORNING = '2026-11-23T09:00';

interface Circumstances {
  at?: string;
  locale?: Locale;
  directory?: Directory;
}

/** Prepared once for each directory. */
const asks = new Map<Directory, AskDirectory>();
function askIn(directory: Directory): AskDirectory {
  const ask = asks.get(directory) ?? createAskDirectory(cues, directory, analyse);
  asks.set(directory, ask);
  return ask;
}

function answer(message: string, { at = MONDAY_MORNING, locale = 'vi', directory = realDirectory() }: Circumstances = {}): Block[] {
  const question = askIn(directory)(message);
  return answerDirectory(question, { directory, office: officeFrom(directory), now: new Date(`${at}:00+07:00`), say: sayIn(locale) });
}

/** The sentences before the card. */
const opening = (message: string, circumstances?: Circumstances): string[] =>
  answer(message, circumstances).flatMap((block) => (block.kind === 'text' ? [block.text] : []));
const cardOf = (blocks: Block[]): string => {
  const card = blocks.find((block) => block.kind === 'facts');
  return (card?.kind === 'facts' && card.rows[0]?.value) || '';
};

describe('opening hours', () => {
  test.each([
    ['thứ bảy có làm không', 'Thứ Bảy: nghỉ.'],
    ['t7 co lam ko', 'Thứ Bảy: nghỉ.'],
    ['thứ bảy có mần không rứa', 'Thứ Bảy: nghỉ.'],
    ['công an xã thứ bảy có làm không', 'Thứ Bảy: 07:30–11:30.'],
    ['trưa có nghỉ không', 'Buổi trưa: nghỉ từ 11:30 đến 13:00.'],
    ['tram y te trua may gio nghi', 'Buổi trưa: nghỉ từ 11:30 đến 13:30.'],
    ['hôm nay có làm không', 'Hôm nay, Thứ Hai 23/11/2026: 07:30–11:30, 13:00–17:00.'],
    ['mai có mở cửa không', 'Ngày mai, Thứ Ba 24/11/2026: nghỉ (Ngày Văn hóa Việt Nam).'],
    ['thứ ba có làm không', 'Thứ Ba 24/11/2026: nghỉ (Ngày Văn hóa Việt Nam).'],
    ['chiều thứ sáu mấy giờ nghỉ', 'Thứ Sáu, buổi chiều: 13:00–17:00.'],
    ['có làm buổi tối không', 'Buổi tối: nghỉ.'],
    ['2/9 có trực không', 'Thứ Năm 02/09/2027: nghỉ (Quốc khánh).'],
    ['ngày 15/12 có làm không', 'Thứ Ba 15/12/2026: 07:30–11:30, 13:00–17:00 theo lịch thường lệ (ngày lễ có thể khác).'],
    ['4 giờ rưỡi chiều lên còn kịp không', 'Lúc 16:30, Thứ Hai 23/11/2026: đang mở cửa, đến 17:00.'],
  ])('"%s"', (message, told) => {
    expect(opening(message)).toEqual([told]);
  });

  test.each([
    ['2026-11-23T09:05', 'đang mở cửa, đến 11:30.'],
    ['2026-11-23T11:30', 'nghỉ. Mở lại lúc 13:00 cùng ngày.'],
    ['2026-11-23T17:00', 'nghỉ. Mở lại lúc 07:30 Thứ Tư 25/11/2026.'],
    ['2026-11-24T09:00', 'nghỉ (Ngày Văn hóa Việt Nam). Mở lại lúc 07:30 Thứ Tư 25/11/2026.'],
    ['2026-11-28T09:00', 'nghỉ. Mở lại lúc 07:30 Thứ Hai 30/11/2026.'],
  ])('at %s "bây giờ còn mở cửa không" is told by the clock', (at, told) => {
    expect(opening('bây giờ còn mở cửa không', { at })[0]).toMatch(new RegExp(`: ${told.replace(/[().]/g, '\\$&')}$`));
  });

  test('feasts are told as far as they are known, and the rest is not guessed', () => {
    const [known, rest] = opening('tết nghỉ tới mùng mấy');
    expect(known).toContain('05/02/2027 – 10/02/2027');
    expect(rest).toBe(say('directory.hours.holidaysOther'));
  });
});

describe('the agency meant', () => {
  test.each([
    ['số điện thoại bộ phận một cửa', 'one-stop', 'phone'],
    ['ubnd o dau z', 'peoples-committee', 'address'],
    ['cho mình xin mail công an xã', 'commune-police', 'email'],
    ['ban chỉ huy quân sự xã ở đâu', 'military-command', 'address'],
    ['sđt trạm xá', 'health-station', 'phone'],
    ['văn phòng đăng ký đất đai chi nhánh ở mô', 'land-registration', 'address'],
  ] as const)('"%s"', (message, id, fact) => {
    const meant = realDirectory().agencies.find((entry) => entry.id === id)!;
    const blocks = answer(message);
    expect(opening(message)).toEqual([say(`directory.answer.${fact}`, { value: meant[fact] ?? '' })]);
    expect(cardOf(blocks)).toBe(meant.name);
    expect(JSON.stringify(blocks)).toContain(say('office.demonstration'));
  });

  test('where the words name none, the answer says whose address it is', () => {
    expect(opening('nhà trẻ công lập ở đâu')[0]).toContain(officeFrom(realDirectory()).name);
  });
});

describe('who and what', () => {
  test('a field is answered with its counter', () => {
    for (const message of ['ai phụ trách đất đai ở xã', 'hoi dat thi gap ai', 'giấy đất thì quầy mô'])
      expect(opening(message)[0]).toBe('Đất đai, môi trường: Quầy 2, Công chức địa chính – xây dựng.');
  });

  test('a field that no counter takes is said to be unknown', () => {
    expect(opening('nghĩa vụ quân sự thì quầy nào ở một cửa').at(-1)).toMatch(/0200 000 0001/);
  });

  test('leaders receive citizens on the days of the directory', () => {
    for (const message of ['ngày nào chủ tịch tiếp dân', 'lich tiep dan', 'bữa mô gặp lãnh đạo được'])
      expect(opening(message)[0]).toContain('sáng thứ Năm hằng tuần');
  });

  test('feedback goes to the addresses of the directory', () => {
    for (const message of ['gửi phản ánh ở đâu', 'gop y gui vao dau', 'góp ý chỗ mô'])
      expect(opening(message)[0]).toContain('phananh@minh-hoa.example');
  });
});

describe('places of before', () => {
  test('are answered with the new name and the old in brackets', () => {
    for (const message of ['xã Hoa Tưởng giờ thuộc xã nào', 'xa hoa tuong cu gio thanh xa gi', 'Hoa Tưởng chừ là xã mô'])
      expect(opening(message)).toEqual(['Nay là xã Minh Họa (xã Hoa Tưởng cũ, huyện Mộng Tưởng cũ), sáp nhập từ 01/07/2025.']);
  });

  test('stand before the address that is asked for', () => {
    const [place, address] = opening('tôi ở xã Trúc Tưởng, trụ sở ủy ban giờ ở đâu');
    expect(place).toContain('xã Minh Họa (xã Trúc Tưởng cũ');
    expect(address).toMatch(/^Địa chỉ: /);
  });

  test('a district has more than one successor', () => {
    expect(opening('huyện Mộng Tưởng giờ hỏi ở đâu')[0]).toContain('xã Minh Họa, tỉnh Tưởng Tượng');
  });

  test('a name that the directory does not hold is not guessed at', () => {
    expect(opening('xã Phú Lạc cũ giờ thuộc xã nào').at(-1)).toBe(say('directory.successor.others'));
  });
});

describe('what is not known', () => {
  test.each(['bưu điện xã ở đâu', 'kho bac gan nhat o dau', 'thư viện mở cửa mấy giờ rứa'])(
    '"%s" is said to be unknown, with the one-stop telephone',
    (message) => {
      const [unknown, ask] = opening(message);
      expect(unknown).toMatch(/^Danh bạ của xã, phường chưa có thông tin về “.+”\.$/);
      expect(ask).toContain('0200 000 0001');
    },
  );

  test('what a story asks beside the hours is not passed over', () => {
    const story = 'em vừa bốc số xong mà còn đông quá em tính chạy về cho con bú rồi quay lại, trưa một cửa nghỉ từ mấy giờ ạ';
    expect(opening(story).slice(0, 2)).toEqual(['Buổi trưa: nghỉ từ 11:30 đến 13:00.', say('directory.restNotHeld')]);
  });

  test('an agency without the fact says so', () => {
    const lines = opening('email ban chỉ huy quân sự xã');
    expect(lines[0]).toBe(say('directory.unknown', { what: say('directory.fact.email'), unit: 'Ban Chỉ huy quân sự xã Minh Họa' }));
    expect(lines[1]).toContain('0200 000 0001');
  });

  test('an authority without a police entry does not answer with another address', () => {
    const directory = { ...realDirectory(), agencies: realDirectory().agencies.filter((entry) => entry.kind !== 'police') };
    expect(opening('công an xã ở đâu', { directory })[0]).toContain(say('directory.kind.police'));
  });

  test('an agency that has ended is not told', () => {
    const agencies = realDirectory().agencies.map((entry) => (entry.kind === 'police' ? { ...entry, validTo: '2026-11-22' } : entry));
    expect(opening('công an xã ở đâu', { directory: { ...realDirectory(), agencies } })[0]).toContain(say('directory.kind.police'));
  });
});

describe('nothing is invented', () => {
  /** All that people asked about offices, without numbers of their own. */
  const messages = readFileSync(languageFile('intents.tsv'), 'utf8')
    .split('\n')
    .flatMap((line) => (line.startsWith('directory\t') ? [line.slice('directory\t'.length)] : []))
    .filter((message) => !/\d/.test(message));

  test('an office of which only the name is known gives no number at all', () => {
    const bare: Directory = { units: [], successions: [], agencies: [agency.parse({ id: 'one-stop', name: 'Bộ phận Một cửa', kind: 'oneStop' })] };
    expect(messages.length).toBeGreaterThan(400);
    for (const message of messages)
      for (const text of opening(message, { directory: bare })) expect(text.replaceAll('01/07/2025', ''), message).not.toMatch(/\d/);
  });

  test.each(LOCALES)('every sentence is there in %s, and every number stands in the directory or the calendar', (locale) => {
    const known = new Set(JSON.stringify(realDirectory()).match(/\d+/g));
    const calendar = /\d{2}\/\d{2}\/\d{4}|\(\d{2}:\d{2},|\b\d{2}:\d{2}\b/g;
    for (const message of messages) {
      const blocks = JSON.stringify(answer(message, { locale }));
      expect(blocks, message).not.toMatch(/"(directory|office|day|group)\.[\w.]+|\{\{|undefined|NaN/);
      for (const number of blocks.replace(calendar, '').match(/\d+/g) ?? []) expect(known.has(number), `${message}: ${number}`).toBe(true);
    }
  });
});

describe('in a conversation', () => {
  const talk = (message: string) => realAssistant().answer({ ...newState(), greeted: true }, message, 'vi');

  test.each([
    ['thứ bảy có làm không', 'Thứ Bảy: nghỉ.'],
    ['t7 co lam ko', 'Thứ Bảy: nghỉ.'],
    ['số điện thoại công an xã', 'Điện thoại: 0200 000 0020.'],
    ['xã Hoa Tưởng giờ thuộc xã nào', 'Nay là xã Minh Họa (xã Hoa Tưởng cũ, huyện Mộng Tưởng cũ), sáp nhập từ 01/07/2025.'],
    ['thị trấn Lan Tưởng nay là xã mô', 'Nay là xã Minh Họa (thị trấn Lan Tưởng cũ, huyện Mộng Tưởng cũ), sáp nhập từ 01/07/2025.'],
  ])('"%s" opens with the answer', (message, told) => {
    const step = talk(message);
    expect(step).toMatchObject({ intent: 'directory', outcome: 'answered' });
    expect(step.replies[0]?.blocks[0]).toEqual({ kind: 'text', text: told });
    expect(step.meaning?.intent).toBe('directory');
  });

  test('a procedure that is surely named stays one, whatever place stands beside it', () => {
    expect(talk('làm giấy khai sinh cho con ở xã Hoa Tưởng cần giấy tờ gì').intent).toBe('procedure');
  });
});
