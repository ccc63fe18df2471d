import type { Actor } from '#src/staff/actor.ts';
import { type Action, may } from '#src/staff/policy.ts';

export interface NavigationEntry {
  href: string;
  /** Its name in locales/. */
  key: string;
  /** Shown to whoever may do this somewhere; without one, to everybody who signed in. */
  action?: Action;
}

/** The pages of officials and admins in groups, in the order they are shown. A room that gets a page adds its line here. */
const GROUPS = {
  work: [
    { href: '/can-bo', key: 'staff.nav.home' },
    { href: '/can-bo/ho-so', key: 'staff.nav.dossiers', action: 'dossier.view' },
    { href: '/can-bo/xin-loi', key: 'staff.nav.apologies', action: 'dossier.view' },
    { href: '/can-bo/nhap-ho-so', key: 'staff.nav.imports', action: 'dossier.import' },
    { href: '/can-bo/mau-giay', key: 'staff.nav.forms', action: 'dossier.approve' },
    { href: '/can-bo/gop-y', key: 'staff.nav.feedback', action: 'feedback.view' },
    { href: '/can-bo/tro-chuyen', key: 'staff.nav.talks', action: 'handOver.answer' },
    { href: '/can-bo/bao-cao', key: 'staff.nav.reports', action: 'report.view' },
    { href: '/can-bo/tuan', key: 'staff.nav.week', action: 'report.view' },
  ],
  answers: [
    { href: '/quan-tri/thu-tuc', key: 'staff.nav.catalogue', action: 'catalogue.edit' },
    { href: '/quan-tri/cau-hoi', key: 'staff.nav.questions', action: 'catalogue.edit' },
    { href: '/quan-tri/loi-nhan', key: 'staff.nav.wording', action: 'wording.edit' },
    { href: '/quan-tri/tu-ngu', key: 'staff.nav.rudeWords', action: 'wording.edit' },
    { href: '/quan-tri/chien-dich', key: 'staff.nav.campaigns', action: 'campaign.edit' },
  ],
  office: [
    { href: '/quan-tri/nguoi-dung', key: 'staff.nav.people', action: 'person.manage' },
    { href: '/quan-tri/danh-ba', key: 'staff.nav.directory', action: 'directory.edit' },
    { href: '/quan-tri/lich', key: 'staff.nav.calendar', action: 'calendar.edit' },
    { href: '/quan-tri/nhac-viec', key: 'staff.nav.reminders', action: 'reminder.manage' },
    { href: '/can-bo/du-lieu', key: 'staff.nav.privacy', action: 'privacy.handle' },
    { href: '/quan-tri/ra-soat', key: 'staff.nav.review', action: 'audit.view' },
    { href: '/quan-tri/nhat-ky', key: 'staff.nav.audit', action: 'audit.view' },
  ],
  system: [
    { href: '/quan-tri/kenh', key: 'staff.nav.channels', action: 'channel.switch' },
    { href: '/quan-tri/tin-chua-toi', key: 'staff.nav.undelivered', action: 'channel.switch' },
    { href: '/quan-tri/khoa', key: 'staff.nav.keys', action: 'key.manage' },
    { href: '/quan-tri/cong-viec', key: 'staff.nav.jobs', action: 'job.view' },
  ],
  own: [
    { href: '/can-bo/tai-khoan', key: 'staff.nav.account' },
    { href: '/can-bo/bao-mat', key: 'staff.nav.security' },
  ],
} satisfies Record<string, NavigationEntry[]>;

type Group = keyof typeof GROUPS;

export const NAVIGATION: readonly NavigationEntry[] = Object.values(GROUPS).flat();

/** What somebody may go to, by group; a group without a page of theirs is left out. */
export const navigationFor = (actor: Actor): { group: Group; entries: NavigationEntry[] }[] =>
  (Object.entries(GROUPS) as [Group, NavigationEntry[]][])
    .map(([group, entries]) => ({ group, entries: entries.filter(({ action }) => !action || may(actor, action)) }))
    .filter(({ entries }) => entries.length > 0);

/** The entry that a path belongs to: the longest address that it begins with. */
export const currentEntry = (path: string): NavigationEntry | undefined =>
  [...NAVIGATION].sort((a, b) => b.href.length - a.href.length).find(({ href }) => path === href || path.startsWith(`${href}/`));
