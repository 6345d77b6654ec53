import type { HitFilter } from './hits-page.ts';
import type { ReportFilter } from './report-filter.ts';

/** The page of downloads, narrowed. */
export function downloadsUrl({ visible: _, ...query }: ReportFilter): string {
  return withQuery('/', query);
}

/** The page of the hits behind a number. */
export function hitsUrl({ visible: _, ...query }: HitFilter, after?: string): string {
  return withQuery('/hits', { ...query, after });
}

function withQuery(path: string, query: Record<string, string | undefined>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) params.set(name, value);
  return params.size === 0 ? path : `${path}?${params}`;
}
