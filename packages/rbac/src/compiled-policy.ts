import { asKey, type Types } from './compile-condition.ts';
import type { Condition } from './condition.ts';
import type { Decision, DecisionCode } from './decision.ts';
import { checkedPolicy } from './define-policy.ts';
import { patternsOf } from './pattern.ts';
import type { AttributeType, Deny, PolicyDocument, ResourceType, Role } from './policy-document.ts';
import { createRule, type Rule } from './rule.ts';
import { Standing } from './standing.ts';

/** One permission of the vocabulary. */
export interface Topic {
  readonly permission: string;
  readonly resource: ResourceType;
  /** Whether it may be asked without a resource. */
  readonly collection: boolean;
  readonly types: Types;
}

interface Source {
  readonly id: string;
  readonly permission: string;
  readonly when?: Condition;
  readonly fields?: readonly string[];
}

type ByPattern<T> = ReadonlyMap<string, readonly T[]>;

/** A policy in the form that questions are answered from. */
export class CompiledPolicy {
  readonly policy: PolicyDocument;
  readonly hash: string;
  readonly topics = new Map<string, Topic>();
  readonly roles = new Map<string, CompiledRole>();
  readonly principalAttributes: readonly (readonly [string, AttributeType])[];
  readonly tenantPlace: number;
  readonly tenantKey: string;
  readonly tenantType: AttributeType;
  /** The answers without a rule, so that a no allocates nothing either. */
  readonly refusals: Readonly<
    Record<'NO_GRANT' | 'CONDITION_UNKNOWN' | 'TENANT_MISSING' | 'TENANT_MISMATCH', Decision>
  >;
  /** Who has no role. From here the standings of all lists of roles are found, role by role. */
  nobody: Standing;
  standings = 0;
  private deniesByPattern: ByPattern<Deny> | undefined;
  private readonly decisions = new Map<string, Decision>();

  constructor(given: PolicyDocument) {
    const { policy, hash } = checkedPolicy(given);
    this.policy = policy;
    this.hash = hash;
    this.principalAttributes = Object.entries(policy.principal?.attributes ?? {});
    const { tenant } = policy;
    this.tenantPlace = this.principalAttributes.findIndex(([name]) => tenant && name === tenant.principal);
    this.tenantKey = tenant ? asKey(tenant.resource) : '';
    this.tenantType = this.principalAttributes[this.tenantPlace]?.[1] ?? 'string';
    this.refusals = {
      NO_GRANT: this.decision('NO_GRANT'),
      CONDITION_UNKNOWN: this.decision('CONDITION_UNKNOWN'),
      TENANT_MISSING: this.decision('TENANT_MISSING'),
      TENANT_MISMATCH: this.decision('TENANT_MISMATCH'),
    };
    const context = policy.context?.attributes ?? {};
    for (const [name, resource] of Object.entries(policy.resources)) {
      const types = { principal: this.principalAttributes, resource: resource.attributes ?? {}, context };
      const collection = new Set(resource.collectionActions);
      for (const action of resource.actions) {
        const permission = `${name}:${action}`;
        this.topics.set(permission, { permission, resource, collection: collection.has(action), types });
      }
    }
    for (const [name, role] of Object.entries(policy.roles)) this.roles.set(name, new CompiledRole(this, name, role));
    this.nobody = new Standing({ compiled: this });
  }

  /** One object for each answer: a check allocates nothing. */
  decision(code: DecisionCode, ruleId: string | null = null): Decision {
    const key = `${code} ${ruleId}`;
    const known = this.decisions.get(key);
    if (known) return known;
    const decision = Object.freeze({ allowed: code === 'ALLOW', code, ruleId, policyHash: this.hash });
    this.decisions.set(key, decision);
    return decision;
  }

  forgetStandings(): void {
    this.nobody = new Standing({ compiled: this });
    this.standings = 0;
  }

  /** The denies that speak of a permission and excuse none of the roles. */
  denies({ permission, types }: Topic, held: ReadonlySet<string>): Rule[] {
    this.deniesByPattern ??= byPattern(this.policy.denies ?? []);
    return found(this.deniesByPattern, permission)
      .filter(({ unlessRoles }) => !unlessRoles?.some((role) => held.has(role)))
      .map((deny) => createRule(this.decision('DENY_RULE', deny.id), deny, types));
  }
}

export class CompiledRole {
  readonly name: string;
  readonly role: Role;
  private readonly compiled: CompiledPolicy;
  private lineage: ReadonlySet<string> | undefined;
  private sources: ByPattern<Source> | undefined;
  private readonly rules = new Map<string, readonly Rule[]>();

  constructor(compiled: CompiledPolicy, name: string, role: Role) {
    this.compiled = compiled;
    this.name = name;
    this.role = role;
  }

  /** Itself and what it inherits. */
  get roles(): ReadonlySet<string> {
    if (this.lineage) return this.lineage;
    const found = new Set([this.name]);
    // A set hands out what is added while it is walked: no recursion, however long the line.
    for (const name of found) for (const parent of this.compiled.policy.roles[name]?.inherits ?? []) found.add(parent);
    this.lineage = found;
    return found;
  }

  /** The rules, its own and those it inherits, that grant a permission. */
  rulesFor(topic: Topic): Rule[] {
    // A policy that inherits what is not there is refused.
    return [...this.roles].flatMap((name) => (this.compiled.roles.get(name) as CompiledRole).ownRules(topic));
  }

  private ownRules(topic: Topic): readonly Rule[] {
    const known = this.rules.get(topic.permission);
    if (known) return known;
    const allow = (id: string) => this.compiled.decision('ALLOW', id);
    const superuser = this.role.superuser ? [createRule(allow(`roles.${this.name}.superuser`), {}, topic.types)] : [];
    this.sources ??= byPattern((this.role.grants ?? []).map((grant, i) => sourceOf(this.name, grant, i)));
    const granted = found(this.sources, topic.permission);
    const rules = [...superuser, ...granted.map((source) => createRule(allow(source.id), source, topic.types))];
    this.rules.set(topic.permission, rules);
    return rules;
  }
}

function sourceOf(role: string, grant: NonNullable<Role['grants']>[number], index: number): Source {
  const id = `roles.${role}.grants[${index}]`;
  return typeof grant === 'string' ? { permission: grant, id } : { ...grant, id };
}

function byPattern<T extends { readonly permission: string }>(rules: readonly T[]): ByPattern<T> {
  const listed = new Map<string, T[]>();
  for (const rule of rules) if (!listed.get(rule.permission)?.push(rule)) listed.set(rule.permission, [rule]);
  return listed;
}

function found<T>(rules: ByPattern<T>, permission: string): T[] {
  return patternsOf(permission).flatMap((pattern) => rules.get(pattern) ?? []);
}
