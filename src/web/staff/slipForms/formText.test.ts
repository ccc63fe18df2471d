import { expect, test } from 'vitest';
import { readForms } from '#src/dossiers/slips/forms.ts';
import { readFormText, valuesOfForm } from './formText.ts';

const shipped = readForms().circulars.flatMap(({ forms }) => Object.values(forms));
const receipt = readForms().circulars[0]!.forms.receiptSlip!;

test('every form that ships is the same after it was shown and sent back', () => {
  for (const form of shipped) expect(readFormText(form, valuesOfForm(form))).toEqual({ form, faults: {} });
});

test('paragraphs are added, changed and taken away; what is wrong stands at its field', () => {
  const values = valuesOfForm(receipt);
  const changed = { ...values, title: 'GIẤY HẸN', number: '', 'text-0': 'Một {code}\n\n  Hai {owner?}  ' };
  const { form, faults } = readFormText(receipt, changed);
  expect(faults).toEqual({});
  expect(form.title).toBe('GIẤY HẸN');
  expect(form.number).toBeUndefined();
  expect(form.blocks.slice(0, 2)).toEqual(['Một {code}', 'Hai {owner?}']);
  const wrong = readFormText(receipt, { ...values, title: '', 'text-0': '{owner} {cmnd}', head: 'a\nb\nc\nd' });
  expect(wrong.faults).toEqual({ title: 'required', 'text-0': 'unknownField', head: 'tooLong' });
});
