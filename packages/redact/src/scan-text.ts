import type { Detector } from './detector.ts';
import { maskFull } from './masks.ts';

/** Where something was found in a text: the offsets of its first character and after its last. */
export interface TextFinding {
  readonly rule: string;
  readonly start: number;
  readonly end: number;
}

export interface TextScanner {
  /** The text with every finding masked; the same string when there is none. */
  redact(text: string): string;
  /** In the order of the text; no two overlap. */
  find(text: string): TextFinding[];
}

interface Search extends Detector {
  /** Its place in the list. */
  readonly rank: number;
}

interface Hit {
  readonly start: number;
  end: number;
  search: Search;
}

/**
 * Makes one scanner of many detectors. Findings that overlap become one, masked by the detector listed first: list what
 * is worst to leak first. A detector that throws hides what it was asked about.
 */
export function createTextScanner(searched: readonly Detector[]): TextScanner {
  const searches = searched.map((detector, rank) => ({ ...detector, rank, pattern: toSearched(detector.pattern) }));
  // Two searches, for one that mixes literals with patterns takes half as long again as both.
  const literal = anyOf(searched.flatMap(({ triggers }) => triggers.map(escaped)));
  const pattern = anyOf(searched.filter(({ triggers }) => triggers.length === 0).map(joinable));

  const hitsIn = (text: string): Hit[] => {
    const hits: Hit[] = [];
    // Nearly every text of a log ends here.
    if (!literal.test(text) && !pattern.test(text)) return hits;
    for (const search of searches) {
      const { triggers } = search;
      if (triggers.length === 0 || triggers.some((literal) => text.includes(literal))) collect(text, search, hits);
    }
    return hits.length > 1 ? merged(hits) : hits;
  };

  return {
    redact(text) {
      const hits = hitsIn(text);
      if (hits.length === 0) return text;
      let redacted = '';
      let from = 0;
      for (const { start, end, search } of hits) {
        redacted += text.slice(from, start) + masked(text.slice(start, end), search);
        from = end;
      }
      return redacted + text.slice(from);
    },
    find(text) {
      return hitsIn(text).map(({ start, end, search }) => ({ rule: search.id, start, end }));
    },
  };
}

/** Indices are asked for only where a group can be what is found: they make a match half as fast again. */
function toSearched({ source, flags }: RegExp): RegExp {
  const kept = flags.replace(/[dgy]/g, '');
  const hasGroups = new RegExp(`${source}|`, kept).exec('')?.length !== 1;
  return new RegExp(source, `${kept}g${hasGroups ? 'd' : ''}`);
}

function anyOf(sources: readonly string[]): RegExp {
  return new RegExp(sources.join('|') || '(?!)');
}

function escaped(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** The source of a pattern, or for one that cannot be joined with others what any text matches. */
function joinable({ pattern: { source, flags } }: Detector): string {
  return /[imsuv]/.test(flags) || /\(\?<[^=!]/.test(source) ? '(?:)' : source;
}

/** A match that is not valid may hide one that begins inside of it. Longer ones are skipped, so that time stays linear. */
const longestRetried = 64;

function collect(text: string, search: Search, hits: Hit[]): void {
  const { pattern } = search;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    // A group that took no part has no indices.
    const [start, end] = match.indices?.find((range, group) => group > 0 && range) ?? [match.index, pattern.lastIndex];
    const length = validLength(text.slice(start, end), search);
    if (length > 0) hits.push({ start, end: start + length, search });
    const next = length > 0 ? start + length : end - match.index > longestRetried ? end : 0;
    pattern.lastIndex = Math.max(next, match.index + 1);
  }
}

function validLength(found: string, { validate }: Search): number {
  try {
    const valid = validate ? validate(found) : true;
    return valid === true ? found.length : Math.min(Number(valid), found.length);
  } catch {
    return found.length;
  }
}

/** In the order of the text, with those that overlap joined. */
function merged(hits: Hit[]): Hit[] {
  let last: Hit | undefined;
  return hits
    .sort((a, b) => a.start - b.start)
    .filter((hit) => {
      if (!last || hit.start >= last.end) {
        last = hit;
        return true;
      }
      last.end = Math.max(last.end, hit.end);
      if (hit.search.rank < last.search.rank) last.search = hit.search;
      return false;
    });
}

function masked(found: string, { mask }: Search): string {
  try {
    return String(mask(found));
  } catch {
    return maskFull();
  }
}
