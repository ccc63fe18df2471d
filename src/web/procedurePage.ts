import type { Locale, Say } from '#src/platform/texts.ts';
import type { Procedure } from '#src/procedures/content.ts';
import { hasSection, identityLine, nameOf, presentSection, standingNote, titleOf } from '#src/procedures/present.ts';
import type { Publication } from '#src/procedures/publications.ts';
import { SECTIONS } from '#src/procedures/sections.ts';
import { describeSource } from '#src/procedures/sources.ts';
import type { Block } from '#src/text/blocks.ts';
import { formatIsoDate } from '#src/text/formats.ts';
import { blocksView } from './blocksView.ts';
import { html, type VNode } from './html.ts';
import { layout } from './layout.ts';

export interface ProcedurePage {
  say: Say;
  locale: Locale;
  authority: string;
  procedure: Procedure;
  /** What took its place, where it came to an end. */
  heir: Procedure | null;
  publications: Publication[];
  /** Who handles it today, where the record does not say. */
  successors: Block[];
  /** Procedures that are easily taken for this one. */
  related: Procedure[];
  office: Block[];
}

function facts({ say, procedure, publications }: ProcedurePage): Block[] {
  const rows = [
    { label: say('procedures.field'), value: procedure.field },
    { label: say('procedures.levelThen'), value: say(`procedures.levels.${procedure.level}`) },
    {
      label: say('procedures.levelNow'),
      value: procedure.levelNow ? say(`procedures.levels.${procedure.levelNow}`) : say('procedure.unknown.short'),
    },
    { label: say('procedures.agency'), value: procedure.agencyNow ?? procedure.agency ?? say('procedure.unknown.short') },
    { label: say('procedures.version'), value: String(procedure.version) },
    ...(publications.length > 0 ? [{ label: say('procedures.lists'), value: publications.map((entry) => entry.name).join('; ') }] : []),
    ...(procedure.otherNames.length > 0 ? [{ label: say('procedures.otherNames'), value: procedure.otherNames.join('; ') }] : []),
  ];
  return [{ kind: 'facts', rows }];
}

const sources = ({ say, procedure }: ProcedurePage): VNode =>
  html`
  <section class="card how" aria-labelledby="sources-title">
    <h2 id="sources-title">${say('procedure.source')}</h2>
    <ul>${procedure.sources.map((text) => {
      const { label, url } = describeSource(text, say('procedure.nationalPortal'));
      return html`<li>${url ? html`<a href=${url} rel="noopener nofollow">${label}</a>` : label}</li>`;
    })}</ul>
  </section>` as VNode;

/** The page at "/thu-tuc/:code": all that the sources say, section by section, with the lists it stands in and where it comes from. */
export function procedurePage(page: ProcedurePage): string {
  const { say, locale, authority, procedure, heir, successors, related, office } = page;
  const standing = standingNote(procedure, say);
  const known = SECTIONS.filter((section) => section !== 'overview' && hasSection(procedure, section));
  const body = html`
    <div class="wide sheet">
      <p><a href="/thu-tuc">${say('procedures.back')}</a></p>
      <h1>${nameOf(procedure)}</h1>
      <p class="note">${say('procedure.title', { title: titleOf(procedure) })}</p>
      ${heir ? html`<p class="card warning">${say('procedure.ended', { date: formatIsoDate(procedure.lastDay ?? '') })} <a href=${`/thu-tuc/${heir.code}`}>${say('procedure.replacedBy', { name: nameOf(heir) })}</a></p>` : null}
      ${standing && !heir ? html`<div class="card warning">${blocksView([standing, ...successors])}</div>` : null}
      <section class="card">${blocksView(presentSection(procedure, 'overview', say))}</section>
      ${known.map((section) => html`<section class="card" aria-labelledby=${section}><h2 id=${section}>${say(`section.${section}`)}</h2>${blocksView(presentSection(procedure, section, say))}</section>`)}
      <section class="card" aria-labelledby="about"><h2 id="about">${say('procedures.about')}</h2>${blocksView(facts(page))}<p class="note">${identityLine(procedure, say)}</p></section>
      ${related.length > 0 ? html`<section class="card how" aria-labelledby="related"><h2 id="related">${say('procedures.related')}</h2>${procedure.words.when ? html`<p>${procedure.words.when}</p>` : null}<ul>${related.map((other) => html`<li><a href=${`/thu-tuc/${other.code}`}>${nameOf(other)}</a></li>`)}</ul></section>` : null}
      ${sources(page)}
      <section class="card" aria-labelledby="office"><h2 id="office">${say('page.office.title')}</h2>${blocksView(office)}</section>
    </div>` as VNode;
  return layout({ title: `${nameOf(procedure)} – ${authority}`, locale, say, body, authority });
}
