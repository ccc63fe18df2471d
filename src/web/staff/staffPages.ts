import { Router } from 'express';
import { auditPages } from './auditPages.ts';
import { calendarPage } from './calendar/calendarPage.ts';
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
import { apologiesPage } from './dossiers/apologiesPage.ts';
import { dossierPage } from './dossiers/dossierPage.ts';
import { dossierListPage } from './dossiers/listPage.ts';
import { receivePage } from './dossiers/receivePage.ts';
import { feedbackPage } from './feedback/feedbackPage.ts';
import { feedbackListPage } from './feedback/listPage.ts';
import { satisfactionPage } from './feedback/satisfactionPage.ts';
import { templatesPage } from './feedback/templatesPage.ts';
import { homePages } from './homePages.ts';
import { differencesPage } from './imports/differencesPage.ts';
import { importPages } from './imports/importPages.ts';
import { keyPages } from './keyPages.ts';
import { peoplePages } from './peoplePages.ts';
import { privacyPages } from './privacyPages.ts';
import { reachPages } from './reach/reachPages.ts';
import { reportsPage } from './reports/reportsPage.ts';
import { createShell, type Shell, type StaffWeb } from './shell.ts';
import { signInPages } from './signInPages.ts';
import { slipFormPages } from './slipForms/formPages.ts';
import { undeliveredPage } from './undeliveredPage.ts';

/** The pages of a room, made with the shell that all share. A room that gets pages adds its router here and its line to navigation.ts. */
const ROOMS: readonly ((shell: Shell) => Router)[] = [
  signInPages,
  homePages,
  dossierListPage,
  receivePage,
  apologiesPage,
  dossierPage,
  feedbackListPage,
  templatesPage,
  satisfactionPage,
  feedbackPage,
  reportsPage,
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
  calendarPage,
  channelPages,
  undeliveredPage,
  privacyPages,
  outsideLinkPage,
  auditPages,
];

/** `/dang-nhap`, `/thiet-lap/:token`, `/can-bo/…` and `/quan-tri/…`. */
export function staffPages(deps: StaffWeb): Router {
  const shell = createShell(deps);
  const router = Router();
  for (const room of ROOMS) router.use(room(shell));
  return router;
}
