-- AlterTable
ALTER TABLE "import_run" ADD COLUMN     "dryRun" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "headings" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "mapping" TEXT,
ADD COLUMN     "remarks" JSONB NOT NULL DEFAULT '[]';

-- CreateTable
CREATE TABLE "import_part" (
    "runId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "import_part_pkey" PRIMARY KEY ("runId","kind","number")
);

-- CreateTable
CREATE TABLE "dossier_receipt" (
    "key" TEXT NOT NULL,
    "print" TEXT NOT NULL,
    "dossierId" INTEGER NOT NULL,
    "savedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dossier_receipt_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "dossier_receipt_savedAt_idx" ON "dossier_receipt"("savedAt");

-- AddForeignKey
ALTER TABLE "import_part" ADD CONSTRAINT "import_part_runId_fkey" FOREIGN KEY ("runId") REFERENCES "import_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dossier_receipt" ADD CONSTRAINT "dossier_receipt_dossierId_fkey" FOREIGN KEY ("dossierId") REFERENCES "dossier"("id") ON DELETE CASCADE ON UPDATE CASCADE;
