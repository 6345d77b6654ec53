import type { Rbac, Who } from './rbac.ts';
import type { ContextInput, Permission } from './vocabulary.ts';

export { type Matrix, matrix } from './matrix.ts';
export type { Cell } from './role-rules.ts';

/** What a matcher answers to vitest and Jest. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** For the types of `expect`: vitest's `Matchers<T>`, or Jest's. */
export interface RbacMatchers<R = unknown> {
  /** Whether the engine allows it; on a failure the message says by which rule it does, or why not. */
  toAllow(who: object, permission: string, resource?: object | null, context?: object): R;
}

/**
 * A matcher for `expect.extend`: `expect(rbac).toAllow(who, permission, resource?, context?)`. An unknown permission fails
 * with and without `not`, since a test of a misspelt word proves nothing.
 *
 * @example
 * expect.extend({ toAllow });
 * expect(rbac).not.toAllow(viewer, 'campaigns:update', campaign);
 */
export function toAllow(
  this: { readonly isNot?: boolean } | undefined,
  rbac: Pick<Rbac, 'decide'>,
  who: object,
  permission: string,
  resource?: object | null,
  context?: object,
): MatcherResult {
  // A test may ask what the types forbid; the engine answers that it does not know it.
  const { allowed, code, ruleId } = rbac.decide(
    who as Who,
    permission as Permission,
    resource,
    context as ContextInput,
  );
  if (code === 'UNKNOWN_PERMISSION') {
    return { pass: this?.isNot ?? false, message: () => `The policy declares no permission ${permission}` };
  }
  const reason = ruleId === null ? code : `${code}, by ${ruleId}`;
  return {
    pass: allowed,
    message: () => `Expected ${permission} ${allowed ? 'not ' : ''}to be allowed, got ${reason}`,
  };
}
