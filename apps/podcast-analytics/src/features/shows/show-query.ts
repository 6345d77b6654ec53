import { z } from '@hono/zod-openapi';
import { mostCurves } from './age-curves.ts';

/** The schemas of what is asked of shows, the same for the API and the pages. */

const integer = (text: string) => /^[1-9]\d{0,8}$/.test(text);

export const showId = z
  .string()
  .refine(integer, { error: ({ input }) => `expected the number of a show, got "${String(input).slice(0, 40)}"` })
  .transform(Number)
  .openapi({ param: { name: 'id', in: 'path' }, type: 'integer', example: 7 });

export const pageNumber = z
  .string()
  .refine((text) => integer(text) && Number(text) <= 1000, {
    error: ({ input }) => `expected the number of a page, from 1 to 1000, got "${String(input).slice(0, 40)}"`,
  })
  .transform(Number)
  .default(1);

/** Ids, apart by commas; a form sends one each. */
export const chosenEpisodes = z
  .string()
  .refine((text) => text.split(',').length <= mostCurves && text.split(',').every(integer), {
    error: ({ input }) => `expected 1 to ${mostCurves} numbers of episodes, got "${String(input).slice(0, 80)}"`,
  })
  .transform((text) => text.split(',').map(Number))
  .optional();

export const feedUrl = z
  .string({ error: 'expected the address of an RSS feed' })
  .min(1, { error: 'expected the address of an RSS feed, got an empty text' })
  .max(2048, { error: 'expected at most 2048 characters' })
  .openapi({ description: 'Address of an RSS feed', example: 'https://example.com/feed.xml' });
