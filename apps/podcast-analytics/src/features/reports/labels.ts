/** What is shown for a key where nobody has given a title: the name of the file. */
export function episodeLabel(key: string, title: string | null): string {
  return title ?? (lastSegment(key) || 'no episode');
}

/** A show without a title is the folder that its episodes lie in. */
export function showLabel(key: string, title: string | null): string {
  return title ?? (key.replace(/^\//, '') || 'no show');
}

function lastSegment(key: string): string {
  const segment = key.slice(key.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const countryNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });

export function countryLabel(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (countryNames.of(code) ?? code) : 'Unknown';
}
