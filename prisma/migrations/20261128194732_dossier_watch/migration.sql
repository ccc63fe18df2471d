-- Lists that somebody looks at stay quick whatever the register has grown to.
CREATE INDEX "dossier_without_slip" ON "dossier"("agencyId", "acceptedAt") WHERE "slipAt" IS NULL AND "acceptedAt" IS NOT NULL AND "source" = 'local';
CREATE INDEX "dossier_not_accepted" ON "dossier"("agencyId", "submittedAt") WHERE "state" = 'submitted';
CREATE INDEX "dossier_hand_over_under_way" ON "dossier_hand_over"("sentAt") WHERE "paper" AND "refusedAt" IS NULL AND "finishedAt" IS NULL;
