-- AlterTable
ALTER TABLE "job_beat" ADD COLUMN     "lateAfter" INTEGER,
ADD COLUMN     "nextAt" TIMESTAMPTZ(3),
ADD COLUMN     "since" TIMESTAMPTZ(3),
ADD COLUMN     "tookMs" INTEGER;

-- Whoever changes feedback: its reminders are worked out again.
CREATE FUNCTION reminder_feedback_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO reminder_due (kind, "subjectId", "nextAt")
  SELECT 'feedback', id::text, 'epoch' FROM written WHERE "closedAt" IS NULL
  ON CONFLICT (kind, "subjectId") DO UPDATE SET "nextAt" = 'epoch', mark = nextval('reminder_due_mark_seq');
  RETURN NULL;
END $$;
CREATE FUNCTION reminder_feedback_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO reminder_due (kind, "subjectId", "nextAt")
  SELECT 'feedback', w.id::text, 'epoch' FROM written w JOIN before b ON b.id = w.id WHERE w.version <> b.version
  ON CONFLICT (kind, "subjectId") DO UPDATE SET "nextAt" = 'epoch', mark = nextval('reminder_due_mark_seq');
  RETURN NULL;
END $$;
CREATE TRIGGER reminder_feedback_new AFTER INSERT ON "feedback" REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION reminder_feedback_new();
CREATE TRIGGER reminder_feedback_changed AFTER UPDATE ON "feedback" REFERENCING NEW TABLE AS written OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION reminder_feedback_changed();
INSERT INTO reminder_due (kind, "subjectId", "nextAt")
  SELECT 'feedback', id::text, 'epoch' FROM feedback WHERE state IN ('received', 'classified', 'assigned', 'forwarded');
