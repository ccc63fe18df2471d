import { campaignData } from '#src/campaigns/personalData.ts';
import { dossierData } from '#src/dossiers/personalData.ts';
import type { PersonalRoom, TableDecision } from '#src/platform/personalData.ts';
import { deliveryData } from './rooms/delivery.ts';
import { feedbackData } from './rooms/feedback.ts';
import { handOverData } from './rooms/handOver.ts';
import { privacyData } from './rooms/own.ts';

const all = (decision: TableDecision, ...tables: string[]) => Object.fromEntries(tables.map((table) => [table, decision]));

/** Rooms that hold nothing of citizens. */
const OTHERS: PersonalRoom[] = [
  { room: 'calendar', tables: all('nothing', 'calendar_day', 'calendar_year', 'working_hours', 'calendar_state') },
  { room: 'directory', tables: { ...all('nothing', 'agency', 'admin_unit', 'unit_succession'), directory_change: 'staff' } },
  {
    room: 'procedures',
    tables: {
      ...all('nothing', 'procedure', 'procedure_version', 'procedure_draft', 'procedure_words', 'ambiguity_group', 'elsewhere_procedure'),
      ...all('nothing', 'catalogue_state', 'publication', 'legal_text', 'succession', 'catalogue_upload'),
      ...all('staff', 'procedure_edit', 'dropped_edit', 'edit_comment', 'edit_presence'),
    },
  },
  {
    room: 'staff',
    tables: all(
      'staff',
      ...['person', 'membership', 'setup_link', 'person_chat', 'pairing_code', 'absence', 'api_key', 'sign_in_guard'],
      ...['auth_user', 'auth_session', 'auth_account', 'auth_verification', 'auth_two_factor', 'access_review', 'access_decision'],
    ),
  },
  {
    room: 'reminders',
    tables: all('staff', 'reminder_due', 'reminder_item', 'reminder_rule', 'reminder_hold', 'reminder_state', 'reminder_digest', 'weekly_report'),
  },
  { room: 'wording', tables: { wording_text: 'nothing', wording_change: 'staff' } },
  // Audit lines hold ids, never values, and nobody can change them.
  { room: 'platform', tables: { audit_event: { kept: 'audit' }, job_run: 'nothing', job_beat: 'nothing', rate_count: 'nothing' } },
  // Words without a person: what must be referred is never kept, personal numbers are masked.
  { room: 'learning', tables: all('nothing', 'missed_question') },
  { room: 'channels', tables: all('nothing', 'zalo_oa_token') },
];

/** Every room, with its decision about each of its tables. A room that gets a table adds it here or to its own `personalData.ts`. */
export const ROOMS: readonly PersonalRoom[] = [dossierData, feedbackData, handOverData, campaignData, privacyData, ...OTHERS, deliveryData];
