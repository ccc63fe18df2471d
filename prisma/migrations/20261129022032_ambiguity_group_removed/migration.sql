-- AlterTable
ALTER TABLE "ambiguity_group" ADD COLUMN     "removed" BOOLEAN NOT NULL DEFAULT false;
