-- DropForeignKey
ALTER TABLE "feedback_file" DROP CONSTRAINT "feedback_file_feedbackId_fkey";

-- AlterTable
ALTER TABLE "feedback" ADD COLUMN     "flags" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "feedback_file" ADD COLUMN     "handOverId" INTEGER,
ALTER COLUMN "feedbackId" DROP NOT NULL;

-- CreateTable
CREATE TABLE "hand_over" (
    "id" SERIAL NOT NULL,
    "agencyId" TEXT NOT NULL,
    "unitId" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "conversationId" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "ended" TEXT,
    "officerId" TEXT,
    "officerChannel" TEXT,
    "officerChat" TEXT,
    "round" INTEGER NOT NULL DEFAULT 0,
    "offeredTo" TEXT,
    "offeredAt" TIMESTAMPTZ(3) NOT NULL,
    "unansweredSince" TIMESTAMPTZ(3),
    "askedAt" TIMESTAMPTZ(3) NOT NULL,
    "saidAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "hand_over_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hand_over_message" (
    "id" BIGSERIAL NOT NULL,
    "handOverId" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "hand_over_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hand_over_rule" (
    "unitId" TEXT NOT NULL,
    "agencyId" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "hand_over_rule_pkey" PRIMARY KEY ("unitId")
);

-- CreateTable
CREATE TABLE "rate_count" (
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rate_count_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "hand_over_state_unitId_idx" ON "hand_over"("state", "unitId");

-- CreateIndex
CREATE INDEX "hand_over_channel_conversationId_idx" ON "hand_over"("channel", "conversationId");

-- CreateIndex
CREATE INDEX "hand_over_endedAt_idx" ON "hand_over"("endedAt");

-- CreateIndex
CREATE INDEX "hand_over_message_handOverId_id_idx" ON "hand_over_message"("handOverId", "id");

-- CreateIndex
CREATE INDEX "rate_count_since_idx" ON "rate_count"("since");

-- CreateIndex
CREATE INDEX "feedback_file_handOverId_idx" ON "feedback_file"("handOverId");

-- AddForeignKey
ALTER TABLE "feedback_file" ADD CONSTRAINT "feedback_file_feedbackId_fkey" FOREIGN KEY ("feedbackId") REFERENCES "feedback"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feedback_file" ADD CONSTRAINT "feedback_file_handOverId_fkey" FOREIGN KEY ("handOverId") REFERENCES "hand_over"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hand_over_message" ADD CONSTRAINT "hand_over_message_handOverId_fkey" FOREIGN KEY ("handOverId") REFERENCES "hand_over"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One that has not ended for each chat.
CREATE UNIQUE INDEX "hand_over_open" ON "hand_over"("channel", "conversationId") WHERE "state" <> 'ended';
