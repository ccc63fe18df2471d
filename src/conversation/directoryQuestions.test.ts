import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sayIn } from '#src/platform/texts.ts';
import { createAnalyser, type Lexicon } from '#src/text/analyse.ts';
import { realDirectory } from '#tests/support/assistant.ts';
import { createAskDirectory, DIRECTORY_FACTS, type DirectoryCues } from './directoryQuestions.ts';
import { readLanguageYaml } from './language.ts';

// The cues and the lexicon only: no trained model has a say here.
const analyse = createAnalyser(readLanguageYaml<Lexicon>('lexicon.yaml'));
const cues = readLanguageYaml<DirectoryCues>('directory.yaml');
const ask = createAskDirectory(cues, realDirectory(), analyse);

describe('the agency meant', () => {
  test.each([
    ['oneStop', 'số điện thoại bộ phận một cửa', 'bo phan mot cua o dau', 'trung tâm hành chính công nằm chỗ mô'],
    ['peoplesCommittee', 'địa chỉ ủy ban xã', 'ubnd o dau z', 'ủy ban xã mình ở mô rứa'],
    ['police', 'công an xã ở đâu', 'sdt cong an xa', 'số trực ca xã là mấy'],
    ['military', 'ban chỉ huy quân sự xã ở đâu', 'ban chi huy quan su o cho nao', 'xã đội ở mô'],
    ['healthStation', 'trạm y tế xã mấy giờ làm', 'sdt tram y te', 'trạm xá ở chỗ mô rứa'],
    ['landRegistration', 'văn phòng đăng ký đất đai ở đâu', 'van phong dang ky dat dai o dau', 'văn phòng đất đai đóng ở mô'],
  ])('%s', (kind, ...messages) => {
    for (const message of messages) expect(ask(message).kind, message).toBe(kind);
  });

  test.each(['bưu điện xã ở đâu', 'kho bac gan nhat o dau', 'ngân hàng chính sách ở mô', 'số công an tỉnh'])('"%s" is none of ours', (message) => {
    expect(ask(message).other).not.toBeNull();
  });
});

test('a place named after an agency of ours is a landmark, before it is what is asked for', () => {
  expect(ask('ủy ban xã ở đâu, có gần bưu điện không').other).toBeNull();
  expect(ask('bưu điện gần ủy ban nhất ở đâu').other).toBe('bưu điện');
});

test('"bảo hiểm xã hội" is an agency, or the field of a counter', () => {
  expect(ask('bảo hiểm xã hội ở đâu').other).toBe('bảo hiểm xã hội');
  expect(ask('bảo hiểm xã hội thì quầy nào')).toMatchObject({ other: null, fields: ['social-insurance'] });
});

describe('what is asked for', () => {
  test.each([
    ['hours', 'xã làm việc mấy giờ', 'may gio mo cua', 'giờ hành chính của xã răng hè, mấy giờ mở'],
    ['hours', 'thứ bảy có làm không', 't7 co lam ko', 'thứ bảy có mần không rứa'],
    ['hours', 'trưa có nghỉ không', 'trua may gio nghi', 'nghỉ trưa khi mô'],
    ['address', 'trụ sở xã ở đâu', 'dia chi uy ban xa', 'trạm y tế ở chỗ mô'],
    ['phone', 'số điện thoại ủy ban xã', 'cho xin sdt xa', 'số máy bàn một cửa là nhiêu'],
    ['hotline', 'đường dây nóng của xã', 'duong day nong so may', 'hotline?'],
    ['email', 'email của xã', 'cho xin mail ubnd', 'thư điện tử một cửa là chi'],
    ['website', 'trang web của xã là gì', 'website xa', 'cổng thông tin của xã mô'],
    ['reception', 'lịch tiếp công dân của chủ tịch', 'ngay nao chu tich tiep dan', 'bữa mô chủ tịch tiếp dân rứa'],
    ['counter', 'ai phụ trách đất đai ở xã', 'ho tich thi gap ai', 'làm chứng thực thì quầy mô'],
    ['feedback', 'gửi phản ánh ở đâu', 'gui phan anh kien nghi vao dau', 'góp ý chỗ mô'],
    ['successor', 'xã Hoa Tưởng giờ thuộc xã nào', 'xa hoa tuong cu gio thanh xa gi', 'xã Hoa Tưởng chừ là xã mô'],
    ['district', 'huyện cũ giải thể rồi hỏi ở đâu', 'huyen cu gio o dau', 'bỏ huyện rồi thì lên mô'],
    ['person', 'chủ tịch xã là ai', 'chủ tịch xã tên gì', 'chu tich moi ten gi', 'ai là trưởng công an xã'],
    ['contact', 'thông tin liên hệ', 'lien he xa', 'danh bạ của xã'],
    ['none', 'ủy ban có wifi không', 'so tai khoan cua xa', 'có lối cho xe lăn không'],
  ])('%s', (fact, ...messages) => {
    for (const message of messages) expect(ask(message).facts, message).toEqual([fact]);
  });

  test('several things are answered in the order asked', () => {
    expect(ask('cho xin địa chỉ, giờ làm việc và số điện thoại công an xã')).toMatchObject({ kind: 'police', facts: ['address', 'hours', 'phone'] });
  });

  test('the number of who handles a field asks for the counter too', () => {
    expect(ask('số điện thoại cán bộ địa chính')).toMatchObject({ facts: ['counter', 'phone'], fields: ['land-environment'] });
  });

  test('"còn mở cửa không" is about now, "thứ bảy có mở cửa không" is not', () => {
    expect(ask('còn mở cửa không').when.now).toBe(true);
    expect(ask('thứ bảy có mở cửa không').when.now).toBe(false);
  });
});

describe('places of before', () => {
  test.each([
    ['xã Hoa Tưởng giờ thuộc xã nào', 'demo-hoa-tuong'],
    ['xa truc tuong cu gio thanh xa gi', 'demo-truc-tuong'],
    ['Lan Tưởng chừ thuộc xã mô', 'demo-lan-tuong'],
    ['huyện Mộng Tưởng cũ giờ hỏi ai', 'demo-mong-tuong'],
  ])('"%s"', (message, place) => {
    expect(ask(message).place).toBe(place);
  });

  test('what is in force is no place of before, and a bare name in another question is none either', () => {
    expect(ask('địa chỉ xã Minh Họa').place).toBeNull();
    expect(ask('bà Lan Tưởng làm ở quầy nào').place).toBeNull();
  });
});

test('every group of fields and every fact of the cues is known', () => {
  const say = sayIn('vi');
  for (const field of [...Object.keys(cues.fields), ...realDirectory().agencies.flatMap((entry) => entry.counters.flatMap((desk) => desk.fields))])
    expect(say(`group.${field}`)).not.toBe(`group.${field}`);
  expect(Object.keys(cues.facts).sort()).toEqual([...DIRECTORY_FACTS].sort());
});

test('anything may be typed', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (message) => {
      expect(ask(message).facts.length).toBeLessThanOrEqual(3);
    }),
  );
});
