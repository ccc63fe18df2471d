-- CreateTable
CREATE TABLE "import_mapping" (
    "name" TEXT NOT NULL,
    "headings" JSONB NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedBy" TEXT NOT NULL,

    CONSTRAINT "import_mapping_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "import_run" (
    "id" SERIAL NOT NULL,
    "source" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "total" INTEGER NOT NULL DEFAULT 0,
    "done" INTEGER NOT NULL DEFAULT 0,
    "created" INTEGER NOT NULL DEFAULT 0,
    "updated" INTEGER NOT NULL DEFAULT 0,
    "unchanged" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "differences" INTEGER NOT NULL DEFAULT 0,
    "problem" TEXT,
    "findings" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "import_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dossier_difference" (
    "code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "ours" TEXT,
    "theirs" TEXT,
    "source" TEXT NOT NULL,
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "settledAt" TIMESTAMPTZ(3),

    CONSTRAINT "dossier_difference_pkey" PRIMARY KEY ("code","kind")
);

-- CreateIndex
CREATE INDEX "dossier_difference_lastSeenAt_idx" ON "dossier_difference"("lastSeenAt");

-- What is open is what a page asks for.
CREATE INDEX "dossier_difference_open" ON "dossier_difference"("kind", "code") WHERE "settledAt" IS NULL;
