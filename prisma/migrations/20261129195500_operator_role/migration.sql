-- The role of the technical operator was in the table of who may do what, and nobody could be given it.
ALTER TABLE "membership" DROP CONSTRAINT "membership_role",
  ADD CONSTRAINT "membership_role" CHECK ("role" IN ('oneStopOfficer', 'officer', 'unitHead', 'leader', 'editor', 'publisher', 'inspector', 'admin', 'operator'));
