-- AlterTable
ALTER TABLE "import_run" ADD COLUMN     "problemParams" JSONB NOT NULL DEFAULT '{}';
