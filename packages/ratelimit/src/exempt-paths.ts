import { normalisePath } from './normalise-path.ts';

/** Paths as they are, globs in which `*` stands for any characters, or patterns. */
export type ExemptPaths = readonly (string | RegExp)[];

/** Compiles a list of paths into the question whether one is among them; `undefined` for an empty list. */
export function exemptPathTest(paths: ExemptPaths): ((path: string) => boolean) | undefined {
  if (paths.length === 0) return undefined;
  const tests = paths.map((path) => (typeof path === 'string' ? globTest(path) : patternTest(path)));
  const isListed = (path: string): boolean => tests.some((test) => test(path));
  return function isExempt(path) {
    const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
    // As written and as meant: /docs/%2e%2e/admin is no page of /docs, and /admin/../docs may be routed to /admin.
    return isListed(trimmed) && isListed(normalisePath(trimmed));
  };
}

/** No pattern with `.*`: several of them take a time that grows with a power of the path's length, which its sender chooses. */
function globTest(glob: string): (path: string) => boolean {
  const first = glob.indexOf('*');
  if (first < 0) return (path) => path === glob;
  const last = glob.lastIndexOf('*');
  const [head, tail] = [glob.slice(0, first), glob.slice(last + 1)];
  const between = glob.slice(first, last).split('*');
  return function matches(path) {
    if (!path.startsWith(head) || !path.endsWith(tail)) return false;
    let at = first;
    for (const part of between) {
      const found = path.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at + tail.length <= path.length;
  };
}

/** A pattern with one of these flags would remember where it stopped. */
function patternTest(pattern: RegExp): (path: string) => boolean {
  const stateless = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
  return (path) => stateless.test(path);
}
