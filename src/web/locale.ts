import type { Request } from 'express';
import { LOCALES, type Locale } from '#src/platform/texts.ts';

const known = (value: unknown): Locale | undefined => LOCALES.find((locale) => locale === value);

/** The reader's language: asked for in the address, else the browser's first of ours, else Vietnamese. */
export const localeOf = (request: Request): Locale => known(request.query['lang']) ?? known(request.acceptsLanguages([...LOCALES])) ?? 'vi';
