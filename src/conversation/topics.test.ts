import { expect, test } from 'vitest';
import { agency } from '#src/directory/agency.ts';
import { realFacts } from '#tests/support/assistant.ts';
import { TOPICS } from './screen.ts';
import { drawReferral, drawTopic, officeBlocks, openingHours } from './topics.ts';

const { say } = realFacts('vi');
const DAY = ['07:30-11:30', '13:00-17:00'];

test('days with the same hours stand together, a day without is closed', () => {
  const hours = { '1': DAY, '2': DAY, '3': DAY, '4': DAY, '5': DAY, '6': ['07:30-11:30'] };
  expect(openingHours(hours, say)).toBe(
    `${say('day.1')} – ${say('day.5')}: 07:30–11:30, 13:00–17:00; ${say('day.6')}: 07:30–11:30; ${say('day.7')}: ${say('day.closed')}`,
  );
});

test('the same hours on days that are apart are not put together', () => {
  expect(openingHours({ '1': DAY, '3': DAY }, say).split('; ')).toHaveLength(4);
});

test('what is not known of the office is said to be unknown', () => {
  const facts = realFacts('vi');
  const [block] = officeBlocks({ ...facts, office: agency.parse({ id: 'x', name: 'Bộ phận Một cửa xã A' }) });
  expect(block).toMatchObject({ kind: 'facts', rows: [{ value: 'Bộ phận Một cửa xã A' }, ...new Array(3).fill({ value: say('office.unknown') })] });
});

test.each(['vi', 'en'] as const)('every topic and referral has words in %s and a way on', (locale) => {
  const facts = realFacts(locale);
  const replies = [
    ...TOPICS.map((topic) => drawTopic(topic, facts)),
    ...(['complaint', 'denunciation', 'crime', 'emergency'] as const).map((kind) => drawReferral(kind, facts)),
  ];
  for (const { blocks, choices } of replies) {
    expect(choices.length).toBeGreaterThan(0);
    expect(JSON.stringify({ blocks, choices })).not.toMatch(/"(topic|referral|office|day)\.[a-zA-Z.]+"|\{\{/);
  }
});

test('a referral says that nothing is stored, but an emergency says only whom to call', () => {
  const facts = realFacts('vi');
  for (const kind of ['complaint', 'denunciation', 'crime'] as const)
    expect(JSON.stringify(drawReferral(kind, facts))).toContain(say('referral.notStored'));
  const emergency = JSON.stringify(drawReferral('emergency', facts));
  expect(emergency).not.toContain(say('referral.notStored'));
  for (const number of ['113', '114', '115']) expect(emergency).toContain(number);
});
