-- DropIndex
DROP INDEX "feedback_publishedAt_idx";

-- DropIndex
DROP INDEX "feedback_topic_createdAt_idx";

-- What everybody may read, and what is to be closed: few of all that is kept, so that most steps touch neither.
CREATE INDEX "feedback_published" ON "feedback"("publishedAt") WHERE "publishedAt" IS NOT NULL;
CREATE INDEX "feedback_to_close" ON "feedback"("reopenUntil") WHERE "state" = 'answered';
