-- AlterTable
ALTER TABLE "procedure_version" ADD COLUMN     "approver" TEXT,
ADD COLUMN     "author" TEXT;

-- CreateTable
CREATE TABLE "procedure_edit" (
    "code" TEXT NOT NULL,
    "baseVersion" INTEGER,
    "values" JSONB NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "authors" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedBy" TEXT NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "submittedAt" TIMESTAMPTZ(3),
    "approver" TEXT,
    "publishAt" TIMESTAMPTZ(3),

    CONSTRAINT "procedure_edit_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "edit_comment" (
    "id" SERIAL NOT NULL,
    "code" TEXT NOT NULL,
    "version" INTEGER,
    "by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "edit_comment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "edit_presence" (
    "code" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "edit_presence_pkey" PRIMARY KEY ("code","personId")
);

-- CreateTable
CREATE TABLE "kept_form" (
    "id" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "fields" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "kept_form_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "catalogue_upload" (
    "id" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "catalogue_upload_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "procedure_edit_state_publishAt_idx" ON "procedure_edit"("state", "publishAt");

-- CreateIndex
CREATE INDEX "edit_comment_code_idx" ON "edit_comment"("code");

ALTER TABLE "procedure_edit" ADD CONSTRAINT "procedure_edit_state" CHECK ("state" IN ('draft', 'review', 'scheduled'));
ALTER TABLE "membership" DROP CONSTRAINT "membership_role",
  ADD CONSTRAINT "membership_role" CHECK ("role" IN ('oneStopOfficer', 'officer', 'unitHead', 'leader', 'editor', 'publisher', 'inspector', 'admin'));

-- Every instance hears of a publication, whoever made it.
CREATE FUNCTION tell_catalogue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('catalogue', NEW."revision"::text);
  RETURN NULL;
END $$;
CREATE TRIGGER catalogue_state_told AFTER UPDATE ON "catalogue_state" FOR EACH ROW WHEN (OLD."revision" <> NEW."revision") EXECUTE FUNCTION tell_catalogue();
