-- CreateTable
CREATE TABLE "wording_text" (
    "locale" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "wording_text_pkey" PRIMARY KEY ("locale","key")
);

-- CreateTable
CREATE TABLE "wording_change" (
    "id" SERIAL NOT NULL,
    "locale" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "text" TEXT,
    "by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "wording_change_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "wording_change_key_id_idx" ON "wording_change"("key", "id");
