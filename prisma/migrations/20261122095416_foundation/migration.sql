-- CreateTable
CREATE TABLE "conversation" (
    "channel" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "state" JSONB NOT NULL,
    "locale" TEXT NOT NULL DEFAULT 'vi',
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "conversation_pkey" PRIMARY KEY ("channel","id")
);

-- CreateTable
CREATE TABLE "answer" (
    "channel" TEXT NOT NULL,
    "conversationId" TEXT NOT NULL,
    "messageId" TEXT NOT NULL,
    "replies" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "answer_pkey" PRIMARY KEY ("channel","conversationId","messageId")
);

-- CreateTable
CREATE TABLE "agency" (
    "id" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "origin" TEXT NOT NULL,

    CONSTRAINT "agency_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "details" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_run" (
    "key" TEXT NOT NULL,
    "instance" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "job_run_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "procedure" (
    "code" TEXT NOT NULL,
    "currentVersion" INTEGER,

    CONSTRAINT "procedure_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "procedure_version" (
    "code" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "contentHash" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "publishedAt" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "procedure_version_pkey" PRIMARY KEY ("code","number")
);

-- CreateTable
CREATE TABLE "procedure_words" (
    "code" TEXT NOT NULL,
    "friendlyName" TEXT,
    "summary" TEXT,
    "when" TEXT,
    "author" TEXT,
    "reviewed" BOOLEAN NOT NULL DEFAULT false,
    "aliases" TEXT[],
    "situations" TEXT[],
    "contentHash" TEXT NOT NULL,
    "origin" TEXT NOT NULL,

    CONSTRAINT "procedure_words_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "ambiguity_group" (
    "id" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "origin" TEXT NOT NULL,

    CONSTRAINT "ambiguity_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "elsewhere_procedure" (
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "field" TEXT NOT NULL,
    "agency" TEXT,
    "aliases" TEXT[],

    CONSTRAINT "elsewhere_procedure_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "catalogue_state" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "revision" BIGINT NOT NULL DEFAULT 0,
    "filesHash" TEXT NOT NULL DEFAULT '',
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "catalogue_state_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "publication" (
    "id" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "origin" TEXT NOT NULL,

    CONSTRAINT "publication_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "conversation_updatedAt_idx" ON "conversation"("updatedAt");

-- CreateIndex
CREATE INDEX "answer_at_idx" ON "answer"("at");

-- CreateIndex
CREATE INDEX "audit_event_subject_id_idx" ON "audit_event"("subject", "id");

-- CreateIndex
CREATE INDEX "audit_event_at_idx" ON "audit_event"("at");

-- CreateIndex
CREATE INDEX "job_run_at_idx" ON "job_run"("at");

-- AddForeignKey
ALTER TABLE "answer" ADD CONSTRAINT "answer_channel_conversationId_fkey" FOREIGN KEY ("channel", "conversationId") REFERENCES "conversation"("channel", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "procedure_version" ADD CONSTRAINT "procedure_version_code_fkey" FOREIGN KEY ("code") REFERENCES "procedure"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "procedure_words" ADD CONSTRAINT "procedure_words_code_fkey" FOREIGN KEY ("code") REFERENCES "procedure"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What was written stays written: the audit log and published versions refuse every change (architecture, rules 4 and 10).
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON "audit_event" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON "audit_event" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER procedure_version_append_only BEFORE UPDATE OR DELETE ON "procedure_version" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER procedure_version_no_truncate BEFORE TRUNCATE ON "procedure_version" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
