-- CreateTable
CREATE TABLE "inbox" (
    "id" BIGSERIAL NOT NULL,
    "channel" TEXT NOT NULL,
    "eventKey" TEXT NOT NULL,
    "conversation" TEXT NOT NULL,
    "content" JSONB,
    "state" TEXT NOT NULL DEFAULT 'new',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "reason" TEXT,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "doneAt" TIMESTAMPTZ(3),

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "channel" TEXT NOT NULL,
    "chat" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "urgent" BOOLEAN NOT NULL DEFAULT false,
    "reply" JSONB,
    "context" JSONB NOT NULL DEFAULT '{}',
    "dedupeKey" TEXT,
    "subject" TEXT,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "parts" INTEGER NOT NULL DEFAULT 0,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "reason" TEXT,
    "notBefore" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3),
    "leaseUntil" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "firstTriedAt" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox_lane" (
    "channel" TEXT NOT NULL,
    "chat" TEXT NOT NULL,
    "waiting" INTEGER NOT NULL DEFAULT 0,
    "nextAt" TIMESTAMPTZ(3),
    "freeAt" TIMESTAMPTZ(3),
    "leaseUntil" TIMESTAMPTZ(3),
    "lastInboundAt" TIMESTAMPTZ(3),
    "goneAt" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_lane_pkey" PRIMARY KEY ("channel","chat")
);

-- CreateTable
CREATE TABLE "outbox_channel" (
    "channel" TEXT NOT NULL,
    "tokens" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "tokensAt" TIMESTAMPTZ(3) NOT NULL,
    "pausedTo" TIMESTAMPTZ(3),
    "month" TEXT NOT NULL DEFAULT '',
    "used" INTEGER NOT NULL DEFAULT 0,
    "alarmed" INTEGER NOT NULL DEFAULT 0,
    "offReason" TEXT,
    "offBy" TEXT,
    "offAt" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_channel_pkey" PRIMARY KEY ("channel")
);

-- CreateIndex
CREATE INDEX "inbox_receivedAt_idx" ON "inbox"("receivedAt");

-- CreateIndex
CREATE UNIQUE INDEX "inbox_channel_eventKey_key" ON "inbox"("channel", "eventKey");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_dedupeKey_key" ON "outbox"("dedupeKey");

-- CreateIndex
CREATE INDEX "outbox_endedAt_idx" ON "outbox"("endedAt");

-- CreateIndex
CREATE INDEX "outbox_lane_lastInboundAt_idx" ON "outbox_lane"("lastInboundAt");


-- What waits is found without walking over what is done.
CREATE INDEX "inbox_new" ON "inbox"("channel", "conversation", "id") WHERE state = 'new';
CREATE INDEX "inbox_new_in_order" ON "inbox"("id") WHERE state = 'new';
CREATE INDEX "inbox_aside" ON "inbox"("id") WHERE state = 'aside';
CREATE INDEX "outbox_open" ON "outbox"("channel", "chat", "id") WHERE state IN ('waiting', 'sending');
CREATE INDEX "outbox_failed" ON "outbox"("id") WHERE state IN ('dead', 'unknown');
CREATE INDEX "outbox_lane_next" ON "outbox_lane"("channel", "nextAt") WHERE "nextAt" IS NOT NULL;

ALTER TABLE "inbox" ADD CONSTRAINT "inbox_state" CHECK (state IN ('new', 'done', 'aside')), ADD CONSTRAINT "inbox_key_length" CHECK (length("eventKey") BETWEEN 1 AND 128);
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_state" CHECK (state IN ('waiting', 'sending', 'sent', 'dead', 'unknown', 'expired')), ADD CONSTRAINT "outbox_kind" CHECK (kind IN ('answer', 'notice'));
