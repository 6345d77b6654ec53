import type { Format } from './definition.ts';

export const mediaTypes: Readonly<Record<Format, string>> = {
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
};

/** Of letters, digits and dashes alone, so that it needs no quoting anywhere. */
export function fileName(title: string, from: string, format: Format): string {
  const words = title
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 60);
  return `${words || 'report'}-${from}.${format}`;
}
