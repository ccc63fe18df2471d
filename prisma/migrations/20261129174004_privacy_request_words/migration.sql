-- AlterTable
ALTER TABLE "privacy_request" ADD COLUMN     "text" TEXT;
