-- CreateTable
CREATE TABLE "reminder_due" (
    "kind" TEXT NOT NULL,
    "subjectId" TEXT NOT NULL,
    "mark" BIGSERIAL NOT NULL,
    "nextAt" TIMESTAMPTZ(3),
    "basis" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "reminder_due_pkey" PRIMARY KEY ("kind","subjectId")
);

-- CreateTable
CREATE TABLE "reminder_item" (
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "subjectId" TEXT NOT NULL,
    "ladder" TEXT NOT NULL,
    "rule" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "slot" INTEGER NOT NULL,
    "personId" TEXT NOT NULL,
    "agencyId" TEXT NOT NULL,
    "unitId" TEXT NOT NULL,
    "field" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "notBefore" TIMESTAMPTZ(3) NOT NULL,
    "urgent" BOOLEAN NOT NULL,
    "first" BOOLEAN NOT NULL,
    "said" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "toId" TEXT,
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "reminder_item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reminder_rule" (
    "key" TEXT NOT NULL,
    "agencyId" TEXT NOT NULL DEFAULT '',
    "field" TEXT NOT NULL DEFAULT '',
    "procedureCode" TEXT NOT NULL DEFAULT '',
    "content" JSONB NOT NULL,
    "origin" TEXT NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reminder_rule_pkey" PRIMARY KEY ("key","agencyId","field","procedureCode")
);

-- CreateTable
CREATE TABLE "reminder_hold" (
    "id" SERIAL NOT NULL,
    "rule" TEXT NOT NULL,
    "messages" INTEGER NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "decision" TEXT,
    "decidedAt" TIMESTAMPTZ(3),
    "decidedBy" TEXT,
    "reason" TEXT,

    CONSTRAINT "reminder_hold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reminder_state" (
    "id" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "owner" TEXT,
    "leaseUntil" TIMESTAMPTZ(3),

    CONSTRAINT "reminder_state_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_beat" (
    "name" TEXT NOT NULL,
    "okAt" TIMESTAMPTZ(3),
    "failedAt" TIMESTAMPTZ(3),
    "reason" TEXT,

    CONSTRAINT "job_beat_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "reminder_due_nextAt_idx" ON "reminder_due"("nextAt");

-- CreateIndex
CREATE INDEX "reminder_due_basis_idx" ON "reminder_due"("basis");

-- CreateIndex
CREATE INDEX "reminder_item_closedAt_idx" ON "reminder_item"("closedAt");

-- CreateIndex
CREATE UNIQUE INDEX "reminder_item_kind_subjectId_rule_version_slot_personId_key" ON "reminder_item"("kind", "subjectId", "rule", "version", "slot", "personId");

-- What waits to be said, and what has been said of a subject before.
CREATE INDEX "reminder_item_waiting" ON "reminder_item"("notBefore") WHERE "closedAt" IS NULL;
CREATE INDEX "reminder_item_person" ON "reminder_item"("personId") WHERE "closedAt" IS NULL;
CREATE UNIQUE INDEX "reminder_hold_open" ON "reminder_hold"("rule") WHERE "decidedAt" IS NULL;

-- Whoever changes a dossier, by a command, an import or a new calendar: its reminders are worked out again.
CREATE FUNCTION reminder_dossier_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO reminder_due (kind, "subjectId", "nextAt")
  SELECT 'dossier', id::text, 'epoch' FROM written WHERE "closedAt" IS NULL AND "resolvedAt" IS NULL
  ON CONFLICT (kind, "subjectId") DO UPDATE SET "nextAt" = 'epoch', mark = nextval('reminder_due_mark_seq');
  RETURN NULL;
END $$;
CREATE FUNCTION reminder_dossier_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO reminder_due (kind, "subjectId", "nextAt")
  SELECT 'dossier', w.id::text, 'epoch' FROM written w JOIN before b ON b.id = w.id WHERE w.version <> b.version
  ON CONFLICT (kind, "subjectId") DO UPDATE SET "nextAt" = 'epoch', mark = nextval('reminder_due_mark_seq');
  RETURN NULL;
END $$;
CREATE TRIGGER reminder_dossier_new AFTER INSERT ON "dossier" REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION reminder_dossier_new();
CREATE TRIGGER reminder_dossier_changed AFTER UPDATE ON "dossier" REFERENCING NEW TABLE AS written OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION reminder_dossier_changed();
INSERT INTO reminder_due (kind, "subjectId", "nextAt")
  SELECT 'dossier', id::text, 'epoch' FROM dossier WHERE "closedAt" IS NULL AND "resolvedAt" IS NULL;
