import { describeApi, type Operation } from '../../src/features/reference/api-document.ts';
import type { HttpApp } from '../../src/platform/http/create-http-app.ts';

export interface DrivenRoute {
  readonly method: string;
  /** With `:name` for its parameters. */
  readonly path: string;
  /** Where the route is described: those of the API. */
  readonly operation: Operation | undefined;
}

/** Every route that answers, found in the application itself. */
export function drivenRoutes(app: HttpApp): DrivenRoute[] {
  const { paths } = describeApi(app);
  const found = new Map<string, DrivenRoute>();
  for (const { method, path, handler } of app.routes) {
    // What takes `next` is middleware, such as the guards of paths: it answers for others.
    if (method === 'ALL' || handler.length > 1 || path.startsWith('/assets/')) continue;
    const concrete = path.replace(/\*$/, ':rest').replace(/\{[^}]*\}/g, '');
    const described = paths[concrete.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    found.set(`${method} ${concrete}`, { method, path: concrete, operation: described });
  }
  return [...found.values()];
}

/** The path with its parameters filled in, one after the other. */
export function pathWith(path: string, values: readonly string[]): string {
  let n = 0;
  return path.replace(/:\w+/g, () => encodeURIComponent(wellFormed(values[n++ % values.length] ?? 'x')));
}

/** A lone surrogate has no encoding in an address. */
export function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/g, '\ufffd');
}
