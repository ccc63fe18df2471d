import { Router } from 'express';
import { auditPages } from './auditPages.ts';
import { calendarPage } from './calendar/calendarPage.ts';
import { campaignPages } from './campaigns/campaignPages.ts';
import { catalogueEditPage } from './catalogue/editPage.ts';
import { catalogueGroupsPage } from './catalogue/groupsPage.ts';
import { catalogueHistoryPage } from './catalogue/historyPage.ts';
import { catalogueLegalPage } from './catalogue/legalPage.ts';
import { catalogueListPage } from './catalogue/listPage.ts';
import { catalogueNewPage } from './catalogue/newPage.ts';
import { catalogueReviewPage } from './catalogue/reviewPage.ts';
import { catalogueWordsPage } from './catalogue/wordsPage.ts';
import { catalogueWorkbookPage } from './catalogue/workbookPage.ts';
import { channelPages } from './channelPages.ts';
import { outsideLinkPage } from './citizenText.ts';
import { directoryPages } from './directory/agencyPages.ts';
import { directoryBookPage } from './directory/bookPage.ts';
import { unitPages } from './directory/unitPages.ts';
import { apologiesPage } from './dossiers/apologiesPage.ts';
import { dossierPage } from './dossiers/dossierPage.ts';
import { dossierListPage } from './dossiers/listPage.ts';
import { receivePage } from './dossiers/receivePage.ts';
import { feedbackPage } from './feedback/feedbackPage.ts';
import { feedbackListPage } from './feedback/listPage.ts';
import { rudeWordsPage } from './feedback/rudeWordsPage.ts';
import { satisfactionPage } from './feedback/satisfactionPage.ts';
import { templatesPage } from './feedback/templatesPage.ts';
import { talkDutyPage } from './handover/dutyPage.ts';
import { talkQueuePage } from './handover/queuePage.ts';
import { talkPage } from './handover/talkPage.ts';
import { homePages } from './home/homePages.ts';
import { differencesPage } from './imports/differencesPage.ts';
import { importPages } from './imports/importPages.ts';
import { jobsPage } from './jobsPage.ts';
import { keyPages } from './keyPages.ts';
import { questionPages } from './learning/questionPages.ts';
import { lostForms } from './lost.ts';
import { peoplePages } from './peoplePages.ts';
import { privacyPages } from './privacyPages.ts';
import { reachPages } from './reach/reachPages.ts';
import { rulesPage } from './reminders/rulesPage.ts';
import { reportsPage } from './reports/reportsPage.ts';
import { weekPage } from './reports/weekPage.ts';
import { reviewPages } from './reviewPages.ts';
import { securityPages } from './securityPages.ts';
import { createShell, type Shell, type StaffWeb } from './shell.ts';
import { signInPages } from './signInPages.ts';
import { slipFormPages } from './slipForms/formPages.ts';
import { undeliveredPage } from './undeliveredPage.ts';
import { wordingPages } from './wording/wordingPages.ts';

/** The pages of a room, made with the shell that all share. A room that gets pages adds its router here and its line to navigation.ts. */
const ROOMS: readonly ((shell: Shell) => Router)[] = [
  signInPages,
  securityPages,
  homePages,
  dossierListPage,
  receivePage,
  apologiesPage,
  dossierPage,
  feedbackListPage,
  templatesPage,
  rudeWordsPage,
  satisfactionPage,
  feedbackPage,
  talkQueuePage,
  talkDutyPage,
  talkPage,
  reportsPage,
  weekPage,
  reachPages,
  differencesPage,
  importPages,
  slipFormPages,
  peoplePages,
  keyPages,
  catalogueEditPage,
  catalogueReviewPage,
  catalogueHistoryPage,
  catalogueNewPage,
  catalogueWordsPage,
  catalogueGroupsPage,
  catalogueLegalPage,
  catalogueWorkbookPage,
  catalogueListPage,
  questionPages,
  calendarPage,
  unitPages,
  directoryBookPage,
  directoryPages,
  campaignPages,
  wordingPages,
  channelPages,
  undeliveredPage,
  rulesPage,
  jobsPage,
  privacyPages,
  outsideLinkPage,
  reviewPages,
  auditPages,
];

/** `/dang-nhap`, `/thiet-lap/:token`, `/can-bo/…` and `/quan-tri/…`. */
export function staffPages(deps: StaffWeb): Router {
  const shell = createShell(deps);
  const router = Router();
  for (const room of ROOMS) router.use(room(shell));
  router.use(lostForms(shell));
  return router;
}
