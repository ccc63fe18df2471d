-- The list of dossiers in its order, what is open before what is decided before what is closed: a page of it reads a page, not the archive.
CREATE INDEX "dossier_in_order" ON "dossier"("closedAt" DESC, "resolvedAt" DESC, "dueAt", "id");
