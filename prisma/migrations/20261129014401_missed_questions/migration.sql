-- CreateTable
CREATE TABLE "missed_question" (
    "id" BIGSERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "unknown" INTEGER NOT NULL DEFAULT 0,
    "unsure" INTEGER NOT NULL DEFAULT 0,
    "rejected" INTEGER NOT NULL DEFAULT 0,
    "noResult" INTEGER NOT NULL DEFAULT 0,
    "firstAt" TIMESTAMPTZ(3) NOT NULL,
    "lastAt" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "settledAt" TIMESTAMPTZ(3),
    "settledBy" TEXT,
    "settledAs" TEXT,

    CONSTRAINT "missed_question_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "missed_question_key_key" ON "missed_question"("key");

-- CreateIndex
CREATE INDEX "missed_question_state_lastAt_idx" ON "missed_question"("state", "lastAt");

-- CreateIndex
CREATE INDEX "missed_question_firstAt_idx" ON "missed_question"("firstAt");
