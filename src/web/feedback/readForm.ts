import { findDossierCode } from '#src/dossiers/dossierCode.ts';
import type { Contact } from '#src/feedback/commands/receive.ts';
import { TOPICS, type Topic } from '#src/feedback/model.ts';
import { CONSENT_VERSIONS } from '#src/privacy/consent.ts';
import { findPersonal } from '#src/text/personal.ts';

export interface ReadFeedbackForm {
  text: string;
  topic: Topic | null;
  place: string | null;
  dossierCode: string | null;
  contact: Contact | null;
}

/** What the form says, or what is wrong with it by field. A name goes with a way to be reached and with consent; or there is none of it. */
export function readFeedbackForm(values: Record<string, string>): { read: ReadFeedbackForm } | { faults: Record<string, string> } {
  const given = (name: string): string | null => values[name]?.trim().slice(0, 200) || null;
  const faults: Record<string, string> = {};
  const text = (values['text'] ?? '').trim();
  if (text.length < 10) faults['text'] = 'text';
  const contact = { name: given('name'), phone: given('phone'), email: given('email'), address: given('address') };
  const anonymous = values['anonymous'] === '1';
  if (!anonymous) {
    if (!contact.name) faults['name'] = 'name';
    if (!contact.phone && !contact.email) faults['phone'] = 'reach';
    const is = (value: string | null, kind: 'phone' | 'email') => value === null || findPersonal(value).some((found) => found.kind === kind);
    if (!is(contact.phone, 'phone')) faults['phone'] = 'phone';
    if (!is(contact.email, 'email')) faults['email'] = 'email';
    if (values['consent'] !== '1') faults['consent'] = 'consent';
  }
  const dossier = given('dossierCode');
  const dossierCode = dossier === null ? null : findDossierCode(dossier);
  if (dossier !== null && dossierCode === null) faults['dossierCode'] = 'dossierCode';
  if (Object.keys(faults).length > 0) return { faults };
  const topic = TOPICS.find((known) => known === values['topic']) ?? null;
  return {
    read: { text, topic, place: given('place'), dossierCode, contact: anonymous ? null : { ...contact, consentVersion: CONSENT_VERSIONS.feedback } },
  };
}
