/** Routes that answer without a guard. */
class UnguardedRoutesError extends Error {
  override readonly name = 'UnguardedRoutesError';
  readonly code = 'SCRY_UNGUARDED';
  /** As `GET /path`. */
  readonly routes: readonly string[];

  constructor(routes: readonly string[]) {
    super(`assertAllGuarded: ${routes.length} of the routes have no guard: ${routes.join(', ')}`);
    this.routes = routes;
  }
}

/** What `assertAllGuarded` takes. */
export interface AssertGuardedOptions {
  /** The routes that anybody may call, as the error writes them: `['GET /health']`. @default [] */
  readonly public?: readonly string[];
}

/**
 * Throws unless every one of the unguarded routes is declared public.
 *
 * @throws UnguardedRoutesError (`SCRY_UNGUARDED`); RangeError when a public route is not among them: it is misspelt, or guarded.
 */
export function refuseUnguarded(unguarded: readonly string[], { public: declared = [] }: AssertGuardedOptions): void {
  const unknown = declared.filter((route) => !unguarded.includes(route));
  if (unknown.length > 0) {
    const known = unguarded.join(', ') || 'none';
    throw new RangeError(
      `assertAllGuarded: public must name routes without a guard (${known}), got ${unknown.join(', ')}`,
    );
  }
  const forgotten = unguarded.filter((route) => !declared.includes(route));
  if (forgotten.length > 0) throw new UnguardedRoutesError(forgotten);
}
