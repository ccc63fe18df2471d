import { recordAudit } from '#src/platform/audit.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { sayIn } from '#src/platform/texts.ts';
import { fold } from '#src/text/fold.ts';
import { recordSlip } from '../commands/decisions.ts';
import type { Desk, DossierRef, Who } from '../desk.ts';
import type { Dossier } from '../model.ts';
import { refusalError, refuse } from '../refusals.ts';
import type { FormKind } from '../states.ts';
import { findDossier } from '../store.ts';
import { ownFormOf } from './agencyForms.ts';
import { formOn, readForms } from './forms.ts';
import type { SlipLinks } from './link.ts';
import { drawApart } from './pdf.ts';
import { readFacts } from './readFacts.ts';
import { type Slip, slipOf } from './slip.ts';

/** Papers of one dossier; the register is a book of many. */
export const SLIP_KINDS = [
  'receiptSlip',
  'supplementSlip',
  'refusalSlip',
  'apologyLetter',
  'stopNotice',
  'controlSlip',
] as const satisfies FormKind[];
export type SlipKind = (typeof SLIP_KINDS)[number];

/** Papers that are the citizen's; the control slip stays inside. */
export const CITIZEN_SLIPS: readonly SlipKind[] = ['receiptSlip', 'supplementSlip', 'refusalSlip', 'apologyLetter', 'stopNotice'];

/** What a paper is called as a file: two papers of one dossier, saved beside each other, are told apart. */
export function slipFileName(code: string, kind: SlipKind): string {
  const words = fold(sayIn('vi')(`slip.kind.${kind}`)).replaceAll(/[^a-z0-9]+/g, '-');
  return `${code.replaceAll(/[^\w.-]/g, '')}-${words}.pdf`;
}

/** What papers there are for a dossier as it is now. */
export async function slipsFor(database: Database | Transaction, dossier: Dossier): Promise<SlipKind[]> {
  const { acceptedAt, supplementCount, state, outcome } = dossier;
  const apology = await database.dossierApology.count({ where: { dossierId: dossier.id, state: { in: ['proposed', 'approved'] } } });
  const there: Record<SlipKind, boolean> = {
    receiptSlip: acceptedAt !== null,
    supplementSlip: supplementCount > 0,
    refusalSlip: state === 'rejected' || outcome === 'refused',
    apologyLetter: apology > 0,
    stopNotice: state === 'withdrawn' || state === 'stopped',
    controlSlip: acceptedAt !== null,
  };
  return SLIP_KINDS.filter((kind) => there[kind]);
}

export interface Making {
  now: Date;
  links: SlipLinks;
}

/** A paper of a dossier as data, on the form in force when what it tells of happened. Throws `dossierSlipNotYet` where there is none. */
export async function readSlip(database: Database | Transaction, dossier: Dossier, kind: SlipKind, { now, links }: Making): Promise<Slip> {
  const say = sayIn('vi');
  if (!(await slipsFor(database, dossier)).includes(kind)) throw refusalError(refuse('dossierSlipNotYet', { form: say(`slip.kind.${kind}`) }));
  const forms = readForms();
  const { circular, form } = formOn(forms, kind, dossier.closedAt ?? dossier.slipAt ?? now);
  const own = await ownFormOf(database, dossier.agencyId, circular.id, kind);
  const facts = await readFacts(database, dossier, { say, now, links });
  return slipOf(own ?? form, forms.national, facts, { missing: say('slip.missing'), demo: say('slip.demo') });
}

/** A slip as a PDF, in Vietnamese as all papers of the office are. */
export const drawSlip = (slip: Slip, at: Date): Promise<Buffer> =>
  drawApart({ slip, at, page: sayIn('vi')('slip.page', { page: '{page}', of: '{of}' }) });

/**
 * Makes a paper for an official, and records that it was made: the first receipt slip takes the dossier off the report "accepted without
 * slip". Printed again it carries the same token. Throws refusals as AppErrors.
 */
export async function makeSlip(desk: Desk, who: Who, ref: DossierRef, kind: SlipKind, links: SlipLinks): Promise<{ slip: Slip; pdf: Buffer }> {
  const { database } = desk;
  const now = desk.clock.now();
  const found = await findDossier(database as Transaction, ref.code);
  if (!who.may('dossier.receive', found) && !who.may('dossier.process', found)) throw refusalError(refuse('dossierNotAllowed'));
  const slip = await readSlip(database, found, kind, { now, links });
  const pdf = await drawSlip(slip, now);
  if (kind === 'receiptSlip') await recordSlip(desk, who, ref);
  else
    await database.$transaction((tx) =>
      recordAudit(tx, { at: now, actor: who.actor, action: 'dossier.makeSlip', subject: `dossier:${found.code}`, details: { kind } }),
    );
  return { slip, pdf };
}
