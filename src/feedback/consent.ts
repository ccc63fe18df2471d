/** Of the text under which name and contact are asked for (`feedback.ask.contact…` of locales/): a new text gets a new version. */
export const CONSENT_VERSION = 'feedback-2026-11';
