/** What a message is about; fixed names of the `understand` command. */
export const INTENTS = [
  'procedure',
  'dossier',
  'feedback',
  'referral',
  'directory',
  'handover',
  'greeting',
  'thanks',
  'help',
  'menu',
  'language',
  'privacy',
  'out_of_scope',
] as const;
export type Intent = (typeof INTENTS)[number];

/** What kind of referral: each has its own law and its own door. */
export type Referral = 'complaint' | 'denunciation' | 'crime' | 'emergency';

/** What the intent model tells apart: the intents, a wish for "some paper" that names none, and procedures of another door. */
export const INTENT_LABELS = [...INTENTS, 'procedure_vague', 'procedure_elsewhere'] as const;
