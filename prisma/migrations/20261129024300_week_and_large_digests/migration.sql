-- CreateTable
CREATE TABLE "reminder_digest" (
    "toId" TEXT NOT NULL,
    "ids" BIGINT[],
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reminder_digest_pkey" PRIMARY KEY ("toId")
);

-- CreateTable
CREATE TABLE "weekly_report" (
    "agencyId" TEXT NOT NULL,
    "week" TEXT NOT NULL,
    "rows" JSONB NOT NULL,
    "madeAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "weekly_report_pkey" PRIMARY KEY ("agencyId","week")
);

-- What is ready to be said, read by person in slices; what is held waits beside it.
CREATE INDEX "reminder_item_ready" ON "reminder_item"("personId", "id") WHERE "closedAt" IS NULL AND "state" IN ('due', 'released');
