-- CreateTable
CREATE TABLE "rude_word" (
    "id" SERIAL NOT NULL,
    "text" TEXT NOT NULL,
    "rude" BOOLEAN NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,
    "changedBy" TEXT NOT NULL,

    CONSTRAINT "rude_word_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "rude_word_text_key" ON "rude_word"("text");
