import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classify } from '#src/text/classifier.ts';
import { realLanguage } from '#tests/support/assistant.ts';
import { createReferralFeatures } from './referralFeatures.ts';
import { createReferralReader } from './referralModel.ts';

test('any stretch of a message gets what the classifier would give it alone', () => {
  const { analyse, referral } = realLanguage();
  const read = createReferralReader(referral.model, referral.words, analyse);
  const featuresOf = createReferralFeatures(referral.words, analyse);
  const said = 'tôi không đồng ý quyết định phạt chủ tịch xã lấy đất công cho con trai đèn đường hỏng ngoài ra ăn chặn tiền hỗ trợ'.split(' ');
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...said), { minLength: 1, maxLength: 40 }), fc.nat(), fc.nat(), (message, one, other) => {
      const { words } = analyse(message.join(' '));
      const [from, to] = [one % words.length, (other % words.length) + 1].sort((a, b) => a - b) as [number, number];
      const stretch = read(words)(from, to);
      const alone = classify(referral.model, featuresOf(words.slice(from, to)));
      expect(stretch === null).toBe(alone === null);
      for (const [label, chance] of (alone ?? []).entries()) expect(stretch![label]).toBeCloseTo(chance, 4);
    }),
    { numRuns: 200 },
  );
});
