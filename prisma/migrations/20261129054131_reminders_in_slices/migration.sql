-- What a large message has said and had not yet been closed is closed: from now on it is named by its places.
UPDATE "reminder_item" i SET "state" = 'sent', "closedAt" = d."at", "toId" = d."toId" FROM "reminder_digest" d
  WHERE i."id" = ANY(d."ids") AND i."closedAt" IS NULL;
DELETE FROM "reminder_digest";

-- DropIndex
DROP INDEX "reminder_item_closedAt_idx";

-- AlterTable
ALTER TABLE "reminder_digest" DROP COLUMN "ids",
ADD COLUMN     "groups" JSONB NOT NULL,
ADD COLUMN     "upTo" BIGINT NOT NULL;

-- An index for each question alone: an embedded database has no statistics to choose among several. What waits is read by person
-- (reminder_item_ready), what is held by rule, what has ended by when.
DROP INDEX "reminder_item_person";
CREATE INDEX "reminder_item_held" ON "reminder_item"("rule") WHERE "closedAt" IS NULL AND "state" = 'held';
CREATE INDEX "reminder_item_closed" ON "reminder_item"("closedAt") WHERE "closedAt" IS NOT NULL;
