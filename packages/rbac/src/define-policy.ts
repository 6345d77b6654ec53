import { deepFreeze } from '@scry/internal/deep-freeze';
import type { AttributeTypes, PolicyDocument, ResourceTypes } from './policy-document.ts';
import { policyHash } from './policy-hash.ts';
import { readPolicy } from './read-policy.ts';
import type { Policy } from './vocabulary.ts';

// What is in it was checked and is frozen: such a policy need not be read twice.
const hashes = new WeakMap<object, string>();

/**
 * Checks a policy as a whole, and returns a frozen copy. Plain data: what JSON gives back is the same policy.
 *
 * @throws PolicyError (`SCRY_POLICY`) with every problem and its path.
 * @example
 * const policy = definePolicy({
 *   version: 1,
 *   tenant: false,
 *   resources: { campaigns: { actions: ['read'] } },
 *   roles: { VIEWER: { grants: ['campaigns:read'] } },
 * });
 */
export function definePolicy<
  const P extends AttributeTypes = Record<never, never>,
  const R extends ResourceTypes = ResourceTypes,
  const C extends AttributeTypes = Record<never, never>,
  const N extends string = string,
>(document: PolicyDocument<P, R, C, N>): Policy<{ principal: P; resources: R; context: C }> {
  const policy: PolicyDocument = deepFreeze(readPolicy(document));
  hashes.set(policy, policyHash(policy));
  // The copy declares what the document declares: P, R and C are of the document.
  return policy as Policy<{ principal: P; resources: R; context: C }>;
}

/** The policy itself if `definePolicy` made it, and else a checked copy; and its hash. */
export function checkedPolicy(given: PolicyDocument): { readonly policy: PolicyDocument; readonly hash: string } {
  const policy = hashes.has(given) ? given : definePolicy(given);
  return { policy, hash: hashes.get(policy) as string }; // of both it is kept
}
