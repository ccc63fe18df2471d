-- AlterTable
ALTER TABLE "outbox_channel" ADD COLUMN     "pollOwner" TEXT,
ADD COLUMN     "pollUntil" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "web_message" (
    "id" BIGSERIAL NOT NULL,
    "channel" TEXT NOT NULL DEFAULT 'web',
    "conversationId" TEXT NOT NULL,
    "reply" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "web_message_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "web_message_conversationId_id_idx" ON "web_message"("conversationId", "id");

-- CreateIndex
CREATE INDEX "web_message_at_idx" ON "web_message"("at");

-- AddForeignKey
ALTER TABLE "web_message" ADD CONSTRAINT "web_message_channel_conversationId_fkey" FOREIGN KEY ("channel", "conversationId") REFERENCES "conversation"("channel", "id") ON DELETE CASCADE ON UPDATE CASCADE;
