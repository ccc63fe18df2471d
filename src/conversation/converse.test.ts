import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Locale } from '#src/platform/texts.ts';
import { renderPlain } from '#src/text/plain.ts';
import { realAssistant, realFacts } from '#tests/support/assistant.ts';
import { currentScreen, newState, type State } from './state.ts';
import type { Step } from './step.ts';

const assistant = realAssistant();
const { say } = realFacts('vi');
const BIRTH = '1.001193';

const textOf = (step: Step) => step.replies.map((reply) => renderPlain(reply, 'Nguồn')).join('\n\n');
const screenOf = (step: Step) => currentScreen(step.state);
const choicesOf = (step: Step) => step.replies.at(-1)?.choices ?? [];

/** Says the messages one after another in one conversation; the last step. */
function talk(...messages: string[]): Step {
  return talkFrom(newState(), 'vi', messages);
}
function talkFrom(start: State, locale: Locale, messages: string[]): Step {
  let step: Step | null = null;
  for (const message of messages) step = assistant.answer(step?.state ?? start, message, locale);
  return step as Step;
}

describe('the first contact', () => {
  const hello = say('greeting.first', { office: assistant.office.name });

  test.each(['xin chào', 'làm khai sinh cần gì', 'menu', '#l', '', 'asdfghjkl', 'tôi muốn tố cáo'])(
    '"%s" is told that this is an automatic assistant',
    (message) => {
      expect(textOf(talk(message))).toContain(hello);
    },
  );

  test('nobody is told twice', () => {
    expect(textOf(talk('xin chào', 'xin chào'))).not.toContain(hello);
    expect(textOf(talk('asdfghjkl', 'làm khai sinh cần gì'))).not.toContain(hello);
  });
});

describe('an answer', () => {
  test('opens with the part asked for and names the procedure, its code and its source', () => {
    const step = talk('làm khai sinh cho con mất bao lâu');
    const text = textOf(step);
    expect(screenOf(step)).toMatchObject({ kind: 'procedure', code: BIRTH, sections: ['time'] });
    expect(text).toContain(BIRTH);
    expect(text).toContain(`${say('section.time')}:`);
    expect(step.replies[0]?.sources.length).toBeGreaterThan(0);
  });

  test('offers the other parts, each of which answers about the same procedure', () => {
    const step = talk('làm khai sinh cho con mất bao lâu');
    expect(choicesOf(step).length).toBeGreaterThan(2);
    for (const choice of choicesOf(step).filter(({ payload }) => payload.startsWith('#p:'))) {
      const next = assistant.answer(step.state, choice.payload, 'vi');
      expect(screenOf(next), choice.label).toMatchObject({ kind: 'procedure', code: BIRTH });
    }
  });

  test('to several questions answers all of them', () => {
    const text = textOf(talk('khai sinh cho con cần giấy tờ gì, mất bao lâu, lệ phí bao nhiêu'));
    for (const section of ['documents', 'time', 'fee']) expect(text).toContain(`${say(`section.${section}`)}:`);
  });
});

describe('numbers', () => {
  test('mean the choices of the last menu, in digits and in words', () => {
    const step = talk('menu');
    for (const [at, choice] of choicesOf(step).entries()) {
      const pressed = assistant.answer(step.state, choice.payload, 'vi');
      for (const typed of [`${at + 1}`, `số ${at + 1}`, `cái thứ ${at + 1} ạ`])
        expect(textOf(assistant.answer(step.state, typed, 'vi'))).toBe(textOf(pressed));
    }
  });

  test('"cái cuối" is the last choice', () => {
    const step = talk('menu');
    expect(assistant.answer(step.state, 'cái cuối', 'vi').replies).toEqual(
      assistant.answer(step.state, choicesOf(step).at(-1)!.payload, 'vi').replies,
    );
  });

  test('mean no older menu: after another answer the same number is another choice', () => {
    const menu = talk('menu');
    const answer = assistant.answer(menu.state, 'làm khai sinh cho con mất bao lâu', 'vi');
    const chosen = assistant.answer(answer.state, '1', 'vi');
    expect(screenOf(chosen)).toMatchObject({ kind: 'procedure', code: BIRTH });
    expect(textOf(chosen)).not.toBe(textOf(assistant.answer(menu.state, '1', 'vi')));
  });

  test('outside the menu are refused with its size, and the menu stays', () => {
    const menu = talk('menu');
    const step = assistant.answer(menu.state, '99', 'vi');
    expect(textOf(step)).toContain(say('select.outside', { count: choicesOf(menu).length }));
    expect(choicesOf(step)).toEqual(choicesOf(menu));
    expect(screenOf(assistant.answer(step.state, '1', 'vi'))).toEqual(screenOf(assistant.answer(menu.state, '1', 'vi')));
  });

  test('outside a menu that is no screen leave it as it was', () => {
    const missed = talk('asdfghjkl');
    const step = assistant.answer(missed.state, '9', 'vi');
    expect(textOf(step)).toContain(say('select.outside', { count: choicesOf(missed).length }));
    expect(screenOf(assistant.answer(step.state, '1', 'vi'))).toEqual({ kind: 'levels' });
  });

  test('outside a menu below which another screen lies do not bring that screen up', () => {
    const step = talk('#l', 'asdfghjkl', '9');
    expect(choicesOf(step)).toEqual([]);
    expect(screenOf(assistant.answer(step.state, '2', 'vi'))).toEqual({ kind: 'topic', topic: 'handover' });
  });

  test('with no menu at all are not taken for one', () => {
    expect(textOf(talk('3'))).toContain(say('select.nothing'));
  });
});

describe('finding the way', () => {
  const places = [
    'menu',
    '#l',
    '#f:commune:0',
    '#g:commune:justice:0',
    `#p:${BIRTH}:fee`,
    '#q:birth-certificate:',
    '#t:dossier',
    '#t:erase',
    'asdfghjkl',
    'cảm ơn',
    'tôi muốn tố cáo cán bộ nhận hối lộ',
  ];

  test.each(places)('after "%s", "menu" starts again', (place) => {
    for (const word of ['menu', 'MENU', 'bắt đầu lại']) {
      const step = talk('xin chào', place, word);
      expect(screenOf(step)).toEqual({ kind: 'home' });
      expect(step.state).toMatchObject({ trail: ['#m'], topic: null });
    }
  });

  test('"0" and "quay lại" go back step by step, as far as home', () => {
    for (const word of ['0', 'quay lại', 'quay lai', '#b']) {
      let step = talk('#l', '#f:commune:0', '#g:commune:justice:0', `#p:${BIRTH}:`);
      for (const kind of ['field', 'fields', 'levels', 'home', 'home']) {
        step = assistant.answer(step.state, word, 'vi');
        expect(screenOf(step)?.kind).toBe(kind);
      }
    }
  });

  test('back on a procedure, a question about a part is about that procedure again', () => {
    const step = talk('đăng ký khai sinh', 'đăng ký kết hôn lệ phí bao nhiêu', 'quay lại', 'mất bao lâu?');
    expect(screenOf(step)).toMatchObject({ kind: 'procedure', code: BIRTH, sections: ['time'] });
  });

  test('"xem thêm" turns the page as far as there are pages, "quay lại" turns back', () => {
    const first = talk('#g:commune:justice:0');
    const second = assistant.answer(first.state, 'xem thêm', 'vi');
    expect(screenOf(second)).toMatchObject({ kind: 'field', page: 1 });
    expect(choicesOf(second)).not.toEqual(choicesOf(first));
    expect(screenOf(assistant.answer(second.state, 'quay lại', 'vi'))).toMatchObject({ kind: 'field', page: 0 });
    let last = first;
    for (let turn = 0; turn < 50; turn++) last = assistant.answer(last.state, 'xem thêm', 'vi');
    expect(choicesOf(last).some(({ payload }) => payload.startsWith('#p:'))).toBe(true);
    expect(choicesOf(last).some(({ label }) => label.startsWith('Trang sau'))).toBe(false);
  });

  test('"nhắc lại" shows the same again', () => {
    const step = talk('làm khai sinh cho con mất bao lâu');
    const again = assistant.answer(step.state, 'nhắc lại', 'vi');
    // All but that it was not what was meant: nothing was understood anew.
    expect(again.replies[0]?.choices).toEqual(step.replies[0]?.choices.slice(0, -1));
    expect(screenOf(again)).toEqual(screenOf(step));
  });
});

describe('a question about a part keeps the procedure', () => {
  test('through a whole dialogue', () => {
    let step = talk('em muốn đăng ký khai sinh cho con mới sinh');
    for (const [message, section] of [
      ['mất bao lâu?', 'time'],
      ['còn lệ phí?', 'fee'],
      ['nộp ở đâu', 'where'],
      ['can giay to gi', 'documents'],
      ['cảm ơn', null],
      ['thế nộp qua mạng được không', 'online'],
    ] as const) {
      step = assistant.answer(step.state, message, 'vi');
      if (section) expect(screenOf(step), message).toMatchObject({ kind: 'procedure', code: BIRTH, sections: [section] });
    }
  });

  test('until another is named', () => {
    const step = talk('đăng ký khai sinh', 'xin giấy độc thân', 'mất bao lâu');
    expect(screenOf(step)).toMatchObject({ code: '1.004873', sections: ['time'] });
  });

  test('chosen from a list too', () => {
    const step = talk('#g:commune:justice:0', '2', 'lệ phí bao nhiêu');
    const chosen = choicesOf(talk('#g:commune:justice:0'))[1]!.payload;
    expect(screenOf(step)).toMatchObject({ kind: 'procedure', sections: ['fee'], code: chosen.split(':')[1] });
  });

  test('while a choice is open, the part waits for it instead of answering for an older procedure', () => {
    const open = talk('đăng ký kết hôn', 'làm lại giấy khai sinh');
    expect(screenOf(open)).toMatchObject({ kind: 'clarify', group: 'birth-certificate' });
    const asked = assistant.answer(open.state, 'mất bao lâu?', 'vi');
    expect(screenOf(asked)).toMatchObject({ kind: 'clarify', group: 'birth-certificate', sections: ['time'] });
    expect(screenOf(assistant.answer(asked.state, '2', 'vi'))).toMatchObject({ kind: 'procedure', sections: ['time'] });
  });
});

describe('ambiguity groups', () => {
  const { groups } = assistant.catalogue;

  test.each(groups.map((group) => [group.id, group] as const))('%s asks, and each choice is answered', (id, group) => {
    const asked = talk(`#q:${id}:fee`);
    expect(asked.outcome).toBe('asked');
    expect(textOf(asked)).toContain(group.question);
    for (const [at, option] of group.options.entries()) {
      const step = assistant.answer(asked.state, `${at + 1}`, 'vi');
      expect(step.outcome, option.label).toBe('answered');
      expect(screenOf(step)).toEqual({ kind: 'procedure', code: option.code, sections: ['fee'] });
    }
    expect(screenOf(assistant.answer(asked.state, `${group.options.length + 1}`, 'vi'))).toEqual({ kind: 'home' });
  });

  test('"đúng rồi" takes the first, "không phải" none', () => {
    const asked = talk('giấy khai sinh');
    expect(screenOf(assistant.answer(asked.state, 'đúng rồi', 'vi'))).toMatchObject({ kind: 'procedure', code: BIRTH });
    const refused = assistant.answer(asked.state, 'không phải', 'vi');
    expect(screenOf(refused)).toEqual({ kind: 'home' });
    expect(textOf(refused)).toContain(say('misunderstood'));
  });

  test('"đúng rồi" to an answer is only a nod', () => {
    expect(textOf(talk('làm khai sinh cho con mất bao lâu', 'đúng rồi'))).toContain(say('nod'));
  });
});

describe('what cannot be answered', () => {
  test('is said openly, and the second time in a row a person is offered', () => {
    const once = talk('giá vàng hôm nay');
    expect(once.outcome).toBe('unknown');
    expect(textOf(once)).toContain(say('missed.outOfScope'));
    const twice = assistant.answer(once.state, 'asdfghjkl qwerty', 'vi');
    expect(textOf(twice)).toContain(say('missed.again'));
    expect(choicesOf(twice).map(({ payload }) => payload)).toContain('#t:handover');
  });

  test('is counted anew after an answer', () => {
    expect(textOf(talk('giá vàng hôm nay', 'đăng ký khai sinh', 'giá vàng hôm nay'))).toContain(say('missed.outOfScope'));
  });

  test('at the province is sent there, with the code and the national portal', () => {
    const step = talk('cấp lý lịch tư pháp');
    const text = textOf(step);
    const { elsewhere } = step.meaning ?? {};
    expect(text).toContain(say('elsewhere.code', { code: elsewhere!.code }));
    expect(text).toContain('https://dichvucong.gov.vn');
    expect(step.state.topic).toBeNull();
  });

  test('a screen whose procedure is gone says so and starts again', () => {
    const step = talk('#p:9.999999:fee');
    expect(textOf(step)).toContain(say('screen.gone'));
    expect(screenOf(step)).toEqual({ kind: 'home' });
  });
});

describe('language', () => {
  test('asked for, chosen, and answered in the new one', () => {
    const asked = talk('english please');
    expect(screenOf(asked)).toEqual({ kind: 'topic', topic: 'language' });
    const english = assistant.answer(asked.state, '#v:en', 'vi');
    expect(english.effects).toEqual([{ kind: 'setLocale', locale: 'en' }]);
    expect(textOf(english)).toContain(realFacts('en').say('home.text'));
  });

  test('back to Vietnamese too', () => {
    const step = talkFrom({ ...newState(), greeted: true }, 'en', ['#v:vi']);
    expect(step.effects).toEqual([{ kind: 'setLocale', locale: 'vi' }]);
    expect(textOf(step)).toContain(say('home.text'));
  });

  test('in English the same dialogue is answered in English', () => {
    const english = realFacts('en');
    const step = talkFrom(newState(), 'en', ['làm khai sinh cho con mất bao lâu']);
    expect(textOf(step)).toContain(`${english.say('section.time')}:`);
    expect(textOf(step)).not.toContain(`${say('section.time')}:`);
  });

  test('another language than ours is read as words', () => {
    expect(talk('#v:fr').effects).toEqual([]);
  });
});

describe('erasing', () => {
  test('is asked again before it is done, and then nothing is left', () => {
    const asked = talk('đăng ký khai sinh', 'xóa dữ liệu của tôi', payloadNamed('topic.erase'));
    expect(screenOf(asked)).toEqual({ kind: 'topic', topic: 'erase' });
    expect(asked.effects).toEqual([]);
    const erased = assistant.answer(asked.state, '1', 'vi');
    expect(erased.effects).toEqual([{ kind: 'eraseConversation' }]);
    expect(textOf(erased)).toContain(say('topic.erased'));
    expect(erased.state.topic).toBeNull();
    expect(JSON.stringify(erased.state)).not.toContain(BIRTH);
  });

  test('can be left alone', () => {
    const asked = talk('#t:erase');
    const kept = assistant.answer(asked.state, '2', 'vi');
    expect(kept.effects).toEqual([]);
    expect(screenOf(kept)).toEqual({ kind: 'home' });
  });

  function payloadNamed(key: string): string {
    return choicesOf(talk('xóa dữ liệu của tôi')).find(({ label }) => label === say(key))!.payload;
  }
});

test.each([
  ['complaint', 'toi muon khieu nai quyet dinh cua chu tich xa'],
  ['denunciation', 'tôi muốn tố cáo cán bộ nhận hối lộ'],
  ['crime', 'nha toi bi trom vao lay xe may'],
  ['emergency', 'cháy rồi cứu với'],
] as const)('a %s is referred, and no word of it is kept', (kind, message) => {
  const step = talk(message);
  expect(step.intent).toBe('referral');
  expect(textOf(step)).toContain(say(`referral.${kind}.text`));
  expect(JSON.stringify(step.state)).toBe(JSON.stringify({ ...newState(), greeted: true, menu: ['#m'] }));
});

test('a dossier code is repeated in its proper form', () => {
  const step = talk('hồ sơ h26.1 – 260930 – 0012 xong chưa');
  expect(step.intent).toBe('dossier');
  expect(textOf(step)).toContain(say('topic.dossierCode', { code: 'H26.1-260930-0012' }));
});

describe('whatever is sent', () => {
  const anything = fc.oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        '0',
        'menu',
        '1',
        '2',
        'số 3',
        'cái cuối',
        'xem thêm',
        'đúng rồi',
        'không phải',
        'nhắc lại',
        'mất bao lâu?',
        'lệ phí',
        'cảm ơn',
        '#b',
        '#x',
        '#l',
        '#v:en',
      ),
    },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        'đăng ký khai sinh',
        'giấy khai sinh',
        'xin giấy độc thân',
        'cấp lý lịch tư pháp',
        'tố cáo cán bộ',
        'gặp cán bộ',
        '<img src=x onerror=alert(1)>',
        "' OR 1=1; --",
        '😀',
        '',
        'x'.repeat(4000),
        'ồ'.repeat(4000).normalize('NFD'),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom('#p:', '#c:', '#q:', '#g:', '#f:', '#t:'), fc.string({ maxLength: 12 })).map((parts) => parts.join('')),
    },
  );

  test('there is always an answer with words in it, the greeting comes once, and the state keeps nothing that was said', () => {
    fc.assert(
      fc.property(fc.array(anything, { minLength: 1, maxLength: 12 }), (messages) => {
        let state = newState();
        let greetings = 0;
        for (const message of messages) {
          const step = assistant.answer(state, message, 'vi');
          state = step.state;
          // What asks the database is answered with what that says.
          const asks = step.effects.some(({ kind }) => kind.startsWith('ask'));
          expect(step.replies.length > 0 || asks).toBe(true);
          for (const reply of step.replies) expect(reply.blocks.length).toBeGreaterThan(0);
          if (choicesOf(step).length > 0) expect(state.menu).toEqual(choicesOf(step).map(({ payload }) => payload));
          expect(state.trail.length).toBeLessThanOrEqual(12);
          for (const payload of [...state.trail, ...state.menu]) expect(payload).toMatch(/^#[a-z]/);
          if (/trợ lý tự động|automated assistant|automatic assistant/i.test(textOf(step))) greetings++;
        }
        if (!messages.includes('#x')) expect(greetings).toBe(1);
      }),
      { numRuns: 150 },
    );
  });
});
