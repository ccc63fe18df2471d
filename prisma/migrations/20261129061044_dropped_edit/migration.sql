-- CreateTable
CREATE TABLE "dropped_edit" (
    "code" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by" TEXT NOT NULL,

    CONSTRAINT "dropped_edit_pkey" PRIMARY KEY ("code")
);
