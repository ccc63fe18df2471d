-- AlterTable
ALTER TABLE "dossier_hand_over" ADD COLUMN     "withdrawn" BOOLEAN NOT NULL DEFAULT false;

-- Taking a hand-over back without a reason is as impossible as refusing it.
ALTER TABLE "dossier_event" ADD CONSTRAINT "dossier_event_withdrawal_reason" CHECK (
  "kind" <> 'handOverWithdrawn' OR length(btrim(coalesce("reason", ''))) > 0);
