-- CreateTable
CREATE TABLE "feedback" (
    "id" SERIAL NOT NULL,
    "code" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "agencyId" TEXT NOT NULL,
    "unitId" TEXT NOT NULL,
    "officerId" TEXT,
    "channel" TEXT NOT NULL,
    "locale" TEXT NOT NULL DEFAULT 'vi',
    "topic" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "place" TEXT,
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "dossierCode" TEXT,
    "procedureCode" TEXT,
    "anonymous" BOOLEAN NOT NULL,
    "demo" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "classifyBy" TIMESTAMPTZ(3) NOT NULL,
    "forwardBy" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "provisional" BOOLEAN NOT NULL DEFAULT false,
    "classifiedAt" TIMESTAMPTZ(3),
    "answeredAt" TIMESTAMPTZ(3),
    "reopenUntil" TIMESTAMPTZ(3),
    "closedAt" TIMESTAMPTZ(3),
    "forwardedTo" TEXT,
    "reopened" INTEGER NOT NULL DEFAULT 0,
    "sameAs" INTEGER,
    "publicText" TEXT,
    "publicAnswer" TEXT,
    "proposedBy" TEXT,
    "publishedAt" TIMESTAMPTZ(3),
    "publishedBy" TEXT,

    CONSTRAINT "feedback_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "feedback_contact" (
    "feedbackId" INTEGER NOT NULL,
    "name" TEXT,
    "phone" TEXT,
    "email" TEXT,
    "address" TEXT,
    "consentVersion" TEXT,
    "consentAt" TIMESTAMPTZ(3),
    "erasedAt" TIMESTAMPTZ(3),

    CONSTRAINT "feedback_contact_pkey" PRIMARY KEY ("feedbackId")
);

-- CreateTable
CREATE TABLE "feedback_event" (
    "id" BIGSERIAL NOT NULL,
    "feedbackId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "unitId" TEXT NOT NULL,
    "fromState" TEXT,
    "toState" TEXT NOT NULL,

    CONSTRAINT "feedback_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "feedback_message" (
    "id" BIGSERIAL NOT NULL,
    "feedbackId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "feedback_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "feedback_follower" (
    "feedbackId" INTEGER NOT NULL,
    "channel" TEXT NOT NULL,
    "conversationId" TEXT NOT NULL,
    "own" BOOLEAN NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "feedback_follower_pkey" PRIMARY KEY ("feedbackId","channel","conversationId")
);

-- CreateTable
CREATE TABLE "feedback_file" (
    "id" TEXT NOT NULL,
    "feedbackId" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "channel" TEXT,
    "source" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "type" TEXT,
    "size" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "feedback_file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "feedback_template" (
    "id" SERIAL NOT NULL,
    "agencyId" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "feedback_template_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "feedback_terms" (
    "agencyId" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "feedback_terms_pkey" PRIMARY KEY ("agencyId")
);

-- CreateTable
CREATE TABLE "satisfaction" (
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "voter" TEXT NOT NULL,
    "agencyId" TEXT NOT NULL,
    "unitId" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "score" INTEGER NOT NULL,
    "comment" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "satisfaction_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "feedback_code_key" ON "feedback"("code");

-- CreateIndex
CREATE INDEX "feedback_agencyId_state_dueAt_idx" ON "feedback"("agencyId", "state", "dueAt");

-- CreateIndex
CREATE INDEX "feedback_agencyId_createdAt_idx" ON "feedback"("agencyId", "createdAt");

-- CreateIndex
CREATE INDEX "feedback_topic_createdAt_idx" ON "feedback"("topic", "createdAt");

-- CreateIndex
CREATE INDEX "feedback_publishedAt_idx" ON "feedback"("publishedAt");

-- CreateIndex
CREATE INDEX "feedback_event_feedbackId_id_idx" ON "feedback_event"("feedbackId", "id");

-- CreateIndex
CREATE INDEX "feedback_message_feedbackId_id_idx" ON "feedback_message"("feedbackId", "id");

-- CreateIndex
CREATE INDEX "feedback_follower_channel_conversationId_idx" ON "feedback_follower"("channel", "conversationId");

-- CreateIndex
CREATE INDEX "feedback_file_feedbackId_idx" ON "feedback_file"("feedbackId");

-- CreateIndex
CREATE INDEX "feedback_file_state_idx" ON "feedback_file"("state");

-- CreateIndex
CREATE INDEX "feedback_template_agencyId_step_idx" ON "feedback_template"("agencyId", "step");

-- CreateIndex
CREATE INDEX "satisfaction_agencyId_at_idx" ON "satisfaction"("agencyId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "satisfaction_kind_subject_voter_key" ON "satisfaction"("kind", "subject", "voter");

-- AddForeignKey
ALTER TABLE "feedback_contact" ADD CONSTRAINT "feedback_contact_feedbackId_fkey" FOREIGN KEY ("feedbackId") REFERENCES "feedback"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feedback_event" ADD CONSTRAINT "feedback_event_feedbackId_fkey" FOREIGN KEY ("feedbackId") REFERENCES "feedback"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feedback_message" ADD CONSTRAINT "feedback_message_feedbackId_fkey" FOREIGN KEY ("feedbackId") REFERENCES "feedback"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feedback_follower" ADD CONSTRAINT "feedback_follower_feedbackId_fkey" FOREIGN KEY ("feedbackId") REFERENCES "feedback"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feedback_file" ADD CONSTRAINT "feedback_file_feedbackId_fkey" FOREIGN KEY ("feedbackId") REFERENCES "feedback"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- History only grows; the function comes with the audit log.
CREATE TRIGGER feedback_event_append_only BEFORE UPDATE OR DELETE ON "feedback_event" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER feedback_event_no_truncate BEFORE TRUNCATE ON "feedback_event" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
