import type { CompiledRole, Topic } from './compiled-policy.ts';
import type { Decision } from './decision.ts';
import type { Handle } from './handle.ts';
import type { Rule } from './rule.ts';
import type { RuleIndex } from './rule-index.ts';
import { Standing } from './standing.ts';

/** Nobody gives away more than he has (as Kubernetes' `escalate` rule has it): neither rules, nor freedom from a deny. */
export function canGrant(giver: Handle, name: string, target: Handle): Decision {
  const { compiled } = giver.engine;
  const role = compiled.roles.get(name);
  if (role === undefined) return compiled.refusals.NO_GRANT;
  const fault = giver.standing.violation ?? lackOf(giver, role, target) ?? target.standing.with(role).violation;
  return fault ?? compiled.decision('ALLOW');
}

function tenantFault({ engine, facts }: Handle, target: Handle): Decision | undefined {
  const { policy, tenantPlace, refusals } = engine.compiled;
  if (policy.tenant === false) return undefined;
  const [own, other] = [facts.values[tenantPlace] ?? '', target.facts.values[tenantPlace] ?? ''];
  if (own === '' || other === '') return refusals.TENANT_MISSING;
  return own === other ? undefined : refusals.TENANT_MISMATCH;
}

/** What the role gives and the giver lacks; whoever acts for another has what both have. */
function lackOf(giver: Handle, role: CompiledRole, target: Handle): Decision | undefined {
  const { engine, standing, owner } = giver.live();
  const { compiled } = engine;
  const given = new Standing({ compiled, active: [{ role }] });
  const fault = tenantFault(giver, target);
  if (fault && !standing.crosses) return fault;
  // A superuser gets what a later policy adds, and a crossing role every tenant: only their like can give that.
  if (given.crosses && !standing.crosses) return compiled.refusals.NO_GRANT;
  if (given.isSuperuser && !standing.isSuperuser && !standing.borrows) return compiled.refusals.NO_GRANT;
  for (const topic of compiled.topics.values()) {
    const [gift, own] = [given.entry(topic.permission), standing.entry(topic.permission)];
    if (gift.rules.all.length > 0 && own.final?.allowed === false) return own.final;
    const here = fault ? own.crossing : own.rules;
    const lacking =
      escapedDeny(standing, given, topic) ?? uncovered(here, gift.rules) ?? uncovered(own.crossing, gift.crossing);
    if (lacking) return compiled.decision('NO_GRANT', lacking.decision.ruleId);
  }
  return owner && lackOf(owner, role, target);
}

/** A deny that binds the giver, and from which the role alone would free: it may grant nothing, and be worth much. */
function escapedDeny(standing: Standing, given: Standing, topic: Topic): Rule | undefined {
  if (standing.borrows) return undefined;
  const bound = new Set(given.denies(topic).map(({ decision }) => decision));
  return standing.denies(topic).find(({ decision }) => !bound.has(decision));
}

function uncovered(own: RuleIndex, gift: RuleIndex): Rule | undefined {
  return gift.all.find((rule) => !own.all.some((mine) => covers(mine, rule)));
}

/** Without a condition, or under the very same; of all fields, or of these at least. */
function covers(mine: Rule, rule: Rule): boolean {
  const wide = mine.when === undefined || JSON.stringify(mine.when) === JSON.stringify(rule.when);
  return wide && (mine.fields === undefined || rule.fields?.every((field) => mine.fields?.includes(field)) === true);
}
