-- CreateTable
CREATE TABLE "agency_form" (
    "agencyId" TEXT NOT NULL,
    "circular" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "agency_form_pkey" PRIMARY KEY ("agencyId","circular","kind")
);
