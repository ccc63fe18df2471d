-- AlterTable
ALTER TABLE "dossier_apology" ADD COLUMN     "deliveredAt" TIMESTAMPTZ(3),
ADD COLUMN     "deliveredBy" TEXT,
ADD COLUMN     "deliveredHow" TEXT,
ADD COLUMN     "toldChats" INTEGER;

-- CreateTable
CREATE TABLE "dossier_snooze" (
    "id" SERIAL NOT NULL,
    "dossierId" INTEGER NOT NULL,
    "personId" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dossier_snooze_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dossier_held_act" (
    "id" SERIAL NOT NULL,
    "dossierId" INTEGER NOT NULL,
    "personId" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "chatId" TEXT NOT NULL,
    "act" TEXT NOT NULL,
    "given" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dossier_held_act_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "dossier_snooze_dossierId_personId_idx" ON "dossier_snooze"("dossierId", "personId");

-- CreateIndex
CREATE INDEX "dossier_snooze_until_idx" ON "dossier_snooze"("until");

-- CreateIndex
CREATE INDEX "dossier_held_act_dueAt_idx" ON "dossier_held_act"("dueAt");

-- CreateIndex
CREATE INDEX "dossier_held_act_dossierId_idx" ON "dossier_held_act"("dossierId");

-- AddForeignKey
ALTER TABLE "dossier_snooze" ADD CONSTRAINT "dossier_snooze_dossierId_fkey" FOREIGN KEY ("dossierId") REFERENCES "dossier"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dossier_held_act" ADD CONSTRAINT "dossier_held_act_dossierId_fkey" FOREIGN KEY ("dossierId") REFERENCES "dossier"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
