import type { Actor } from '#src/staff/actor.ts';
import { type Action, may } from '#src/staff/policy.ts';

export interface NavigationEntry {
  href: string;
  /** Its name in locales/. */
  key: string;
  /** Shown to whoever may do this somewhere; without one, to everybody who signed in. */
  action?: Action;
}

/** The pages of officials and admins, in the order they are shown. A room that gets a page adds its line here. */
export const NAVIGATION: readonly NavigationEntry[] = [
  { href: '/can-bo', key: 'staff.nav.home' },
  { href: '/can-bo/tai-khoan', key: 'staff.nav.account' },
  { href: '/can-bo/ho-so', key: 'staff.nav.dossiers', action: 'dossier.view' },
  { href: '/can-bo/xin-loi', key: 'staff.nav.apologies', action: 'dossier.view' },
  { href: '/can-bo/gop-y', key: 'staff.nav.feedback', action: 'feedback.view' },
  { href: '/can-bo/bao-cao', key: 'staff.nav.reports', action: 'report.view' },
  { href: '/quan-tri/thu-tuc', key: 'staff.nav.catalogue', action: 'catalogue.edit' },
  { href: '/can-bo/nhap-ho-so', key: 'staff.nav.imports', action: 'dossier.import' },
  { href: '/can-bo/mau-giay', key: 'staff.nav.forms', action: 'dossier.approve' },
  { href: '/quan-tri/nguoi-dung', key: 'staff.nav.people', action: 'person.manage' },
  { href: '/quan-tri/khoa', key: 'staff.nav.keys', action: 'key.manage' },
  { href: '/quan-tri/lich', key: 'staff.nav.calendar', action: 'calendar.edit' },
  { href: '/quan-tri/kenh', key: 'staff.nav.channels', action: 'channel.switch' },
  { href: '/quan-tri/tin-chua-toi', key: 'staff.nav.undelivered', action: 'channel.switch' },
  { href: '/can-bo/du-lieu', key: 'staff.nav.privacy', action: 'privacy.handle' },
  { href: '/quan-tri/nhat-ky', key: 'staff.nav.audit', action: 'audit.view' },
];

export const navigationFor = (actor: Actor): NavigationEntry[] => NAVIGATION.filter(({ action }) => !action || may(actor, action));

/** The entry that a path belongs to: the longest address that it begins with. */
export const currentEntry = (path: string): NavigationEntry | undefined =>
  [...NAVIGATION].sort((a, b) => b.href.length - a.href.length).find(({ href }) => path === href || path.startsWith(`${href}/`));
