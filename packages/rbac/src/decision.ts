/** Why the answer is what it is. */
export type DecisionCode =
  /** A rule allows it, and no deny speaks against it. */
  | 'ALLOW'
  /** No role has a rule that applies. */
  | 'NO_GRANT'
  | 'DENY_RULE'
  /** The resource belongs to another tenant. */
  | 'TENANT_MISMATCH'
  /** The principal or the resource has no tenant, or there is no resource. */
  | 'TENANT_MISSING'
  /** A rule would apply if a value were not missing, null or of another type than declared. */
  | 'CONDITION_UNKNOWN'
  /** A role would allow it that is no longer, or not yet, in force. */
  | 'EXPIRED'
  /** A role would allow it that the scopes leave out. */
  | 'SCOPE'
  /** The roles break a separation of duty. */
  | 'CONSTRAINT'
  | 'UNKNOWN_PERMISSION';

/** The answer to a question, with its reason. */
export interface Decision {
  readonly allowed: boolean;
  readonly code: DecisionCode;
  /** The rule that decided: the path of a grant (`roles.ADMIN.grants[0]`), or the `id` of a deny or constraint. */
  readonly ruleId: string | null;
  /** Which policy was in force. */
  readonly policyHash: string;
}

/** How a condition came out: Kleene's three values. */
export type Outcome = 'true' | 'false' | 'unknown';

/** A condition with the outcome of each part, and no value of any attribute. */
export interface ConditionTrace {
  readonly op: string;
  readonly outcome: Outcome;
  /** The attributes that a leaf compares. */
  readonly paths: readonly string[];
  /** The parts of `and`, `or` and `not`. */
  readonly parts: readonly ConditionTrace[];
}

/** A rule that was weighed, and what came of it. */
export interface RuleTrace {
  readonly ruleId: string;
  readonly effect: 'allow' | 'deny';
  readonly outcome: Outcome;
  /** `null` for a rule without a condition. */
  readonly condition: ConditionTrace | null;
}

/** Why a decision is as it is: every rule that was weighed. */
export interface Explanation {
  readonly decision: Decision;
  /** The roles in force, with those that they inherit. */
  readonly roles: readonly string[];
  /** How the tenants stand: `none` where the policy has none. */
  readonly tenant: 'none' | 'same' | 'different' | 'missing';
  readonly rules: readonly RuleTrace[];
}
