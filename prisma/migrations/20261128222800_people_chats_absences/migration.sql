-- AlterTable
ALTER TABLE "person" ADD COLUMN     "hours" JSONB;

-- CreateTable
CREATE TABLE "person_chat" (
    "channel" TEXT NOT NULL,
    "chatId" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "pairedAt" TIMESTAMPTZ(3) NOT NULL,
    "preferredAt" TIMESTAMPTZ(3),

    CONSTRAINT "person_chat_pkey" PRIMARY KEY ("channel","chatId")
);

-- CreateTable
CREATE TABLE "pairing_code" (
    "personId" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "createdBy" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "pairing_code_pkey" PRIMARY KEY ("personId")
);

-- CreateTable
CREATE TABLE "absence" (
    "id" SERIAL NOT NULL,
    "personId" TEXT NOT NULL,
    "fromDay" TEXT NOT NULL,
    "toDay" TEXT NOT NULL,
    "standInId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "createdBy" TEXT NOT NULL,

    CONSTRAINT "absence_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "person_chat_personId_idx" ON "person_chat"("personId");

-- CreateIndex
CREATE UNIQUE INDEX "pairing_code_hash_key" ON "pairing_code"("hash");

-- CreateIndex
CREATE INDEX "absence_personId_toDay_idx" ON "absence"("personId", "toDay");

-- CreateIndex
CREATE INDEX "absence_standInId_idx" ON "absence"("standInId");

-- AddForeignKey
ALTER TABLE "person_chat" ADD CONSTRAINT "person_chat_personId_fkey" FOREIGN KEY ("personId") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pairing_code" ADD CONSTRAINT "pairing_code_personId_fkey" FOREIGN KEY ("personId") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "absence" ADD CONSTRAINT "absence_personId_fkey" FOREIGN KEY ("personId") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "absence" ADD CONSTRAINT "absence_standInId_fkey" FOREIGN KEY ("standInId") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE;
