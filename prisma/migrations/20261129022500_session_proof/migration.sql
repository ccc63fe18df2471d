-- AlterTable
ALTER TABLE "auth_session" ADD COLUMN     "provedAt" TIMESTAMPTZ(3);

-- DropTable
DROP TABLE "kept_form";
