import type { Handle } from './handle.ts';
import type { AbilitySnapshot } from './rbac.ts';

type Ability = 'yes' | 'no' | 'conditional';

/** Whether there may be a resource at all for which the answer is yes. */
export function canSome(handle: Handle, permission: string): Ability {
  const { standing, facts, owner, engine } = handle.live();
  const borrowed = owner ? canSome(owner, permission) : 'yes';
  const { final, rules, crossing, denies } = standing.entry(permission);
  if (borrowed === 'no' || final?.allowed === false || denies.always) return 'no';
  if (final) return borrowed;
  const { policy, tenantPlace } = engine.compiled;
  const tenant = policy.tenant === false || (facts.values[tenantPlace] ?? '') !== '';
  const open = tenant ? rules : crossing;
  if (open.all.length === 0) return 'no';
  return open.always && denies.all.length === 0 ? borrowed : 'conditional';
}

export function abilitiesOf(handle: Handle): AbilitySnapshot {
  const { engine } = handle.live();
  const permissions: Record<string, 'yes' | 'conditional'> = {};
  for (const permission of engine.compiled.topics.keys()) {
    const ability = canSome(handle, permission);
    if (ability !== 'no') permissions[permission] = ability;
  }
  const ends = [];
  for (let each: Handle | undefined = handle; each; each = each.owner) ends.push(each.until);
  const expires = Math.min(...ends);
  return { policyHash: engine.compiled.hash, expires: expires === Infinity ? null : expires, permissions };
}
