import { describe, expect, test } from 'vitest';
import { realAssistant } from '#tests/support/assistant.ts';
import type { Intent, Referral } from './intents.ts';
import type { Understanding } from './understand.ts';

const { understand, catalogue } = realAssistant();
const of = (text: string, topic: string | null = null): Understanding => understand(text, topic);
const first = (text: string) => of(text).procedures[0]?.code;
const unmarked = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D');

const BIRTH = '1.001193';
const SINGLE = '1.004873';

describe('the same question however it is typed', () => {
  test.each([
    ['as it should be', 'xin giấy xác nhận tình trạng hôn nhân'],
    ['without diacritics', 'xin giay xac nhan tinh trang hon nhan'],
    ['in capitals', 'XIN GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN'],
    ['in NFD', 'xin giấy xác nhận tình trạng hôn nhân'.normalize('NFD')],
    ['with zero-width characters', 'xin gi\u200dấy xác nhận tình tr\u2060ạng hôn nhân'],
    ['with no-break spaces', 'xin giấy xác nhận tình trạng hôn nhân'.replaceAll(' ', '\u00a0')],
    ['with Telex left in it', 'xin giaays xacs nhaanj tinhf trangj hoon nhaan'],
    ['with slips', 'xin giấy xác nhậm tình trnạg hôn nhân'],
    ['in teencode', 'xin xntthn ad oi'],
    ['in everyday words', 'xin giấy độc thân'],
    ['with emoji', '😀😀 xin giấy độc thân 🙏🙏'],
  ])('%s', (_, text) => {
    expect(first(text)).toBe(SINGLE);
  });

  test('old and new tone marks are the same question', () => {
    for (const [old, modern] of [
      ['hoà giải tranh chấp đất đai', 'hòa giải tranh chấp đất đai'],
      ['chứng thực giấy uỷ quyền', 'chứng thực giấy ủy quyền'],
    ] as const)
      expect(first(old)).toBe(first(modern));
  });

  test('a code alone or in a sentence is that procedure', () => {
    expect(of('1.001193')).toMatchObject({ intent: 'procedure', procedures: [{ code: BIRTH, score: 1 }] });
    expect(of('thủ tục 1.001193 mất bao lâu')).toMatchObject({ sections: ['time'], procedures: [{ code: BIRTH }] });
  });
});

test.each([
  ['how long does birth registration take', BIRTH],
  ['birth registration', BIRTH],
  ["help me register my baby's birth", BIRTH],
  ['what documents do I need for marriage registration', '1.000894'],
  ['register temporary residence for a foreigner', '1.000253'],
  ['I lost my ID card', '1.014064'],
])('"%s" is asked in English, as foreigners here do', (text, code) => {
  expect(of(text).intent).toBe('procedure');
  expect(first(text)).toBe(code);
});

describe('parts of a procedure', () => {
  test.each([
    ['documents', 'cần giấy tờ gì'],
    ['time', 'mất bao lâu?'],
    ['time', 'mấy ngày thì xong'],
    ['fee', 'lệ phí bao nhiêu'],
    ['fee', 'phí bao nhiêu'],
    ['fee', 'bao nhiêu tiền'],
    ['fee', 'tiền bao nhiêu'],
    ['where', 'nộp ở đâu'],
    ['steps', 'trình tự thế nào'],
    ['forms', 'mẫu đơn lấy ở đâu'],
    ['legal', 'căn cứ pháp lý'],
    ['online', 'nộp qua mạng được không'],
    ['eligibility', 'điều kiện là gì'],
    ['result', 'kết quả nhận được gì'],
  ] as const)('%s: "%s", with and without marks, of the procedure talked of', (section, text) => {
    for (const typed of [text, unmarked(text), text.toUpperCase()]) {
      const understood = of(typed, BIRTH);
      expect(understood, typed).toMatchObject({ intent: 'procedure', followUp: true, procedures: [{ code: BIRTH }] });
      expect(understood.sections[0], typed).toBe(section);
    }
  });

  test('with nothing talked of before, a part alone names no procedure', () => {
    for (const text of ['mất bao lâu?', 'lệ phí bao nhiêu', 'nộp ở đâu', 'cần giấy tờ gì', 'các bước thế nào'])
      expect(of(text), text).toMatchObject({ intent: 'procedure', procedures: [], followUp: false });
  });

  test('a question that names its procedure leaves the one talked of before', () => {
    for (const [text, code] of [
      ['xin giấy độc thân mất bao lâu', SINGLE],
      ['giấy tờ khai tử', '1.000656'],
      ['đăng ký hộ kinh doanh cần giấy tờ gì', '1.001612'],
    ] as const)
      expect(of(text, BIRTH).procedures[0]?.code, text).toBe(code);
  });

  test('the procedure talked of stays where another fits only a little better', () => {
    expect(of('có cần chủ hộ đồng ý ko', '1.010038')).toMatchObject({
      followUp: true,
      sections: ['eligibility'],
      procedures: [{ code: '1.010038' }],
    });
  });

  test('no part is guessed into a message that only names a procedure', () => {
    for (const text of ['sao y bản chính bằng tốt nghiệp', 'đổi thẻ căn cước hết hạn']) expect(of(text).sections, text).toEqual([]);
  });

  test('several questions in one message are all heard', () => {
    const asked = (text: string) => of(text).sections.toSorted();
    expect(asked('khai sinh cần giấy gì, mất bao lâu, lệ phí bao nhiêu')).toEqual(['documents', 'fee', 'time']);
    expect(asked('đăng ký khai sinh cần giấy tờ gì và nộp ở đâu')).toEqual(['documents', 'where']);
    expect(asked('dang ky khai sinh can giay to gi va nop o dau')).toEqual(['documents', 'where']);
  });

  test('in a long story the words of the story are no further questions', () => {
    const story =
      'Ông nội cháu năm nay 80 tuổi, ngày trước đi bộ đội chiến trường có ăn cơm ở vùng bị rải thuốc, nay bị tiểu đường, thuốc men tốn kém. Cháu đọc trên mạng thấy có chế độ cho người nhiễm chất độc hóa học. Cho cháu hỏi cần giấy tờ gì ạ';
    expect(of(story).sections).toEqual(['documents']);
  });
});

describe('dossiers', () => {
  test('a code anywhere in a sentence is a question about that dossier', () => {
    for (const code of ['000.00.12.H02-160512-0001', 'H02.12-250701-0001', 'G01.899.909-260916-890028'])
      expect(of(`em nộp hồ sơ ${code.toLowerCase()} xong chưa ạ`), code).toMatchObject({ intent: 'dossier', dossierCode: code });
  });

  test('"trả hồ sơ", "tra hồ sơ" and "tra ho so" ask about a dossier', () => {
    for (const text of ['trả hồ sơ', 'tra hồ sơ', 'tra ho so']) expect(of(text).intent, text).toBe('dossier');
  });
});

describe('referrals, also without marks', () => {
  test.each([
    ['complaint', 'tôi muốn khiếu nại quyết định phạt của chủ tịch xã'],
    ['denunciation', 'tôi muốn tố cáo cán bộ nhận hối lộ'],
    ['crime', 'nhà tôi bị trộm vào lấy xe máy'],
    ['emergency', 'cháy rồi cứu với'],
    ['emergency', 'có người đuối nước gọi cấp cứu'],
  ] satisfies [Referral, string][])('%s: "%s"', (referral, text) => {
    for (const typed of [text, unmarked(text), text.toUpperCase()])
      expect(of(typed), typed).toMatchObject({ intent: 'referral', referral: { kind: referral }, procedures: [] });
  });

  test('an emergency comes before everything else in the message', () => {
    expect(of('làm khai sinh cần gì, nhà hàng xóm đang cháy rồi cứu với')).toMatchObject({ intent: 'referral', referral: { kind: 'emergency' } });
    expect(of('cháy rồi cứu với', BIRTH)).toMatchObject({ intent: 'referral', referral: { kind: 'emergency' } });
  });
});

test.each([
  ['greeting', 'xin chào'],
  ['thanks', 'cảm ơn nhiều nha'],
  ['thanks', '👍'],
  ['help', 'hướng dẫn sử dụng bot này'],
  ['directory', 'mấy giờ làm việc'],
  ['handover', 'cho tôi gặp cán bộ'],
  ['language', 'english please'],
  ['privacy', 'xóa dữ liệu của tôi'],
  ['menu', 'menu'],
  ['out_of_scope', 'giá vàng hôm nay'],
] satisfies [Intent, string][])('%s: "%s"', (intent, text) => {
  expect(of(text)).toMatchObject({ intent, procedures: [] });
});

test('what the province answers is sent there', () => {
  expect(of('cấp lý lịch tư pháp')).toMatchObject({
    intent: 'procedure',
    procedures: [],
    elsewhere: { name: expect.stringContaining('Lý lịch tư pháp') },
  });
});

describe('ambiguity groups', () => {
  /** "khiếu nại" and "tố cáo" are referred by law before any question is asked. */
  const REFERRED_GROUP = 'complaint';

  test('every trigger asks the question of its group, except that complaints and denunciations are referred', () => {
    const lost: string[] = [];
    for (const group of catalogue.groups) {
      for (const trigger of group.triggers) {
        const understood = of(trigger);
        const referred = understood.intent === 'referral' && group.id === REFERRED_GROUP;
        if (understood.group?.id !== group.id && !referred) lost.push(`${trigger} → ${group.id}, was ${understood.group?.id ?? understood.intent}`);
      }
    }
    expect(lost).toEqual([]);
  });

  test('words around a trigger that narrow nothing down change nothing', () => {
    expect(of('dạ em muốn làm lại giấy khai sinh ạ').group?.id).toBe('birth-certificate');
  });

  test('more said than the trigger is answered, not asked about', () => {
    expect(of('xin trích lục bản sao giấy khai sinh').group).toBeNull();
    expect(first('xin trích lục bản sao giấy khai sinh')).toBe('2.000635');
  });
});

describe('words that narrow no wish down', () => {
  test('a birth is not taken for a late one: "muộn" is not "muốn"', () => {
    for (const text of ['khai sinh cho con', 'làm khai sinh cho con', 'khai sinh']) {
      expect(of(text).group, text).toBeNull();
      expect(first(text), text).toBe(BIRTH);
    }
    expect(of('khai sinh muộn').group?.id).toBe('birth-adult');
    expect(of('em muốn khai sinh muộn cho con').group?.id).toBe('birth-adult');
  });

  test.each(['bố tôi mất', 'mẹ em mất rồi', 'ông nội mất', 'chồng em mới mất', 'bố em qua đời rồi', 'bo toi mat roi'])(
    'a death is met with condolences and what is to be done, whatever a model takes it for: %s',
    (text) => expect(of(text)).toMatchObject({ intent: 'procedure', group: { id: 'after-death' }, referral: null }),
  );

  test('a danger and a theft come before', () => {
    expect(of('chồng em bị đánh chết')).toMatchObject({ intent: 'referral', referral: { kind: 'crime' } });
    expect(of('chồng tôi mất tích').intent).toBe('referral');
  });
});

describe('anything can be typed', () => {
  test.each([
    ['nothing', ''],
    ['spaces', ' \n\t '],
    ['emoji', '😀😂🙈'],
    ['punctuation', '?!...,;:'],
    ['control characters', '\u0000\u0007\u001b'],
    ['half an emoji', '\ud83d'],
    ['HTML', '<script>alert(1)</script>'],
    ['SQL', "'; DROP TABLE dossiers; --"],
    ['a prototype', '__proto__ constructor toString hasOwnProperty'],
    ['numbers', '123456789 987654321'],
    ['one very long word', 'a'.repeat(4000)],
    ['4,000 characters', 'làm khai sinh '.repeat(300).slice(0, 4000)],
    ['100 kB', 'xin chào '.repeat(12_000)],
  ])('%s is understood as something and never throws', (_, text) => {
    for (const topic of [null, BIRTH]) expect(of(text, topic).intent).toBeTypeOf('string');
  });

  test('what is no question names no procedure', () => {
    for (const text of [
      '',
      '😀😂🙈',
      '<script>alert(1)</script>',
      "'; DROP TABLE dossiers; --",
      'asdfghjkl qwerty',
      'SELECT * FROM users',
      'ReferenceError: form is not defined at line 7',
    ])
      expect(of(text).procedures, text).toEqual([]);
  });
});

test('the same message means the same each time', () => {
  const text = 'bố mất, tôi là con một, muốn đứng tên miếng đất';
  expect(of(text)).toEqual(of(text));
});

test.each(['hộ chiếu', 'em muốn làm hộ chiếu ạ', 'sang ten so do the nao', 'lý lịch tư pháp'])(
  '"%s" is of another door: nothing of ours, however alike',
  (text) => {
    const meaning = of(text);
    expect(meaning).toMatchObject({ intent: 'procedure', procedures: [] });
    expect(meaning.elsewhere).not.toBeNull();
  },
);

test.each(['mất hộ chiếu', 'làm sổ đỏ lần đầu', 'đổi bằng lái xe'])('"%s" is ours, though another door has a procedure like it', (text) => {
  expect(of(text).elsewhere).toBeNull();
  expect(of(text).procedures.length).toBeGreaterThan(0);
});
