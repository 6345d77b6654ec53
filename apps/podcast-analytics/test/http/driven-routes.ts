import { describeApi, type Operation } from '../../src/features/reference/api-document.ts';
import type { HttpApp } from '../../src/platform/http/create-http-app.ts';

export interface DrivenRoute {
  readonly method: string;
  /** With `:name` for its parameters. */
  readonly path: string;
  /** As the router has it, with the patterns of its parameters. */
  readonly registered: string;
  /** Where the route is described. */
  readonly operation: Operation | undefined;
}

/** Every route that answers, found in the application itself. */
export function drivenRoutes(app: HttpApp): DrivenRoute[] {
  const { paths } = describeApi(app);
  const found = new Map<string, DrivenRoute>();
  for (const { method, path: registered, handler } of app.routes) {
    // What takes `next` is middleware, such as the guards of paths: it answers for others.
    if (method === 'ALL' || handler.length > 1 || registered.startsWith('/assets/')) continue;
    const path = registered.replace(/\*$/, ':rest').replace(/(:\w+)\{[^/]+\}/g, '$1');
    const operation = paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    found.set(`${method} ${path}`, { method, path, registered, operation });
  }
  return [...found.values()];
}

/** A lone surrogate has no encoding in an address. */
export function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/g, '\ufffd');
}
