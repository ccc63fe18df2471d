import type { PersonalRoom } from '#src/platform/personalData.ts';
import { unlinkAll } from './commands/chats.ts';

/** The register is kept by law; which chat follows a dossier is the citizen's own affair. */
export const dossierData: PersonalRoom = {
  room: 'dossiers',
  tables: {
    dossier: { kept: 'register' },
    dossier_applicant: { kept: 'register' },
    dossier_event: { kept: 'register' },
    dossier_supplement: { kept: 'register' },
    dossier_hand_over: { kept: 'register' },
    dossier_consultation: { kept: 'register' },
    dossier_apology: { kept: 'register' },
    dossier_chat: 'deleted',
    dossier_snooze: 'staff',
    dossier_held_act: 'staff',
    dossier_proof: 'nothing',
    dossier_serial: 'nothing',
    dossier_lookup_guard: 'nothing',
    dossier_difference: 'nothing',
    import_mapping: 'nothing',
    import_run: 'nothing',
    import_part: { kept: 'register' },
    dossier_receipt: 'nothing',
    internal_process: 'nothing',
    agency_form: 'nothing',
  },
  async held(tx, chat) {
    const rows = await tx.dossierChat.findMany({
      where: chat,
      select: { since: true, dossier: { select: { code: true, procedureName: true, state: true } } },
    });
    return { dossier_chat: rows.map(({ since, dossier }) => ({ ...dossier, since })) };
  },
  erase: (tx, chat, now) => unlinkAll(tx, chat, now),
};
