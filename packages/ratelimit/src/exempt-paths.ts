import { normalisePath } from './normalise-path.ts';

/** Paths as they are, globs in which `*` stands for any characters, or patterns. */
export type ExemptPaths = readonly (string | RegExp)[];

/** Compiles a list of paths into the question whether one is among them; `undefined` for an empty list. */
export function exemptPathTest(paths: ExemptPaths): ((path: string) => boolean) | undefined {
  if (paths.length === 0) return undefined;
  const patterns = paths.map((path) => (typeof path === 'string' ? globPattern(path) : stateless(path)));
  const isListed = (path: string): boolean => patterns.some((pattern) => pattern.test(path));
  return function isExempt(path) {
    const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
    // As written and as meant: /docs/%2e%2e/admin is no page of /docs, and /admin/../docs may be routed to /admin.
    return isListed(trimmed) && isListed(normalisePath(trimmed));
  };
}

function globPattern(glob: string): RegExp {
  const parts = glob.split('*').map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

/** A pattern with one of these flags would remember where it stopped. */
function stateless(pattern: RegExp): RegExp {
  return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
}
