-- AlterTable
ALTER TABLE "admin_unit" ADD COLUMN     "removed" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "agency" ADD COLUMN     "removed" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "unit_succession" ADD COLUMN     "removed" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "directory_change" (
    "id" SERIAL NOT NULL,
    "act" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "entryId" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "directory_change_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "directory_change_kind_entryId_id_idx" ON "directory_change"("kind", "entryId", "id");

-- CreateIndex
CREATE INDEX "directory_change_act_idx" ON "directory_change"("act");
