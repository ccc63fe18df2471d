-- CreateTable
CREATE TABLE "zalo_oa_token" (
    "appId" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "seeds" TEXT[],
    "rotation" INTEGER NOT NULL DEFAULT 0,
    "rotatedAt" TIMESTAMPTZ(3) NOT NULL,
    "accessUntil" TIMESTAMPTZ(3),
    "holder" TEXT,
    "heldUntil" TIMESTAMPTZ(3),
    "lostAt" TIMESTAMPTZ(3),

    CONSTRAINT "zalo_oa_token_pkey" PRIMARY KEY ("appId")
);
