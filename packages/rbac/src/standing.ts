import type { CompiledPolicy, CompiledRole, Topic } from './compiled-policy.ts';
import type { Decision } from './decision.ts';
import { speaksOf } from './pattern.ts';
import type { Constraint } from './policy-document.ts';
import { createRule, type Rule } from './rule.ts';
import { RuleIndex } from './rule-index.ts';

/** A role that somebody has, and what it is cut down to. */
export interface Held {
  readonly role: CompiledRole;
  readonly scopes?: unknown;
  /** Whether it was assigned for one tenant: then it crosses into no other. */
  readonly atHome?: boolean;
}

interface StandingParts {
  readonly compiled: CompiledPolicy;
  /** The roles in force and switched on. */
  readonly active?: readonly Held[];
  /** Those that are switched off; a static duty counts them. */
  readonly inactive?: readonly Held[];
  /** Those whose time is over, or has not come. */
  readonly lapsed?: readonly Held[];
  /** What everything is cut down to. */
  readonly scopes?: unknown;
  /** Whether it has no roles of its own, and borrows those of whom it acts for. */
  readonly borrows?: boolean;
}

/** What one standing may do with one permission. */
export interface Entry {
  readonly topic: Topic | undefined;
  /** The answer, where no attribute is needed for it. */
  readonly final: Decision | undefined;
  readonly rules: RuleIndex;
  /** Of these, the rules that pass the wall between tenants. */
  readonly crossing: RuleIndex;
  readonly denies: RuleIndex;
}

// Lists of roles come from users' records: more of them than this begin anew.
const mostStandings = 1_000;
const noRules = new RuleIndex([], {});

/** What somebody's roles, scopes and times come to; the same for all who have the same. */
export class Standing {
  private readonly parts: Required<StandingParts>;
  private readonly entries = new Map<string, Entry>();
  private readonly next = new Map<string, Standing>();
  private violated: Decision | null | undefined;

  constructor({ active = [], inactive = [], lapsed = [], scopes, borrows = false, compiled }: StandingParts) {
    this.parts = { compiled, active, inactive, lapsed, scopes, borrows };
  }

  /** This standing with one role more. Unknown names add nothing. */
  plus(name: string): Standing {
    const known = this.next.get(name);
    if (known) return known;
    const { compiled, active } = this.parts;
    const role = compiled.roles.get(name);
    if (role === undefined || active.some((held) => held.role === role)) return this;
    const standing = new Standing({ compiled, active: [...active, { role }] });
    if (++compiled.standings > mostStandings) compiled.forgetStandings();
    this.next.set(name, standing);
    return standing;
  }

  entry(permission: string): Entry {
    return this.entries.get(permission) ?? this.compose(permission);
  }

  /** The names of all roles in force, inherited ones too. */
  get roles(): Set<string> {
    return namesOf(this.parts.active);
  }

  get borrows(): boolean {
    return this.parts.borrows;
  }

  get crosses(): boolean {
    return this.parts.active.some(crosses);
  }

  get isSuperuser(): boolean {
    const { compiled } = this.parts;
    return [...this.roles].some((name) => compiled.policy.roles[name]?.superuser === true);
  }

  /** This standing with one role more, whatever its limits. */
  with(role: CompiledRole): Standing {
    return new Standing({ ...this.parts, active: [...this.parts.active, { role }] });
  }

  /** What the roles break, if they do. */
  get violation(): Decision | null {
    if (this.violated !== undefined) return this.violated;
    const { compiled, active, inactive } = this.parts;
    const { static: fixed = [], dynamic = [] } = compiled.policy.constraints ?? {};
    const assigned = namesOf([...active, ...inactive]);
    const broken = broke(fixed, assigned) ?? broke(dynamic, this.roles);
    this.violated = broken ? compiled.decision('CONSTRAINT', broken.id) : null;
    return this.violated;
  }

  /** The denies that bind it, whatever it is granted. */
  denies(topic: Topic): Rule[] {
    return this.parts.compiled.denies(topic, namesOf(this.scoped(topic.permission)));
  }

  /** The roles in force that no scope keeps from a permission. */
  private scoped(permission: string): readonly Held[] {
    const { active, scopes } = this.parts;
    return inScope(scopes, permission) ? active.filter((held) => inScope(held.scopes, permission)) : [];
  }

  private compose(permission: string): Entry {
    const { compiled } = this.parts;
    const topic = compiled.topics.get(permission);
    if (topic === undefined) return entryOf(undefined, compiled.decision('UNKNOWN_PERMISSION'));
    const entry = this.composeKnown(topic);
    this.entries.set(permission, entry); // bounded by the vocabulary
    return entry;
  }

  private composeKnown(topic: Topic): Entry {
    const { compiled, scopes, borrows } = this.parts;
    const { types, permission } = topic;
    if (this.violation) return entryOf(topic, this.violation);
    if (borrows) {
      if (!inScope(scopes, permission)) return entryOf(topic, compiled.decision('SCOPE'));
      const rules = new RuleIndex([createRule(compiled.decision('ALLOW'), {}, types)], types.resource);
      return entryOf(topic, undefined, rules);
    }
    const scoped = this.scoped(permission);
    const holders = scoped.filter(({ role }) => role.rulesFor(topic).length > 0);
    if (holders.length === 0) return entryOf(topic, this.refusal(topic));
    const crossing = rulesOf(holders.filter(crosses), topic);
    const rules = new RuleIndex(rulesOf(holders, topic), types.resource);
    const denies = this.denies(topic);
    const final = compiled.policy.tenant === false && denies.length === 0 ? rules.always?.decision : undefined;
    return entryOf(
      topic,
      final,
      rules,
      denies.length === 0 ? noRules : new RuleIndex(denies, types.resource),
      crossing.length === 0 ? noRules : new RuleIndex(crossing, types.resource),
    );
  }

  /** Why no rule of the roles applies: the scopes, the time, or there is none. */
  private refusal(topic: Topic): Decision {
    const { compiled, active, lapsed } = this.parts;
    const grants = (held: readonly Held[]) => held.some(({ role }) => role.rulesFor(topic).length > 0);
    return compiled.decision(grants(active) ? 'SCOPE' : grants(lapsed) ? 'EXPIRED' : 'NO_GRANT');
  }
}

// One place that makes them: with one hidden class a check reads them faster.
function entryOf(
  topic: Topic | undefined,
  final: Decision | undefined,
  rules: RuleIndex = noRules,
  denies: RuleIndex = noRules,
  crossing: RuleIndex = noRules,
): Entry {
  return { topic, final, rules, crossing, denies };
}

function crosses({ role, atHome }: Held): boolean {
  return role.role.crossTenant !== undefined && !atHome;
}

function rulesOf(held: readonly Held[], topic: Topic): Rule[] {
  return [...new Set(held.flatMap(({ role }) => role.rulesFor(topic)))];
}

function namesOf(held: readonly Held[]): Set<string> {
  return new Set(held.flatMap(({ role }) => [...role.roles]));
}

function broke(constraints: readonly Constraint[], names: ReadonlySet<string>): Constraint | undefined {
  return constraints.find(({ roles, max }) => new Set(roles.filter((role) => names.has(role))).size > max);
}

/** Undefined is no limit; anything but a list of patterns lets nothing through. */
function inScope(scopes: unknown, permission: string): boolean {
  return scopes === undefined || (Array.isArray(scopes) && scopes.some((scope) => speaksOf(scope, permission)));
}
