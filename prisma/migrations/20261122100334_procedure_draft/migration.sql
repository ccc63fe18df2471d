-- CreateTable
CREATE TABLE "procedure_draft" (
    "code" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "baseVersion" INTEGER,
    "inForceVersion" INTEGER,
    "base" JSONB,
    "theirs" JSONB NOT NULL,
    "ours" JSONB NOT NULL,
    "differences" JSONB NOT NULL,
    "source" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "procedure_draft_pkey" PRIMARY KEY ("code","origin")
);

-- AddForeignKey
ALTER TABLE "procedure_draft" ADD CONSTRAINT "procedure_draft_code_fkey" FOREIGN KEY ("code") REFERENCES "procedure"("code") ON DELETE RESTRICT ON UPDATE CASCADE;
