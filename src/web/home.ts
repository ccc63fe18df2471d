import { Router } from 'express';
import { officeBlocks } from '#src/conversation/topics.ts';
import type { Agency } from '#src/directory/agency.ts';
import { LOCALES, type Locale, listIn, sayIn } from '#src/platform/texts.ts';
import type { Catalogue } from '#src/procedures/content.ts';
import { homePage } from './homePage.ts';
import { localeOf } from './locale.ts';
import { lookText, presentLook } from './look.ts';

interface HomeDeps {
  authority: string | undefined;
  current(): { catalogue: Catalogue; office: Agency };
}

function drawHome(locale: Locale, { authority, current }: HomeDeps): string {
  const { catalogue, office } = current();
  const say = sayIn(locale);
  const sayAll = (key: string) => listIn(locale, key);
  const counts = new Map<string, number>();
  for (const { group, level, levels } of catalogue.procedures.values()) {
    if (level === 'commune' || levels.includes('commune')) counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  const fields = [...counts].sort((a, b) => b[1] - a[1]).map(([group]) => ({ label: say(`group.${group}`), payload: `#g:commune:${group}:0` }));
  return homePage({
    say,
    sayAll,
    locale,
    authority: authority ?? say('app.authority'),
    catalogueCount: catalogue.procedures.size,
    ...(catalogue.publishedAt ? { revisionDate: catalogue.publishedAt } : {}),
    suggestions: sayAll('page.suggestions'),
    fields,
    office: officeBlocks({ catalogue, office, say, sayAll }),
  });
}

/** `GET /`: drawn once for each language, look and catalogue revision, not for each visitor. */
export function home(deps: HomeDeps): Router {
  const drawn = new Map<string, { catalogue: Catalogue; page: string }>();
  const router = Router();
  router.get('/', (request, response) => {
    const locale = localeOf(request);
    const { catalogue } = deps.current();
    const kind = `${locale} ${lookText(presentLook())} ${'lang' in request.query}`;
    let entry = drawn.get(kind);
    if (entry?.catalogue !== catalogue) {
      entry = { catalogue, page: drawHome(LOCALES.find((known) => known === locale) ?? 'vi', deps) };
      drawn.set(kind, entry);
    }
    response.set({ 'Cache-Control': 'no-cache', Vary: 'Accept-Language, Cookie', 'Content-Language': locale }).type('html').send(entry.page);
  });
  return router;
}
