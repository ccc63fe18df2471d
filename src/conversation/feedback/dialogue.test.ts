import { describe, expect, test } from 'vitest';
import { renderPlain } from '#src/text/plain.ts';
import { realAssistant, realFacts } from '#tests/support/assistant.ts';
import type { Heard } from '../heard.ts';
import { newState, readState, type State } from '../state.ts';
import type { Step } from '../step.ts';
import type { FeedbackTold } from './asks.ts';
import { HELD_MS } from './draft.ts';

const assistant = realAssistant();
const { say, readFeedback } = realFacts('vi');
const textOf = (step: Step) => step.replies.map((reply) => renderPlain(reply, 'Nguồn')).join('\n\n');
const askOf = (step: Step) => step.effects.find((effect) => effect.kind === 'askFeedback')?.ask;

/** Says one thing after another; what is asked of the database is answered with nothing found. The state goes through JSON each time. */
function talk(...acts: (string | Heard)[]): Step {
  let state: State = newState();
  let step: Step | null = null;
  for (const act of acts) {
    step = assistant.hear(readState(JSON.parse(JSON.stringify(state))), typeof act === 'string' ? { kind: 'text', text: act } : act, 'vi');
    if (askOf(step)?.kind === 'similar') step = assistant.tellFeedback(step, { kind: 'similar', found: [] }, 'vi');
    state = step.state;
  }
  return step as Step;
}

const HOLE = 'đường trước chợ Bến có ổ gà to, xe ngã hoài';

describe('in the citizen’s own words first', () => {
  test('the topic and the place are guessed and asked about', () => {
    const step = talk(HOLE);
    expect(step.state.draft).toMatchObject({ step: 'confirm', topic: 'site', place: 'đường trước chợ Bến', text: HOLE });
    expect(textOf(step)).toContain(say('feedback.ask.confirmPlace', { topic: say('feedback.topic.site'), place: 'đường trước chợ Bến' }));
  });

  test.each([
    ['cán bộ ở quầy 3 quát dân, thái độ hách dịch', 'attitude'],
    ['thai do can bo kho chiu qua, noi chuyen hach dich', 'attitude'],
    ['hồ sơ của tôi bị ngâm hai tháng, trễ hẹn ba lần', 'dossier'],
    ['thủ tục rườm rà, đòi quá nhiều giấy tờ thừa', 'rule'],
    ['trợ lý trả lời sai lệ phí, thông tin cũ rồi', 'information'],
    ['tôi muốn khen cô ở quầy 3 rất tận tình', 'other'],
    ['I want to report garbage in front of my house', 'site'],
    ['rac do day dau hem 12 boc mui hoi thoi', 'site'],
  ])('"%s" is about %s', (text, topic) => {
    expect(readFeedback(text).topic).toBe(topic);
  });

  test.each<[string, string | null]>([
    ['rác đổ đầy ở đầu hẻm 12, hôi lắm', 'ở đầu hẻm 12'],
    ['đèn đường thôn Đông bị tắt mấy hôm nay', 'thôn Đông'],
    ['cống trước trường tiểu học Kim Đồng ngập', 'trước trường tiểu học Kim Đồng'],
    ['tại sao không ai trả lời', null],
    ['thái độ khó chịu', null],
  ])('the place of "%s"', (text, place) => {
    expect(readFeedback(text).place).toBe(place);
  });

  test('whoever only wants to say something is asked to tell it', () => {
    expect(talk('tôi muốn góp ý').state.draft).toMatchObject({ step: 'text', text: '' });
    expect(talk('#t:feedback', 'rác').state.draft).toMatchObject({ step: 'place', topic: 'site', text: 'rác' });
  });
});

describe('the dialogue', () => {
  test('from the first word to the summary, with picture, place, name; numbers typed where no button is', () => {
    const told = [HOLE, '1', { kind: 'photo', file: 'f1', caption: '' }, { kind: 'location', latitude: 22.8, longitude: 104.9 }] as const;
    const step = talk(...told, 'bị từ tháng ba', '1', '1', 'Nguyễn Văn Thử', 'số 0912 345 678', 'Tổ 3');
    expect(step.state.draft).toMatchObject({
      ...{ step: 'summary', photos: ['f1'], latitude: 22.8, anonymous: false, name: 'Nguyễn Văn Thử', phone: '0912 345 678', address: 'Tổ 3' },
      text: `${HOLE}\nbị từ tháng ba`,
    });
    expect(textOf(step)).toContain('Nguyễn Văn Thử – 0912 345 678 – Tổ 3');
    const sent = assistant.answer(step.state, '1', 'vi');
    expect(askOf(sent)).toMatchObject({ kind: 'send', draft: { name: 'Nguyễn Văn Thử' } });
    expect(sent.state.draft).toBeNull();
    const answer: FeedbackTold = {
      kind: 'sent',
      code: 'PA-261123-ACDEFG',
      dueAt: new Date('2026-12-07T10:00:00Z'),
      provisional: false,
      anonymous: false,
    };
    expect(textOf(assistant.tellFeedback(sent, answer, 'vi'))).toMatch(/PA-261123-ACDEFG[\s\S]*07\/12\/2026/);
  });

  test('without a name it says plainly what that means, and asks for nothing more', () => {
    const contact = talk(HOLE, 'đúng rồi', '1');
    expect(textOf(contact)).toContain(say('feedback.ask.contactAnonymous'));
    expect(talk(HOLE, 'đúng rồi', '1', '2').state.draft).toMatchObject({ step: 'summary', anonymous: true, name: null });
  });

  test('"không phải" leads to the topics; every question can be gone back from, every part be changed', () => {
    expect(talk(HOLE, 'không phải').state.draft?.step).toBe('topic');
    expect(talk(HOLE, 'không phải', '2').state.draft).toMatchObject({ step: 'more', topic: 'dossier' });
    expect(talk(HOLE, 'đúng', '0').state.draft?.step).toBe('confirm');
    const changed = talk(HOLE, 'đúng', '1', '2', '#e:editText', 'Đèn đường tắt ở thôn Đông');
    expect(changed.state.draft).toMatchObject({ step: 'summary', text: 'Đèn đường tắt ở thôn Đông', anonymous: true });
    expect(talk(HOLE, 'đúng', '1', '2', '#e:place', 'chợ Đồn').state.draft).toMatchObject({ step: 'summary', place: 'chợ Đồn' });
    expect(talk(HOLE, '#e:cancel').state.draft).toBeNull();
  });

  test('something else in between leaves the draft as it was; a question about a procedure is answered', () => {
    const away = talk(HOLE, 'menu');
    expect(away.state.draft).toMatchObject({ paused: true, step: 'confirm' });
    expect(assistant.answer(away.state, 'làm khai sinh cần giấy gì', 'vi').intent).toBe('procedure');
    expect(assistant.answer(away.state, '#t:feedback', 'vi').state.draft).toMatchObject({ paused: false, step: 'confirm', text: HOLE });
    expect(talk('#t:feedback', 'làm khai sinh cho con cần giấy gì').intent).toBe('procedure');
  });

  test('a telephone number in the words is masked before it is kept; one that is asked for and missing is asked again', () => {
    expect(talk('#t:feedback', 'ổ gà trước chợ Bến, gọi tôi 0912345678 nhé').state.draft?.text).not.toContain('0912');
    expect(talk(HOLE, 'đúng', '1', '1', 'An', 'không có').state.draft?.step).toBe('phone');
    expect(talk(HOLE, 'đúng', '1', '1', 'An', 'an@vidu.vn').state.draft).toMatchObject({ step: 'address', email: 'an@vidu.vn', phone: null });
  });
});

describe('what must go by another door', () => {
  test.each(['tôi muốn tố cáo ông An nhận hối lộ', 'toi muon to cao can bo vi tien', 'tôi khiếu nại quyết định thu hồi đất'])(
    'at any question nothing of "%s" is kept',
    (text) => {
      for (const before of [['#t:feedback'], [HOLE], [HOLE, 'đúng'], ['#a:PA-261123-ACDEFG']]) {
        const step = talk(...before, text);
        expect(textOf(step), before.join()).toContain(say('referral.notStored'));
        expect(JSON.stringify(step.state)).not.toMatch(/hối lộ|vi tien|thu hồi/);
        expect(step.effects).toEqual([]);
      }
    },
  );

  test('of a mixed message the feedback goes on, after the door for the rest', () => {
    const step = talk('Đường xóm tôi ngập, xin sửa giúp. Ngoài ra tôi tố cáo trưởng thôn nhận hối lộ.');
    expect(textOf(step)).toContain(say('referral.mixed'));
    expect(step.state.draft).toMatchObject({ topic: 'site', text: 'Đường xóm tôi ngập, xin sửa giúp' });
    expect(JSON.stringify(step.state)).not.toContain('hối lộ');
  });
});

describe('after it was sent', () => {
  test('its code shows how it stands; a button adds to it or opens it again', () => {
    expect(askOf(talk('pa-261123-acdefg sao rồi'))).toEqual({ kind: 'status', code: 'PA-261123-ACDEFG' });
    expect(askOf(talk('#a:PA-261123-ACDEFG', 'thêm một ổ nữa'))).toMatchObject({ kind: 'add', code: 'PA-261123-ACDEFG', text: 'thêm một ổ nữa' });
    expect(askOf(talk('#r:PA-261123-ACDEFG', 'vẫn chưa sửa'))).toMatchObject({ kind: 'reopen', text: 'vẫn chưa sửa' });
  });

  test('one question on satisfaction, one comment; a new matter is no comment', () => {
    const rated = talk('#sd:4:H26.1-261123-0001');
    expect(askOf(rated)).toEqual({ kind: 'rate', of: 'dossier', subject: 'H26.1-261123-0001', score: 4 });
    const asked = assistant.tellFeedback(rated, { kind: 'rated', of: 'dossier', subject: 'H26.1-261123-0001' }, 'vi');
    expect(askOf(assistant.answer(asked.state, 'cô ấy nói nhanh quá', 'vi'))).toMatchObject({ kind: 'comment', text: 'cô ấy nói nhanh quá' });
    expect(assistant.answer(asked.state, 'làm khai sinh cần giấy gì', 'vi').intent).toBe('procedure');
    expect(assistant.answer(asked.state, '1', 'vi').state.doing).toBeNull();
  });

  test('others’ feedback on the same matter is offered to follow', () => {
    const step = talk(HOLE);
    const asked = assistant.answer(step.state, '1', 'vi');
    const one = {
      code: 'PA-261120-MNPQRT',
      topic: 'site' as const,
      place: 'chợ Bến',
      createdAt: new Date('2026-11-20T03:00:00Z'),
      state: 'assigned' as const,
    };
    const offered = assistant.tellFeedback(asked, { kind: 'similar', found: [one] }, 'vi');
    expect(textOf(offered)).toContain('chợ Bến, gửi ngày 20/11/2026');
    // Whoever has its code may add to it.
    expect(JSON.stringify(offered.replies)).not.toContain(one.code);
    for (const yes of ['1', 'đúng rồi']) expect(askOf(assistant.answer(offered.state, yes, 'vi'))).toEqual({ kind: 'follow', code: one.code });
    expect(assistant.answer(offered.state, 'cũng ở đó', 'vi').state.draft?.step).toBe('more');
    expect(assistant.answer(offered.state, '2', 'vi').state.draft?.step).toBe('more');
  });
});

describe('a choice that is typed rather than pressed', () => {
  test.each([
    [['xong rồi ạ'], 'contact'],
    [['ok'], 'contact'],
    [['không có gì thêm'], 'contact'],
    [['không'], 'contact'],
    [['xong', 'ẩn danh nhé'], 'summary'],
    [['xong', 'không'], 'summary'],
    [['xong', 'không muốn nêu tên đâu'], 'contact'],
    [['xong', 'có tên'], 'name'],
    [['xong', 'cho em nêu tên ạ'], 'name'],
    [['xong', 'nêu tên', 'Nguyễn Văn Thử', 'tôi không có'], 'phone'],
    [['xong', 'nêu tên', 'Nguyễn Văn Thử', 'ẩn danh'], 'summary'],
    [['xong', 'nêu tên', 'Nguyễn Văn Thử 0912345678', 'bỏ qua'], 'summary'],
  ])('%j leads to %s, and is no part of what is told', (acts, step) => {
    const { draft } = talk(HOLE, 'đúng', ...acts).state;
    expect(draft).toMatchObject({ step, text: HOLE });
  });

  test('"gửi đi" sends, "thôi không gửi nữa" drops; "thối" is a smell', () => {
    expect(askOf(talk(HOLE, 'đúng', 'xong', 'ẩn danh', 'gửi đi ạ'))).toMatchObject({ kind: 'send', draft: { text: HOLE, anonymous: true } });
    expect(talk(HOLE, 'thôi không gửi nữa').state.draft).toBeNull();
    expect(talk(HOLE, 'đúng', 'thối').state.draft?.text).toContain('thối');
  });

  test('a topic or a place is put right in words', () => {
    expect(talk(HOLE, 'không phải', 'thái độ cán bộ').state.draft).toMatchObject({ step: 'more', topic: 'attitude', text: HOLE });
    expect(talk(HOLE, 'ở thôn Đông cơ mà').state.draft).toMatchObject({ step: 'confirm', place: 'ở thôn Đông' });
  });

  test('name and telephone in one message are both taken, wherever they were asked for', () => {
    const taken = { step: 'address', anonymous: false, name: 'Nguyễn Văn Thử', phone: '0912 345 678', text: HOLE };
    expect(talk(HOLE, 'đúng', 'xong', 'Nguyễn Văn Thử, 0912 345 678').state.draft).toMatchObject(taken);
    expect(talk(HOLE, 'đúng', 'xong', 'nêu tên', 'Nguyễn Văn Thử - 0912 345 678').state.draft).toMatchObject(taken);
  });
});

describe('words after news of feedback, or a look at it', () => {
  const hearing = (menu: string[], text: string) => assistant.hear({ ...newState(), greeted: true, menu }, { kind: 'text', text }, 'vi');
  const NEWS = ['#a:PA-261123-ACDEFG', '#i:PA-261123-ACDEFG'];

  test.each(['nhà tôi sau cây đa cạnh bờ ao', 'vẫn ngập, mấy hôm nay chưa ai đến sửa đường'])('may be more of it: %s', (text) => {
    const step = hearing(NEWS, text);
    expect(textOf(step)).toContain(say('feedback.ask.same.add', { code: 'PA-261123-ACDEFG' }));
    for (const yes of ['1', 'đúng rồi', 'ok'])
      expect(askOf(assistant.answer(step.state, yes, 'vi'))).toMatchObject({ kind: 'add', code: 'PA-261123-ACDEFG', text });
    const other = assistant.answer(step.state, 'không, việc khác'.slice(0, 5), 'vi').state.draft;
    expect(other).toMatchObject({ text, about: null });
    expect(['confirm', 'place']).toContain(other?.step);
  });

  test('after an answer they may ask to look again', () => {
    const step = hearing(['#sf:5:PA-261123-ACDEFG', '#r:PA-261123-ACDEFG'], 'vẫn ngập, chưa ai đến sửa đường');
    expect(askOf(assistant.answer(step.state, '1', 'vi'))).toMatchObject({ kind: 'reopen', code: 'PA-261123-ACDEFG' });
  });

  test('a question, thanks, a denunciation are what they are', () => {
    expect(hearing(NEWS, 'làm khai sinh cho con cần giấy gì').intent).toBe('procedure');
    expect(hearing(NEWS, 'cảm ơn').state.draft).toBeNull();
    expect(JSON.stringify(hearing(NEWS, 'tôi tố cáo trưởng thôn nhận hối lộ').state)).not.toContain('hối lộ');
  });

  test('who is asked for more may leave it', () => {
    for (const no of ['thôi', 'không', '1']) {
      const left = talk('#a:PA-261123-ACDEFG', no);
      expect(left.effects).toEqual([]);
      expect(left.state.doing).toBeNull();
    }
  });
});

describe('what must go by another door, where it is least expected', () => {
  const DENOUNCED = 'tôi tố cáo ông An trưởng thôn nhận hối lộ mười triệu';
  test.each([[['xong', 'nêu tên']], [['xong', 'nêu tên', 'Thử']], [['xong', 'nêu tên', 'Thử', '0912345678']], [['xong']], [['#e:topics']]])(
    'told instead of an answer (%j), nothing of it is kept and the door is shown',
    (acts) => {
      const step = talk(HOLE, 'đúng', ...acts, DENOUNCED);
      expect(textOf(step)).toContain(say('referral.notStored'));
      expect(JSON.stringify([step.state, step.effects])).not.toMatch(/hối lộ|trưởng thôn/);
    },
  );

  test('nor of it under a picture, nor the picture', () => {
    const photo = { kind: 'photo', file: 'f9', caption: DENOUNCED } as const;
    for (const before of [[], ['#t:feedback'], [HOLE], [HOLE, 'đúng'], ['#a:PA-261123-ACDEFG'], ['#r:PA-261123-ACDEFG']]) {
      const step = talk(...before, photo);
      expect(textOf(step), before.join()).toContain(say('referral.notStored'));
      expect(JSON.stringify([step.state, step.effects]), before.join()).not.toMatch(/hối lộ|f9/);
    }
  });
});

describe('a picture with words', () => {
  test('begins feedback with both; later its words are more of the matter', () => {
    const hole = { kind: 'photo', file: 'f1', caption: HOLE } as const;
    expect(talk(hole).state.draft).toMatchObject({ text: HOLE, photos: ['f1'], step: 'confirm' });
    const more = talk(HOLE, 'đúng', { kind: 'photo', file: 'f2', caption: 'chỗ sâu nhất đây' });
    expect(more.state.draft).toMatchObject({ text: `${HOLE}\nchỗ sâu nhất đây`, photos: ['f2'] });
  });

  test('goes with what is reopened, and stands alone where nothing is said', () => {
    const photo = { kind: 'photo', file: 'f1', caption: '' } as const;
    expect(askOf(talk('#r:PA-261123-ACDEFG', photo))).toMatchObject({ kind: 'reopen', text: say('feedback.photo'), photo: 'f1' });
    expect(talk(photo).replies[0]?.choices.map(({ payload }) => payload)).toContain('#t:feedback');
  });
});

test('whoever is slowed or repeats themselves is told how to go on', () => {
  const sent = talk(HOLE, 'đúng', 'xong', 'ẩn danh', 'gửi');
  const ask = askOf(sent);
  const draft = ask?.kind === 'send' ? ask.draft : null;
  const slowed = assistant.tellFeedback(sent, { kind: 'slowed', draft: draft! }, 'vi');
  expect(assistant.answer(slowed.state, '1', 'vi').state.draft).toMatchObject({ step: 'summary', text: HOLE, paused: false });
  expect(assistant.tellFeedback(sent, { kind: 'again', draft: draft! }, 'vi').state.menu).toContain('#i:');
});

test.each(['ở xóm Bãi', 'xom Bai', 'gần nhà văn hóa', 'trước công an xã'])('a place is a place, however little there is of it: %s', (place) => {
  expect(talk('#t:feedback', 'rác', place).state.draft).toMatchObject({ step: 'confirm', place });
});

test('what is told instead of a place goes by its own door', () => {
  expect(talk('#t:feedback', 'rác', 'tôi tố cáo trưởng thôn nhận hối lộ').state.draft).toMatchObject({ place: null });
});

describe('what may be a complaint and may be feedback', () => {
  const DOUBTFUL = 'tôi khiếu nại cái cống trước nhà thối quá';

  test('is asked which it is, beside the door; nothing of it is taken in before', () => {
    const step = talk(DOUBTFUL);
    expect(step.state.draft).toMatchObject({ step: 'which', text: '', held: DOUBTFUL });
    for (const key of ['referral.doubt', 'referral.complaint.text', 'feedback.ask.which']) expect(textOf(step)).toContain(say(key));
    expect(textOf(step)).not.toContain(say('referral.notStored'));
  });

  test.each(['1', '#e:which:feedback', 'phản ánh thôi ạ', 'gop y'])('is feedback once its writer says so: %s', (answer) => {
    expect(talk(DOUBTFUL, answer).state.draft).toMatchObject({ step: 'place', text: DOUBTFUL, held: null, topic: 'site' });
  });

  test.each(['2', '3', '#e:which:denunciation', 'khiếu nại', 'to cao', 'menu', 'đăng ký khai sinh cần giấy tờ gì'])(
    'else it is forgotten: %s',
    (answer) => {
      const step = talk(DOUBTFUL, answer);
      expect(JSON.stringify(step.state)).not.toContain('cống');
      expect(step.state.draft).toBeNull();
    },
  );

  test('more words are heard together with those before', () => {
    expect(talk(DOUBTFUL, 'hôi lắm, xin xã cho người xuống xem giúp').state.draft?.held ?? '').toContain('xuống xem');
    expect(talk(DOUBTFUL, 'tôi tố cáo trưởng thôn ăn chặn tiền làm cống').state.draft).toBeNull();
  });

  test('an answer that comes too late finds nothing any more', () => {
    const { state } = talk(DOUBTFUL);
    const at = new Date(new Date(state.draft!.at).getTime() - HELD_MS - 1000).toISOString();
    const late = assistant.hear({ ...state, draft: { ...state.draft!, at } }, { kind: 'text', text: '1' }, 'vi');
    expect(JSON.stringify(late.state)).not.toContain('cống');
    expect(textOf(late)).toContain(say('feedback.ask.text'));
  });

  test('what had been told before stays', () => {
    const told = talk(HOLE, '1', '1', '2', '#e:editText', DOUBTFUL);
    expect(told.state.draft).toMatchObject({ step: 'which', text: HOLE, held: DOUBTFUL });
    const state = readState(told.state);
    expect(assistant.hear(state, { kind: 'text', text: '2' }, 'vi').state.draft).toMatchObject({ text: HOLE, held: null, paused: true });
  });
});
