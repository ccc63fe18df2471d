import { AppError } from '#src/platform/errors.ts';
import type { Say } from '#src/platform/texts.ts';
import { createAdminFromSettings, issueFirstAdminLink, LINK_HOURS } from './commands/setupLinks.ts';
import { FieldFaults } from './credentials.ts';
import type { Staff } from './staff.ts';

interface Settings {
  ADMIN_USERNAME?: string | undefined;
  ADMIN_PASSWORD?: string | undefined;
}

/**
 * While nobody can sign in to keep accounts: makes the admin that the settings name, or a link that makes one. Returns what to tell the
 * operator, null when there is an admin. Throws `adminSettingsUnusable` when the settings are no good.
 */
export async function offerFirstAdmin(staff: Staff, { ADMIN_USERNAME, ADMIN_PASSWORD }: Settings, url: string, say: Say): Promise<string | null> {
  if (ADMIN_USERNAME && ADMIN_PASSWORD) {
    try {
      const made = await createAdminFromSettings(staff, { username: ADMIN_USERNAME, password: ADMIN_PASSWORD }, say('staff.role.admin'));
      return made ? say('start.adminMade', { url: `${url}/dang-nhap` }) : null;
    } catch (error) {
      throw error instanceof FieldFaults ? new AppError('adminSettingsUnusable') : error;
    }
  }
  const link = await issueFirstAdminLink(staff);
  return link && say('start.setupLink', { url: `${url}/thiet-lap/${link.token}`, hours: LINK_HOURS });
}
