-- CreateTable
CREATE TABLE "campaign_subscription" (
    "id" BIGSERIAL NOT NULL,
    "channel" TEXT NOT NULL,
    "conversationId" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "topics" TEXT[],
    "areas" TEXT[],
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "campaign_subscription_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign" (
    "id" SERIAL NOT NULL,
    "agencyId" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "revision" INTEGER NOT NULL DEFAULT 1,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "titleEn" TEXT,
    "textEn" TEXT,
    "topics" TEXT[],
    "areas" TEXT[],
    "perMinute" INTEGER NOT NULL,
    "sendAt" TIMESTAMPTZ(3),
    "authorId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "submittedAt" TIMESTAMPTZ(3),
    "returnedReason" TEXT,
    "approverId" TEXT,
    "approvedAt" TIMESTAMPTZ(3),
    "nextAt" TIMESTAMPTZ(3),
    "cursor" BIGINT NOT NULL DEFAULT 0,
    "lastSubscription" BIGINT,
    "startedAt" TIMESTAMPTZ(3),
    "queuedAt" TIMESTAMPTZ(3),
    "stoppedBy" TEXT,
    "endedAt" TIMESTAMPTZ(3),
    "figures" JSONB,

    CONSTRAINT "campaign_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign_letter" (
    "campaignId" INTEGER NOT NULL,
    "channel" TEXT NOT NULL,
    "conversationId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,

    CONSTRAINT "campaign_letter_pkey" PRIMARY KEY ("campaignId","channel","conversationId")
);

-- CreateIndex
CREATE UNIQUE INDEX "campaign_subscription_channel_conversationId_key" ON "campaign_subscription"("channel", "conversationId");

-- CreateIndex
CREATE INDEX "campaign_state_idx" ON "campaign"("state");

-- CreateIndex
CREATE INDEX "campaign_letter_campaignId_state_idx" ON "campaign_letter"("campaignId", "state");

-- CreateIndex
CREATE INDEX "campaign_letter_channel_conversationId_idx" ON "campaign_letter"("channel", "conversationId");
