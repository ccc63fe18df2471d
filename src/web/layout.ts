import type { Locale, Say } from '#src/platform/texts.ts';
import { NATIONAL_PORTAL } from '#src/procedures/sources.ts';
import { assetUrl } from './assets.ts';
import { html, render, type VNode } from './html.ts';
import { lookSwitch, presentLook } from './look.ts';

export interface LayoutOptions {
  title: string;
  locale: Locale;
  say: Say;
  body: VNode | VNode[];
  /** Addresses of further style sheets of our own origin. */
  styles?: string[];
  /** Between the masthead and the page, where somebody signed in. */
  navigation?: VNode;
  /** Addresses of scripts of our own origin, run once the page is read. */
  scripts?: string[];
  /** Seconds after which a browser without scripts asks for the page again. */
  refresh?: number;
  /** On errors: nothing of the address stands on the page, so that what is not there and what is not yours look alike. */
  anonymous?: boolean;
  /** The name of the authority that runs this assistant. */
  authority: string;
}

/** One open door: the product's mark, drawn for 32 by 32. */
const MARK = [
  '<circle cx="16" cy="16" r="16" fill="#8c1a1e"/>',
  '<path d="M9 25V14.5a7 7 0 0 1 14 0V25" fill="none" stroke="#f0c04e" stroke-width="2.4" stroke-linecap="round"/>',
  '<path d="M13 25v-9.6a3 3 0 0 1 6 0V25z" fill="#f0c04e"/><path d="M7 25h18" stroke="#f0c04e" stroke-width="2.4" stroke-linecap="round"/>',
].join('');

const FAVICON = `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${MARK}</svg>`)}`;

const LANGUAGES: { locale: Locale; key: string }[] = [
  { locale: 'vi', key: 'page.language.vi' },
  { locale: 'en', key: 'page.language.en' },
];

const languageSwitch = (locale: Locale, say: Say) => html`
  <nav class="languages" aria-label=${say('page.language.label')}>
    ${LANGUAGES.map(
      (language) => html`<a href=${`?lang=${language.locale}`} lang=${language.locale} hreflang=${language.locale}
        aria-current=${language.locale === locale ? 'true' : undefined} aria-label=${`${language.locale.toUpperCase()} – ${say(language.key)}`}>${language.locale.toUpperCase()}</a>`,
    )}
  </nav>`;

const header = ({ authority, locale, say, anonymous }: LayoutOptions) => html`
  <header class="masthead">
    <div class="wide">
      <a class="brand" href="/">
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" dangerouslySetInnerHTML=${{ __html: MARK }}></svg>
        <span><b>${say('app.name')}</b><small>${authority}</small></span>
      </a>
      ${anonymous ? null : lookSwitch(say)}
      ${languageSwitch(locale, say)}
    </div>
  </header>`;

const footer = ({ say, anonymous, navigation }: LayoutOptions) =>
  navigation
    ? html`<footer class="foot"><div class="wide">${lookSwitch(say)}<p>${say('page.footer.staff')}</p></div></footer>`
    : html`
  <footer class="foot">
    <div class="wide">
      ${anonymous ? null : lookSwitch(say)}
      <p>${say('page.footer.automatic')}</p>
      <p>${say('page.footer.source')} <a href=${NATIONAL_PORTAL} rel="noopener">${say('page.footer.portal')}</a></p>
      <p>${say('page.footer.accessibility')}</p>
    </div>
  </footer>`;

/** A full page around `body`. It has no inline script and no inline style, so the strictest content security policy holds. */
export function layout(options: LayoutOptions): string {
  const { title, locale, say, body, styles = [], navigation = null, scripts = [], refresh } = options;
  const { size, contrast } = presentLook();
  return render(
    html`
    <html lang=${locale} data-size=${size === 'normal' ? undefined : size} data-contrast=${contrast ? 'high' : undefined}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#8c1a1e" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#1c1816" media="(prefers-color-scheme: dark)" />
        <meta name="description" content=${say('page.description')} />
        <title>${title}</title>
        <link rel="icon" type="image/svg+xml" href=${FAVICON} />
        <link rel="stylesheet" href=${assetUrl('/assets/site.css')} />
        ${styles.map((address) => html`<link rel="stylesheet" href=${address} />`)}
        ${refresh ? html`<noscript><meta http-equiv="refresh" content=${refresh} /></noscript>` : null}
        ${scripts.map((source) => html`<script src=${source} defer></script>`)}
      </head>
      <body class=${navigation ? 'desk' : undefined}>
        <a class="skip" href="#main">${say('page.skip')}</a>
        ${header(options)}
        ${navigation}
        <main id="main" tabindex="-1">${body}</main>
        ${footer(options)}
      </body>
    </html>` as VNode,
  );
}
