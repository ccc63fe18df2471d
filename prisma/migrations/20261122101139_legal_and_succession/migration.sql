-- CreateTable
CREATE TABLE "legal_text" (
    "number" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "origin" TEXT NOT NULL,

    CONSTRAINT "legal_text_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "succession" (
    "id" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "origin" TEXT NOT NULL,

    CONSTRAINT "succession_pkey" PRIMARY KEY ("id")
);
