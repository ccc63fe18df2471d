import { expect, test } from 'vitest';
import { sayIn } from '#src/platform/texts.ts';
import { actionsNamed, actionWords, actorWords, subjectWords } from './auditWords.ts';

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
});

test('an action is found by its words, with or without diacritics, in either language', () => {
  expect(actionsNamed('dang nhap')).toEqual(['session.begin']);
  expect(actionsNamed('Signed in')).toEqual(['session.begin']);
  expect(actionsNamed('tạm dừng tính')).toEqual(['dossier.pauseDossier']);
  expect(actionsNamed('trinh duyet thu tuc')).toEqual(['catalogue.edit.submit']);
});
