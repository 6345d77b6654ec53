/** One function that a framework runs for the requests that its method and path match, in the order of registration. */
export interface RouteEntry {
  /** In capitals; `ALL` for any. */
  readonly method: string;
  readonly path: string;
  /** Whether it also runs for every path below its own. */
  readonly prefix: boolean;
  /** `middleware` may pass a request on; a `handler` answers it. */
  readonly kind: 'guard' | 'middleware' | 'handler';
  /** The routers that it stands in, from the outermost to its own: each may be left without running the rest of it. */
  readonly scopes: readonly object[];
}

/** The routes that a request reaches without passing a guard, as `GET /path`. */
export function unguardedRoutes(entries: readonly RouteEntry[]): string[] {
  const found = entries.filter((entry, index) => {
    if (entry.kind === 'guard') return false;
    const rest = entries.slice(index + 1);
    // Middleware in front of no route is what answers: a mounted application, a folder of files.
    const answers = entry.kind === 'handler' || !rest.some((later) => later.kind === 'handler' && covers(entry, later));
    return answers && !entries.slice(0, index).some((earlier) => earlier.kind === 'guard' && covers(earlier, entry));
  });
  return [...new Set(found.map(({ method, path, prefix }) => `${method} ${prefix ? below(path) : path}`))];
}

/** Whether every request that reaches `other` has passed `entry`. In doubt it has not. */
function covers(entry: RouteEntry, other: RouteEntry): boolean {
  const scope = entry.scopes.at(-1);
  const sameScope = scope === undefined || other.scopes.includes(scope);
  return sameScope && (entry.method === 'ALL' || entry.method === other.method) && coversPath(entry, other);
}

function coversPath(entry: RouteEntry, other: RouteEntry): boolean {
  const own = segments(entry.path);
  const theirs = segments(other.path);
  if (!own.every((segment, index) => coversSegment(segment, theirs[index]))) return false;
  return entry.prefix || isRest(own.at(-1)) || (own.length === theirs.length && !other.prefix);
}

function coversSegment(own: string, theirs: string | undefined): boolean {
  // In braces stands what may be empty, and what could not be read: equal texts may be unequal paths.
  if (own === theirs) return !own.startsWith('{');
  if (isRest(own)) return isOne(theirs) || isRest(theirs);
  return isParameter(own) && isOne(theirs);
}

function segments(path: string): string[] {
  return path === '/' ? [] : path.split('/').slice(1);
}

/** A parameter that takes any text: no pattern, not optional. */
function isParameter(segment: string): boolean {
  return /^:\w+$/.test(segment);
}

/** One segment or more, as Express writes it. */
function isRest(segment: string | undefined): boolean {
  return segment !== undefined && /^\*\w+$/.test(segment);
}

/** A segment that stands for exactly one of the path, and is not empty. */
function isOne(segment: string | undefined): boolean {
  return segment !== undefined && /^[^*{}?()]+$/.test(segment);
}

function below(path: string): string {
  return path === '/' ? '/*' : `${path}/*`;
}
