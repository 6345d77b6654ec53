import { aFunction, aString, checkOptions, type OptionRules } from '@scry/internal/check-options';
import { observe } from '@scry/internal/observe';
import { abilitiesOf, canSome } from './abilities.ts';
import { canGrant } from './can-grant.ts';
import { CompiledPolicy } from './compiled-policy.ts';
import type { Decision } from './decision.ts';
import { explain } from './explain.ts';
import { fieldsFor } from './fields-for.ts';
import { ForbiddenError } from './forbidden-error.ts';
import { type Engine, Handle } from './handle.ts';
import { answer } from './judge.ts';
import type { Rbac, RbacOptions } from './rbac.ts';
import { tellDecision, tellWhere } from './tell.ts';
import type { Policy, Principal, Vocabulary } from './vocabulary.ts';
import { where } from './where.ts';

const rules: OptionRules<RbacOptions> = { name: aString, onEvent: aFunction, now: aFunction };

/**
 * Creates an engine that answers questions from a policy.
 *
 * @throws TypeError when an option is wrong.
 * @throws PolicyError (`SCRY_POLICY`) when the policy does not come from `definePolicy` and has problems.
 * @example
 * const rbac = createRbac(policy);
 * rbac.check({ roles: ['VIEWER'] }, 'campaigns:read', campaign);
 */
export function createRbac<V extends Vocabulary>(policy: Policy<V>, options: RbacOptions = {}): Rbac<V> {
  const { name = 'rbac', onEvent, now = Date.now } = checkOptions('createRbac', options, rules);
  const engine: Engine = { compiled: new CompiledPolicy(policy), now };

  function decide(who: unknown, permission: string, resource?: unknown, context?: unknown): Decision {
    let decision: Decision;
    let failure: { readonly error: unknown } | undefined;
    try {
      decision = answer(engine, who, permission, resource, context, true);
    } catch (error) {
      // A getter or a Proxy threw: what cannot be read is unknown.
      decision = engine.compiled.decision('CONDITION_UNKNOWN');
      failure = { error };
    }
    if (onEvent) tellDecision(onEvent, { name, who, permission, resource, decision, failure });
    return decision;
  }

  function check(who: unknown, permission: string, resource?: unknown, context?: unknown): boolean {
    if (onEvent) return decide(who, permission, resource, context).allowed;
    try {
      return answer(engine, who, permission, resource, context, false).allowed;
    } catch {
      return false;
    }
  }

  function handleOf(who: unknown): Handle {
    if (who instanceof Handle && who.engine === engine) return who.live();
    try {
      return new Handle(engine, who);
    } catch {
      return new Handle(engine, {}); // who cannot be read is nobody
    }
  }

  const rbac: Rbac = {
    principal: (input) => new Handle(engine, input) as unknown as Principal, // which tells nothing of itself
    check,
    decide,
    authorize(who, permission, resource, context) {
      const decision = decide(who, permission, resource, context);
      if (!decision.allowed) throw new ForbiddenError(permission, decision);
    },
    explain: (who, permission, resource, context) =>
      explain(handleOf(who), permission, resource, context, decide(who, permission, resource, context)),
    checkMany(who, questions) {
      const handle = handleOf(who);
      return questions.map(({ permission, resource, context }) => decide(handle, permission, resource, context));
    },
    canSome: (who, permission) => canSome(handleOf(who), permission),
    filter(who, permission, items, context) {
      const handle = handleOf(who);
      return items.filter((item) => check(handle, permission, item, context));
    },
    fieldsFor(who, permission, resource, context) {
      const handle = handleOf(who);
      return check(handle, permission, resource, context) ? fieldsFor(handle, permission, resource, context) : [];
    },
    where(who, permission, asked) {
      const handle = handleOf(who);
      const clause = where(handle, permission, asked);
      if (onEvent)
        tellWhere(onEvent, { name, who: handle, permission, kind: clause.kind, policyHash: engine.compiled.hash });
      return clause;
    },
    abilities: (who) => abilitiesOf(handleOf(who)),
    canGrant: (who, role, target) => canGrant(handleOf(who), role, handleOf(target)),
    policy: () => engine.compiled.policy,
    replace(next) {
      const compiled = new CompiledPolicy(next);
      const previousHash = engine.compiled.hash;
      engine.compiled = compiled;
      if (onEvent) observe(onEvent, { type: 'replaced', name, policyHash: compiled.hash, previousHash });
    },
  };
  // Names in questions are checked by the types of Rbac; behind them, anything is looked at as it comes.
  return rbac as unknown as Rbac<V>;
}
