-- CreateTable
CREATE TABLE "privacy_request" (
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "conversationId" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "answeredAt" TIMESTAMPTZ(3),
    "answeredBy" TEXT,

    CONSTRAINT "privacy_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consent" (
    "id" SERIAL NOT NULL,
    "channel" TEXT NOT NULL,
    "conversationId" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "withdrawnAt" TIMESTAMPTZ(3),

    CONSTRAINT "consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "retention_period" (
    "kind" TEXT NOT NULL,
    "days" INTEGER NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,
    "changedBy" TEXT NOT NULL,

    CONSTRAINT "retention_period_pkey" PRIMARY KEY ("kind")
);

-- CreateTable
CREATE TABLE "retention_run" (
    "id" SERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "erased" JSONB NOT NULL,

    CONSTRAINT "retention_run_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "privacy_request_channel_conversationId_idx" ON "privacy_request"("channel", "conversationId");

-- CreateIndex
CREATE INDEX "privacy_request_answeredAt_dueAt_idx" ON "privacy_request"("answeredAt", "dueAt");

-- CreateIndex
CREATE INDEX "consent_channel_conversationId_idx" ON "consent"("channel", "conversationId");
