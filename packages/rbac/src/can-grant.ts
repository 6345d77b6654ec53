import type { CompiledRole } from './compiled-policy.ts';
import type { Decision } from './decision.ts';
import type { Handle } from './handle.ts';
import type { Rule } from './rule.ts';
import { type Entry, Standing } from './standing.ts';

/** Nobody gives away more than he has (as Kubernetes' `escalate` rule has it): neither rules, nor freedom from a deny. */
export function canGrant(giver: Handle, name: string, target: Handle): Decision {
  const { compiled } = giver.engine;
  const role = compiled.roles.get(name);
  if (role === undefined) return compiled.refusals.NO_GRANT;
  const { violation } = giver.standing;
  if (violation) return violation;
  const fault = giver.standing.crosses ? undefined : tenantFault(giver, target);
  if (fault) return fault;
  return target.standing.with(role).violation ?? coverage(giver, role) ?? compiled.decision('ALLOW');
}

function tenantFault({ engine, facts }: Handle, target: Handle): Decision | undefined {
  const { policy, tenantPlace, refusals } = engine.compiled;
  if (policy.tenant === false) return undefined;
  const [own, other] = [facts.values[tenantPlace] ?? '', target.facts.values[tenantPlace] ?? ''];
  if (own === '' || other === '') return refusals.TENANT_MISSING;
  return own === other ? undefined : refusals.TENANT_MISMATCH;
}

/** What the role gives and the giver lacks; whoever acts for another has what both have. */
function coverage(giver: Handle, role: CompiledRole): Decision | undefined {
  const { engine, standing, owner } = giver.live();
  const { compiled } = engine;
  const given = new Standing({ compiled, active: [{ role }] });
  // A superuser gets what a later policy adds, and a crossing role every tenant: only their like can give that.
  const more = (given.isSuperuser && !standing.isSuperuser) || (given.crosses && !standing.crosses);
  if (!standing.borrows && more) return compiled.refusals.NO_GRANT;
  for (const permission of compiled.topics.keys()) {
    const gift = given.entry(permission);
    if (gift.rules.all.length === 0) continue;
    const own = standing.entry(permission);
    const lacking = own.final?.allowed === false ? own.final : lackOf(own, gift);
    if (lacking) return 'code' in lacking ? lacking : compiled.decision('NO_GRANT', lacking.decision.ruleId);
  }
  return owner && coverage(owner, role);
}

function lackOf(own: Entry, gift: Entry): Rule | undefined {
  const bound = new Set(gift.denies.all.map(({ decision }) => decision));
  const escaped = own.denies.all.find(({ decision }) => !bound.has(decision));
  return escaped ?? gift.rules.all.find((rule) => !own.rules.all.some((mine) => covers(mine, rule)));
}

/** Without a condition, or under the very same; of all fields, or of these at least. */
function covers(mine: Rule, rule: Rule): boolean {
  const wide = mine.when === undefined || JSON.stringify(mine.when) === JSON.stringify(rule.when);
  return wide && (mine.fields === undefined || rule.fields?.every((field) => mine.fields?.includes(field)) === true);
}
