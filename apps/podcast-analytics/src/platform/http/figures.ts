/** Numbers as pages write them. */
export function count(n: number): string {
  return n.toLocaleString('en');
}

export function percent(part: number, whole: number): string {
  if (whole === 0) return '–';
  const share = (part / whole) * 100;
  return share > 0 && share < 0.1 ? '< 0.1 %' : `${share.toFixed(1)} %`;
}

export function bytes(n: number): string {
  if (n < 1000) return `${n} B`;
  return n < 1_000_000 ? `${(n / 1000).toFixed(1)} kB` : `${(n / 1_000_000).toFixed(1)} MB`;
}

/** In its largest unit. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}

/** `2026-02-03` */
export function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** `2026-02-03 12:00` */
export function instant(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}

/** How long an episode is. */
export function minutes(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** `Sat 21 Nov`: the year stands in the filter. */
export function shortDay(day: string): string {
  return dayFormat.format(new Date(`${day}T00:00:00Z`));
}

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});
