-- CreateTable
CREATE TABLE "access_review" (
    "id" SERIAL NOT NULL,
    "quarter" TEXT NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "signedAt" TIMESTAMPTZ(3),
    "signedBy" TEXT,

    CONSTRAINT "access_review_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "access_decision" (
    "id" SERIAL NOT NULL,
    "reviewId" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "personId" TEXT,
    "what" TEXT,
    "lastUsed" TEXT,
    "findings" TEXT[],
    "decision" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" TEXT NOT NULL,

    CONSTRAINT "access_decision_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "access_review_quarter_key" ON "access_review"("quarter");

-- CreateIndex
CREATE UNIQUE INDEX "access_decision_reviewId_subject_key" ON "access_decision"("reviewId", "subject");

-- AddForeignKey
ALTER TABLE "access_decision" ADD CONSTRAINT "access_decision_reviewId_fkey" FOREIGN KEY ("reviewId") REFERENCES "access_review"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
