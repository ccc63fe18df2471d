import { expect, test } from 'vitest';
import { workingTimePolicy } from '#src/calendar/store/schema.ts';
import { SHAPES } from '#src/directory/editing/rows.ts';
import { DELIVERIES } from '#src/dossiers/commands/apologies.ts';
import { ACTIONS as STEPS } from '#src/dossiers/rules.ts';
import { SLIP_KINDS } from '#src/dossiers/slips/makeSlip.ts';
import { STATES as DOSSIER_STATES } from '#src/dossiers/states.ts';
import { STATES as FEEDBACK_STATES, LINES } from '#src/feedback/model.ts';
import { TEMPLATE_STEPS } from '#src/feedback/templates.ts';
import { QUESTION_STATES } from '#src/learning/questions.ts';
import { LOCALES, sayIn } from '#src/platform/texts.ts';
import { REQUEST_KINDS } from '#src/privacy/requests.ts';
import { legalText } from '#src/procedures/legal.ts';
import { readRuleFile } from '#src/reminders/rule.ts';
import { ROLES } from '#src/staff/actor.ts';
import { KEY_SCOPES } from '#src/staff/policy.ts';
import { auditWritten } from '#tests/support/auditWritten.ts';
import { detailWords } from './auditDetails.ts';
import { actionsNamed, actionWords, actorWords, said, subjectsNamed, subjectWords } from './auditWords.ts';
import { AFTER_CLOSING, WEEK } from './calendar/hours.ts';
import { ruleWords } from './reminders/ruleWords.ts';

test('what was done is said in words, a step of a dossier as its button is; what has no words keeps its name', () => {
  expect(actionWords(sayIn('vi'), 'person.create')).toBe('Thêm người dùng');
  expect(actionWords(sayIn('en'), 'session.begin')).toBe('Signed in');
  expect(actionWords(sayIn('vi'), 'dossier.requestSupplement')).toBe(sayIn('vi')('desk.step.requestSupplement'));
  expect(actionWords(sayIn('vi'), 'catalogue.edit.submit')).toBe('Trình duyệt thủ tục');
  expect(actionWords(sayIn('vi'), 'nobody.knows')).toBeNull();
  expect(actorWords(sayIn('vi'), 'system')).toBe('Phần mềm');
  expect(actorWords(sayIn('vi'), 'person:x')).toBeNull();
  expect(subjectWords(sayIn('vi'), 'dossier:H00.1-261123-0001')).toBe('Hồ sơ H00.1-261123-0001');
  expect(subjectWords(sayIn('vi'), 'agency:one-stop', () => 'Bộ phận Một cửa')).toBe('Bộ phận Một cửa');
  expect(subjectWords(sayIn('vi'), 'calendar:2026-12-07:national')).toBe('Lịch 07/12/2026, Cả nước');
  expect(subjectWords(sayIn('vi'), 'calendar:2026-12-07:one-stop', () => 'Bộ phận Một cửa')).toBe('Lịch 07/12/2026, Bộ phận Một cửa');
  expect(subjectWords(sayIn('vi'), 'calendar:hours:')).toBe('Lịch giờ làm việc');
  expect(subjectWords(sayIn('vi'), 'calendar:2027')).toBe('Lịch 2027');
  expect(subjectWords(sayIn('vi'), 'accessReview:2026-Q4')).toBe('Rà soát quyền quý 4/2026');
  expect(subjectWords(sayIn('vi'), 'qua-han')).toBe('Báo cáo: Quá hạn');
  expect(subjectWords(sayIn('vi'), 'procedure:x-0123456789')).toBe('Thủ tục (Chưa có mã quốc gia)');
});

test('an action is found by its words, with or without diacritics, in either language', () => {
  expect(actionsNamed('dang nhap')).toEqual(['session.begin']);
  expect(actionsNamed('Signed in')).toEqual(['session.begin']);
  expect(actionsNamed('tạm dừng tính')).toEqual(['dossier.pauseDossier']);
  expect(actionsNamed('trinh duyet thu tuc')).toEqual(['catalogue.edit.submit']);
});

const named = {
  person: (id: string) => (id === 'person:p1' ? 'Lê An' : undefined),
  role: (id: string) => (id === 'membership:8' ? 'Lê An (Quản trị)' : undefined),
  place: (id: string) => (id === 'one-stop' ? 'Bộ phận Một cửa' : id),
};
const inWords = (action: string, details: Record<string, unknown>) => detailWords(sayIn('vi'), action, details, named).join(' · ');

test('details are said in words: codes, people, places, days, and what was written down as a whole', () => {
  expect(inWords('session.begin', { factor: 'code' })).toBe('Cách đăng nhập: mật khẩu và mã xác thực');
  expect(inWords('membership.add', { role: 'officer', agencyId: 'one-stop', unitId: null, field: null, validFrom: '2026-11-22' })).toBe(
    'Vai trò: Công chức thụ lý · Cơ quan: Bộ phận Một cửa · Từ ngày: 22/11/2026',
  );
  // As the database gives them back: the shorter name first.
  expect(inWords('dossier.startProcessing', { toState: 'processing', fromState: 'accepted' })).toBe(
    'Từ trạng thái: Đã tiếp nhận · Sang trạng thái: Đang giải quyết',
  );
  expect(inWords('dossier.recordSlip', { toState: 'accepted', fromState: 'accepted' })).toBe('Trạng thái: Đã tiếp nhận');
  expect(inWords('access.kept', { rows: 'membership:8 membership:9' })).toBe('Gồm: Lê An (Quản trị), Vai trò 9');
  expect(inWords('report.export', { rows: 12 })).toBe('Số dòng: 12');
  expect(inWords('dossier.handOver', { fromState: 'accepted', toState: 'processing', via: 'zalo-bot' })).toBe(
    'Từ trạng thái: Đã tiếp nhận · Sang trạng thái: Đang giải quyết · Qua kênh: Zalo Bot',
  );
  expect(inWords('catalogue.publish', { version: 3, author: 'p1,p2', scheduled: true })).toBe('Phiên bản: 3 · Người soạn: Lê An, p2 · Theo hẹn: có');
  expect(inWords('calendar.changeDay', { before: null, after: 'holiday, proposed, Tết' })).toBe('Sau: Nghỉ lễ, Đề xuất, Tết');
  expect(inWords('calendar.changeWorkingHours', { policy: '{"weeklyRest":[6,7],"afterClosing":"nextDay"}' })).toBe(
    'Nghỉ hằng tuần: Thứ Bảy, Chủ nhật · Hồ sơ nhận sau giờ: Tính từ ngày làm việc kế tiếp',
  );
  const { key: _key, ...rule } = readRuleFile().rules[0]!;
  expect(inWords('reminder.changeRule', { content: JSON.stringify(rule) })).toBe(`Quy tắc: ${ruleWords(sayIn('vi'), rule)}`);
  expect(inWords('x.y', { unheardOf: 'a b' })).toBe('unheardOf: a b');
});

/** What is filled in at run time, by its code in the source; a helper that hands on what it is given stands with nothing. */
const FILLED: Record<string, readonly string[]> = {
  '`campaign.${verb}`': ['campaign.submit', 'campaign.return', 'campaign.approve', 'campaign.stop'],
  '`${box}.${verb}`': ['inbox.resend', 'inbox.drop', 'outbox.resend', 'outbox.drop'],
  '`directory.${action}`': ['directory.add', 'directory.change', 'directory.remove'],
  '`dossier.${action}`': STEPS.map((step) => `dossier.${step}`),
  '`feedback.${asked.audited}`': ['feedback.proposePublication', 'feedback.publish', 'feedback.withdrawPublication'],
  '`handOver.${audited}`': ['handOver.take', 'handOver.release', 'handOver.passOn', 'handOver.close'],
  '`question.${state}`': QUESTION_STATES.map((state) => `question.${state}`),
  '`reminder.${decision}`': ['reminder.released', 'reminder.discarded'],
  '`access.${decision}`': ['access.kept', 'access.ended'],
  action: [],
  name: [],
};
/** Written by statements of SQL, not by `recordAudit`. */
const IN_SQL = ['handOver.ask', ...LINES.map((line) => `feedback.${line}`)];

const FILLED_DETAILS: Record<string, readonly string[]> = {
  details: ['questions', 'worse', 'better', 'reason'],
  scope: ['agencyId', 'field', 'procedureCode'],
  'await publishChanged(tx, files, now)': ['published', 'withdrawn', 'kept'],
  'summaryOf(results)': ['created', 'updated', 'unchanged', 'kept', 'refused'],
};
const MORE_DETAILS = ['reason', 'revision', 'fromState', 'toState', ...Object.keys(workingTimePolicy.shape)];

/** Every code that a detail can hold, with an action that holds it. */
const CODES: readonly (readonly [action: string, key: string, codes: readonly string[]])[] = [
  ['session.begin', 'factor', ['password', 'code', 'backupCode']],
  ['membership.add', 'role', ROLES],
  ['person.create', 'roles', ROLES],
  ['key.create', 'scopes', KEY_SCOPES],
  ['setupLink.issue', 'purpose', ['firstAdmin', 'invite', 'reset']],
  ['chat.pair', 'channel', ['telegram', 'zalo-bot', 'zalo-oa', 'web']],
  ['dossier.addNote', 'via', ['telegram', 'zalo-bot', 'zalo-oa', 'web']],
  ['dossier.acceptDossier', 'toState', DOSSIER_STATES],
  ['dossier.receiveDossier', 'state', DOSSIER_STATES],
  ['feedback.answered', 'toState', FEEDBACK_STATES],
  ['dossier.makeSlip', 'kind', SLIP_KINDS],
  ['privacyRequest.open', 'kind', REQUEST_KINDS],
  ['dossier.deliverApology', 'how', DELIVERIES],
  ['feedback.saveTemplate', 'step', TEMPLATE_STEPS],
  ['wording.change', 'locale', LOCALES],
  ['catalogue.legal', 'status', legalText.shape.status.options],
  ['catalogue.publish.refused', 'code', ['editOutdated', 'editNothing']],
  ['directory.change', 'fields', Object.values(SHAPES).flatMap((shape) => Object.keys(shape.shape).filter((name) => !['id', 'code'].includes(name)))],
  ['calendar.changeWorkingHours', 'afterClosing', AFTER_CLOSING],
  ['calendar.changeWorkingHours', 'timeOfDay', ['closing', 'preserve']],
  ['calendar.changeWorkingHours', 'weeklyRest', WEEK.map(String)],
];

test('whatever the program can write in the audit log has words in every language', () => {
  const written = auditWritten();
  expect(written.length).toBeGreaterThan(80);
  const unfilled = written.filter(({ action, literal }) => !literal && !(action in FILLED));
  expect(unfilled, 'name what is filled in, in FILLED').toEqual([]);
  const actions = new Set([...written.flatMap(({ action, literal }) => (literal ? [action] : FILLED[action]!)), ...IN_SQL]);
  const details = new Set([...written.flatMap((line) => line.details.flatMap((name) => FILLED_DETAILS[name] ?? [name])), ...MORE_DETAILS]);
  const subjects = new Set(written.map(({ subject }) => subject).filter(Boolean));
  for (const locale of LOCALES) {
    const say = sayIn(locale);
    expect([...actions].filter((action) => actionWords(say, action) === null)).toEqual([]);
    expect([...details].filter((key) => said(say, `staff.audit.detail.${key}`) === null)).toEqual([]);
    expect([...subjects].filter((subject) => subjectWords(say, `${subject}:1`) === null)).toEqual([]);
  }
  const say = sayIn('vi');
  for (const [action, key, codes] of CODES) {
    for (const code of codes) expect(detailWords(say, action, { [key]: code }, named)[0], `${action} ${key}`).not.toMatch(new RegExp(`: ${code}$`));
  }
});

test('what a line is about is looked for as the page shows it, by its code alone, or as programs write it', () => {
  const subject = 'dossier:H00.1-261123-0001';
  for (const typed of [subject, 'H00.1-261123-0001', 'Hồ sơ H00.1-261123-0001', 'ho so H00.1', 'hồ sơ', 'Dossier H00.1-261123-0001'])
    expect(
      subjectsNamed(typed).some((start) => subject.startsWith(start)),
      typed,
    ).toBe(true);
  expect(subjectsNamed('Phản ánh PA-1').some((start) => subject.startsWith(start))).toBe(false);
  expect(subjectsNamed('Lịch 07/12/2026, Cả nước')).toContain('calendar:2026-12-07');
  expect(subjectsNamed('ra soat quyen quý 4/2026')).toContain('accessReview:2026-Q4');
  expect(subjectsNamed('báo cáo: quá hạn')).toContain('qua-han');
  expect(subjectsNamed('H00.1')).not.toContain('qua-han');
});
