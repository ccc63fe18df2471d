-- CreateTable
CREATE TABLE "admin_unit" (
    "id" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "origin" TEXT NOT NULL,

    CONSTRAINT "admin_unit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "unit_succession" (
    "id" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "origin" TEXT NOT NULL,

    CONSTRAINT "unit_succession_pkey" PRIMARY KEY ("id")
);
