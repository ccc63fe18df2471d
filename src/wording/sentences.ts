/** UTF-16 units: with what stands around a sentence it still fits into one message of every channel. */
export const LONGEST_SENTENCE = 900;

/**
 * Sentences that an authority may word for itself: those by which citizens know it. What the law, consent or safety asks to be said, and what the
 * assistant needs to be understood, is not among them. Named by `wording.name.<id>` of locales/.
 */
export const SENTENCES = [
  { group: 'talk', id: 'greeting', key: 'greeting.first' },
  { group: 'talk', id: 'again', key: 'greeting.again' },
  { group: 'talk', id: 'home', key: 'home.text' },
  { group: 'talk', id: 'help', key: 'topic.help' },
  { group: 'talk', id: 'goodbye', key: 'thanks' },
  { group: 'talk', id: 'vague', key: 'missed.vague' },
  { group: 'talk', id: 'outOfScope', key: 'missed.outOfScope' },
  { group: 'talk', id: 'missedAgain', key: 'missed.again' },
  { group: 'talk', id: 'failed', key: 'heard.failed' },
  { group: 'talk', id: 'hours', key: 'topic.handover' },
  { group: 'talk', id: 'waiting', key: 'handOver.citizen.waiting' },
  { group: 'talk', id: 'outOfHours', key: 'handOver.citizen.question' },
  { group: 'talk', id: 'promised', key: 'handOver.citizen.promised' },
  { group: 'talk', id: 'closed', key: 'handOver.citizen.closed' },
  { group: 'dossier', id: 'accepted', key: 'dossier.notice.accepted' },
  { group: 'dossier', id: 'supplement', key: 'dossier.notice.supplementRequested' },
  { group: 'dossier', id: 'paused', key: 'dossier.notice.paused' },
  { group: 'dossier', id: 'apology', key: 'dossier.notice.apologised' },
  { group: 'dossier', id: 'ready', key: 'dossier.notice.ready' },
  { group: 'dossier', id: 'readyEarly', key: 'dossier.notice.readyEarly' },
  { group: 'dossier', id: 'collect', key: 'dossier.notice.collect.oneStop' },
  { group: 'feedback', id: 'feedbackSent', key: 'feedback.told.sent' },
  { group: 'feedback', id: 'feedbackAssigned', key: 'feedback.notice.assigned' },
  { group: 'feedback', id: 'feedbackAnswered', key: 'feedback.notice.answered' },
  { group: 'feedback', id: 'feedbackClosed', key: 'feedback.notice.closed' },
  { group: 'feedback', id: 'ask', key: 'feedback.notice.ask' },
  { group: 'feedback', id: 'rated', key: 'feedback.told.rated' },
] as const;

export type Sentence = (typeof SENTENCES)[number];
export const SENTENCE_GROUPS = [...new Set(SENTENCES.map(({ group }) => group))];
export const sentenceOf = (id: string): Sentence | undefined => SENTENCES.find((sentence) => sentence.id === id);
