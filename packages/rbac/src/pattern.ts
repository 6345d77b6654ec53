/** Resource and action of `'campaigns:read'`, either of which may be `*`; undefined for anything else. */
export function segments(pattern: unknown): readonly [resource: string, action: string] | undefined {
  if (typeof pattern !== 'string') return undefined;
  const colon = pattern.indexOf(':');
  const [resource, action] = [pattern.slice(0, colon), pattern.slice(colon + 1)];
  return colon > 0 && action !== '' && !action.includes(':') ? [resource, action] : undefined;
}

/** Whether a pattern speaks of a permission: segment by segment, so that no wildcard reaches into another one. */
export function speaksOf(pattern: unknown, permission: string): boolean {
  return patternsOf(permission).some((each) => each === pattern);
}

/** The patterns that speak of a permission, itself included. */
export function patternsOf(permission: string): string[] {
  // It is of the vocabulary, and has two segments.
  const [resource, action] = segments(permission) as readonly [string, string];
  return [permission, `${resource}:*`, `*:${action}`, '*:*'];
}
