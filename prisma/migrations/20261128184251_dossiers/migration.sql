-- CreateTable
CREATE TABLE "dossier" (
    "id" SERIAL NOT NULL,
    "code" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "source" TEXT NOT NULL DEFAULT 'local',
    "agencyId" TEXT NOT NULL,
    "unitId" TEXT NOT NULL,
    "officerId" TEXT,
    "procedureCode" TEXT NOT NULL,
    "procedureVersion" INTEGER,
    "procedureName" TEXT NOT NULL,
    "processVersion" INTEGER,
    "field" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "returnChannel" TEXT NOT NULL DEFAULT 'oneStop',
    "setCount" INTEGER NOT NULL DEFAULT 1,
    "papers" JSONB NOT NULL DEFAULT '[]',
    "fees" JSONB NOT NULL DEFAULT '[]',
    "registerYear" INTEGER,
    "registerNumber" INTEGER,
    "state" TEXT NOT NULL,
    "outcome" TEXT,
    "submittedAt" TIMESTAMPTZ(3) NOT NULL,
    "acceptedAt" TIMESTAMPTZ(3),
    "resolvedAt" TIMESTAMPTZ(3),
    "returnedAt" TIMESTAMPTZ(3),
    "closedAt" TIMESTAMPTZ(3),
    "lastEventAt" TIMESTAMPTZ(3) NOT NULL,
    "termValue" DOUBLE PRECISION,
    "termUnit" TEXT,
    "termText" TEXT,
    "supplementPolicy" TEXT NOT NULL DEFAULT 'restart',
    "clockStartedAt" TIMESTAMPTZ(3),
    "pauses" JSONB NOT NULL DEFAULT '[]',
    "pausedAt" TIMESTAMPTZ(3),
    "pauseReason" TEXT,
    "pauseExpectedEnd" TIMESTAMPTZ(3),
    "dueBasis" TEXT NOT NULL DEFAULT 'none',
    "originalDueAt" TIMESTAMPTZ(3),
    "promisedDueAt" TIMESTAMPTZ(3),
    "computedDueAt" TIMESTAMPTZ(3),
    "computedWith" INTEGER,
    "provisional" BOOLEAN NOT NULL DEFAULT false,
    "dueAt" TIMESTAMPTZ(3),
    "reappointments" INTEGER NOT NULL DEFAULT 0,
    "supplementCount" INTEGER NOT NULL DEFAULT 0,
    "slipToken" TEXT,
    "slipAt" TIMESTAMPTZ(3),
    "sourceHash" TEXT,
    "sourceUpdatedAt" TIMESTAMPTZ(3),
    "demo" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "dossier_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dossier_applicant" (
    "dossierId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'person',
    "name" TEXT,
    "phone" TEXT,
    "email" TEXT,
    "address" TEXT,
    "subject" TEXT,
    "submitter" TEXT,
    "erasedAt" TIMESTAMPTZ(3),

    CONSTRAINT "dossier_applicant_pkey" PRIMARY KEY ("dossierId")
);

-- CreateTable
CREATE TABLE "dossier_event" (
    "id" BIGSERIAL NOT NULL,
    "dossierId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "unitId" TEXT,
    "fromState" TEXT,
    "toState" TEXT NOT NULL,
    "reason" TEXT,
    "legalBasis" TEXT,
    "paper" TEXT,
    "data" JSONB NOT NULL DEFAULT '{}',
    "sourceKey" TEXT,

    CONSTRAINT "dossier_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dossier_supplement" (
    "id" SERIAL NOT NULL,
    "dossierId" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "stage" TEXT NOT NULL,
    "items" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "legalBasis" TEXT,
    "guidance" TEXT,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,
    "requestedBy" TEXT NOT NULL,
    "late" BOOLEAN NOT NULL DEFAULT false,
    "deadline" TIMESTAMPTZ(3),
    "completedAt" TIMESTAMPTZ(3),
    "completedBy" TEXT,

    CONSTRAINT "dossier_supplement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dossier_hand_over" (
    "id" SERIAL NOT NULL,
    "dossierId" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "step" TEXT,
    "fromUnitId" TEXT NOT NULL,
    "toUnitId" TEXT NOT NULL,
    "toOfficerId" TEXT,
    "sentAt" TIMESTAMPTZ(3) NOT NULL,
    "sentBy" TEXT NOT NULL,
    "note" TEXT,
    "paper" BOOLEAN NOT NULL DEFAULT true,
    "paperDueAt" TIMESTAMPTZ(3),
    "confirmedAt" TIMESTAMPTZ(3),
    "confirmedBy" TEXT,
    "paperSentAt" TIMESTAMPTZ(3),
    "paperAt" TIMESTAMPTZ(3),
    "paperBy" TEXT,
    "refusedAt" TIMESTAMPTZ(3),
    "refusedBy" TEXT,
    "refusalReason" TEXT,
    "termValue" DOUBLE PRECISION,
    "termUnit" TEXT,
    "dueAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "processVersion" INTEGER,

    CONSTRAINT "dossier_hand_over_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dossier_consultation" (
    "id" SERIAL NOT NULL,
    "dossierId" INTEGER NOT NULL,
    "askedOf" TEXT NOT NULL,
    "question" TEXT NOT NULL,
    "askedAt" TIMESTAMPTZ(3) NOT NULL,
    "askedBy" TEXT NOT NULL,
    "termValue" DOUBLE PRECISION,
    "termUnit" TEXT,
    "dueAt" TIMESTAMPTZ(3),
    "answeredAt" TIMESTAMPTZ(3),
    "answeredBy" TEXT,
    "answer" TEXT,

    CONSTRAINT "dossier_consultation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dossier_apology" (
    "id" SERIAL NOT NULL,
    "dossierId" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "unitId" TEXT NOT NULL,
    "originalDueAt" TIMESTAMPTZ(3) NOT NULL,
    "newDueAt" TIMESTAMPTZ(3) NOT NULL,
    "proposedAt" TIMESTAMPTZ(3) NOT NULL,
    "proposedBy" TEXT NOT NULL,
    "decidedAt" TIMESTAMPTZ(3),
    "decidedBy" TEXT,
    "note" TEXT,
    "late" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "dossier_apology_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dossier_chat" (
    "dossierId" INTEGER NOT NULL,
    "channel" TEXT NOT NULL,
    "conversationId" TEXT NOT NULL,
    "proof" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dossier_chat_pkey" PRIMARY KEY ("dossierId","channel","conversationId")
);

-- CreateTable
CREATE TABLE "dossier_proof" (
    "dossierId" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dossier_proof_pkey" PRIMARY KEY ("dossierId")
);

-- CreateTable
CREATE TABLE "internal_process" (
    "procedureCode" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "steps" JSONB NOT NULL,
    "validFrom" TIMESTAMPTZ(3) NOT NULL,
    "publishedAt" TIMESTAMPTZ(3) NOT NULL,
    "publishedBy" TEXT NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "internal_process_pkey" PRIMARY KEY ("procedureCode","version")
);

-- CreateTable
CREATE TABLE "dossier_serial" (
    "series" TEXT NOT NULL,
    "last" INTEGER NOT NULL,

    CONSTRAINT "dossier_serial_pkey" PRIMARY KEY ("series")
);

-- CreateTable
CREATE TABLE "dossier_lookup_guard" (
    "key" TEXT NOT NULL,
    "wrong" INTEGER NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "blockedTo" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dossier_lookup_guard_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "dossier_code_key" ON "dossier"("code");

-- CreateIndex
CREATE UNIQUE INDEX "dossier_slipToken_key" ON "dossier"("slipToken");

-- CreateIndex
CREATE INDEX "dossier_agencyId_acceptedAt_idx" ON "dossier"("agencyId", "acceptedAt");

-- CreateIndex
CREATE INDEX "dossier_agencyId_submittedAt_idx" ON "dossier"("agencyId", "submittedAt");

-- CreateIndex
CREATE INDEX "dossier_resolvedAt_idx" ON "dossier"("resolvedAt");

-- CreateIndex
CREATE UNIQUE INDEX "dossier_agencyId_registerYear_registerNumber_key" ON "dossier"("agencyId", "registerYear", "registerNumber");

-- CreateIndex
CREATE INDEX "dossier_event_dossierId_id_idx" ON "dossier_event"("dossierId", "id");

-- CreateIndex
CREATE INDEX "dossier_event_kind_at_idx" ON "dossier_event"("kind", "at");

-- CreateIndex
CREATE UNIQUE INDEX "dossier_event_dossierId_sourceKey_key" ON "dossier_event"("dossierId", "sourceKey");

-- CreateIndex
CREATE UNIQUE INDEX "dossier_supplement_dossierId_number_key" ON "dossier_supplement"("dossierId", "number");

-- CreateIndex
CREATE INDEX "dossier_hand_over_toUnitId_idx" ON "dossier_hand_over"("toUnitId");

-- CreateIndex
CREATE UNIQUE INDEX "dossier_hand_over_dossierId_number_key" ON "dossier_hand_over"("dossierId", "number");

-- CreateIndex
CREATE INDEX "dossier_consultation_dossierId_idx" ON "dossier_consultation"("dossierId");

-- CreateIndex
CREATE INDEX "dossier_apology_dossierId_idx" ON "dossier_apology"("dossierId");

-- CreateIndex
CREATE INDEX "dossier_chat_channel_conversationId_idx" ON "dossier_chat"("channel", "conversationId");

-- CreateIndex
CREATE INDEX "dossier_lookup_guard_since_idx" ON "dossier_lookup_guard"("since");

-- AddForeignKey
ALTER TABLE "dossier_applicant" ADD CONSTRAINT "dossier_applicant_dossierId_fkey" FOREIGN KEY ("dossierId") REFERENCES "dossier"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dossier_event" ADD CONSTRAINT "dossier_event_dossierId_fkey" FOREIGN KEY ("dossierId") REFERENCES "dossier"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dossier_supplement" ADD CONSTRAINT "dossier_supplement_dossierId_fkey" FOREIGN KEY ("dossierId") REFERENCES "dossier"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dossier_hand_over" ADD CONSTRAINT "dossier_hand_over_dossierId_fkey" FOREIGN KEY ("dossierId") REFERENCES "dossier"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dossier_consultation" ADD CONSTRAINT "dossier_consultation_dossierId_fkey" FOREIGN KEY ("dossierId") REFERENCES "dossier"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dossier_apology" ADD CONSTRAINT "dossier_apology_dossierId_fkey" FOREIGN KEY ("dossierId") REFERENCES "dossier"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dossier_chat" ADD CONSTRAINT "dossier_chat_dossierId_fkey" FOREIGN KEY ("dossierId") REFERENCES "dossier"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Open dossiers by due time, by unit, and in order for a recomputation: small indexes whatever the register has grown to.
CREATE INDEX "dossier_open_due" ON "dossier"("dueAt") WHERE "closedAt" IS NULL AND "resolvedAt" IS NULL;
CREATE INDEX "dossier_open_unit_due" ON "dossier"("unitId", "dueAt") WHERE "closedAt" IS NULL AND "resolvedAt" IS NULL;
CREATE INDEX "dossier_open_id" ON "dossier"("id") WHERE "closedAt" IS NULL AND "resolvedAt" IS NULL;
CREATE INDEX "dossier_to_collect" ON "dossier"("unitId", "resolvedAt") WHERE "state" = 'resolved';
CREATE INDEX "dossier_hand_over_open" ON "dossier_hand_over"("toUnitId", "sentAt") WHERE "confirmedAt" IS NULL AND "refusedAt" IS NULL;
CREATE UNIQUE INDEX "dossier_hand_over_one_open" ON "dossier_hand_over"("dossierId") WHERE "confirmedAt" IS NULL AND "refusedAt" IS NULL;
CREATE INDEX "dossier_consultation_open" ON "dossier_consultation"("dueAt") WHERE "answeredAt" IS NULL;
CREATE UNIQUE INDEX "dossier_supplement_one_open" ON "dossier_supplement"("dossierId") WHERE "completedAt" IS NULL;
CREATE INDEX "dossier_apology_proposed" ON "dossier_apology"("proposedAt") WHERE "state" = 'proposed';

-- At most one apology waits, and at most one re-appointment is lawful (NĐ 61/2018 Đ19.9).
CREATE UNIQUE INDEX "dossier_apology_one_proposed" ON "dossier_apology"("dossierId") WHERE "state" = 'proposed';
CREATE UNIQUE INDEX "dossier_apology_one_approved" ON "dossier_apology"("dossierId") WHERE "state" = 'approved';

ALTER TABLE "dossier"
  ADD CONSTRAINT "dossier_source" CHECK ("source" IN ('local', 'mirrored')),
  ADD CONSTRAINT "dossier_channel" CHECK ("channel" IN ('direct', 'online', 'postal')),
  ADD CONSTRAINT "dossier_state" CHECK ("state" IN ('submitted', 'accepted', 'rejected', 'processing', 'supplementRequested', 'awaitingPayment',
    'withdrawalRequested', 'withdrawn', 'stopped', 'resolved', 'returned')),
  ADD CONSTRAINT "dossier_closed" CHECK (("closedAt" IS NOT NULL) = ("state" IN ('rejected', 'withdrawn', 'stopped', 'returned'))),
  ADD CONSTRAINT "dossier_outcome" CHECK ("outcome" IN ('granted', 'refused')),
  ADD CONSTRAINT "dossier_one_reappointment" CHECK ("source" = 'mirrored' OR "reappointments" <= 1);

-- A return, a refusal, a supplement, a pause or a stop without a reason is impossible (finding 001), whoever writes it.
ALTER TABLE "dossier_event" ADD CONSTRAINT "dossier_event_reason" CHECK (
  "kind" NOT IN ('supplementRequested', 'rejected', 'refused', 'paused', 'stopped', 'withdrawn', 'handOverRefused', 'apologyProposed',
    'apologyRejected', 'corrected') OR length(btrim(coalesce("reason", ''))) > 0);
ALTER TABLE "dossier_supplement" ADD CONSTRAINT "dossier_supplement_reason" CHECK (length(btrim("reason")) > 0 AND jsonb_array_length("items") > 0);
ALTER TABLE "dossier_hand_over" ADD CONSTRAINT "dossier_hand_over_reason" CHECK ("refusedAt" IS NULL OR length(btrim(coalesce("refusalReason", ''))) > 0);
ALTER TABLE "dossier_apology" ADD CONSTRAINT "dossier_apology_reason" CHECK (length(btrim("reason")) > 0);

-- History and published processes are added to, never changed.
CREATE TRIGGER dossier_event_append_only BEFORE UPDATE OR DELETE ON "dossier_event" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER dossier_event_no_truncate BEFORE TRUNCATE ON "dossier_event" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER internal_process_append_only BEFORE UPDATE OR DELETE ON "internal_process" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER internal_process_no_truncate BEFORE TRUNCATE ON "internal_process" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
