import { isGuard } from './guard-mark.ts';
import type { RouteEntry } from './route-entry.ts';

/** What Express and its routers have in common: a list of layers. */
export interface ExpressRouter {
  readonly stack: readonly object[];
}

/** A path and a handler, or a route with several. `rawPath` came with router 2.3: before, a layer forgets its path. */
interface Layer {
  readonly handle: { readonly name: string; readonly length: number; readonly stack?: readonly Layer[] };
  readonly method?: string;
  readonly route?: { readonly path: unknown; readonly stack: readonly Layer[] };
  readonly rawPath?: unknown;
  readonly slash?: boolean;
}

/** Every function that the router runs, with its whole path. */
export function routerEntries({ stack }: ExpressRouter): RouteEntry[] {
  // What Express keeps there has these members.
  return stackEntries(stack as readonly Layer[], '', []);
}

function stackEntries(stack: readonly Layer[], base: string, outer: readonly object[]): RouteEntry[] {
  const scopes = [...outer, stack];
  return stack.flatMap((layer) =>
    pathsOf(layer).flatMap((own) => {
      const path = joined(base, own);
      if (layer.route) return routeEntries(layer.route.stack, path, scopes);
      const { handle } = layer;
      if (handle.stack) return stackEntries(handle.stack, path, scopes);
      // A handler of four arguments runs for errors only.
      if (handle.length > 3) return [];
      return [{ method: 'ALL', path, prefix: true, kind: kindOf(handle, handle.name !== 'mounted_app'), scopes }];
    }),
  );
}

function routeEntries(stack: readonly Layer[], path: string, scopes: readonly object[]): RouteEntry[] {
  // `app.all` adds its functions once for every method there is.
  const isForAll = (handle: Layer['handle']) =>
    ['get', 'post', 'trace'].every((method) => stack.some((each) => each.handle === handle && each.method === method));
  return stack.map(({ method, handle }, index) => {
    const isLast = !stack.slice(index + 1).some((later) => later.method === method);
    const methodOfAll = method === undefined || isForAll(handle) ? 'ALL' : method.toUpperCase();
    return { method: methodOfAll, path, prefix: false, kind: kindOf(handle, !isLast), scopes };
  });
}

/** Middleware takes `next`, and stands where something may follow. */
function kindOf(handle: Layer['handle'], mayPassOn: boolean): RouteEntry['kind'] {
  if (isGuard(handle)) return 'guard';
  return mayPassOn && handle.length > 2 ? 'middleware' : 'handler';
}

function pathsOf({ rawPath, route, slash }: Layer): string[] {
  const path = rawPath ?? route?.path ?? (slash ? '/' : undefined);
  return [path].flat(Infinity).map((each) => (typeof each === 'string' ? each : unreadable(each)));
}

/** A pattern, or a path that was forgotten, in braces: no parameter covers it, and it covers nothing but itself. */
function unreadable(path: unknown): string {
  return `{${String(path ?? 'unknown').replaceAll('/', '|')}}`;
}

function joined(base: string, own: string): string {
  const path = `${base}/${own}`.replace(/\/{2,}/g, '/');
  return path === '/' ? path : path.replace(/\/$/, '');
}
