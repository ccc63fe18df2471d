/** What the referral model tells apart: the kinds of referral, feedback, and everything else. */
export const REFERRAL_LABELS = ['emergency', 'denunciation', 'crime', 'complaint', 'feedback', 'other'] as const;
export type ReferralLabel = (typeof REFERRAL_LABELS)[number];
