-- What was resolved late is looked for among all that was resolved in a quarter of a year: a few among tens of thousands.
CREATE INDEX "dossier_resolved_late" ON "dossier"("resolvedAt") WHERE "resolvedAt" > "dueAt";
