export type { Condition, Literal, Ref } from './condition.ts';
export { createRbac } from './create-rbac.ts';
export type { ConditionTrace, Decision, DecisionCode, Explanation, Outcome, RuleTrace } from './decision.ts';
export { definePolicy } from './define-policy.ts';
export type { RbacEvent } from './events.ts';
export { ForbiddenError, isForbiddenError } from './forbidden-error.ts';
export type { AttributeType, Constraint, Deny, Grant, PolicyDocument, ResourceType, Role } from './policy-document.ts';
export { isPolicyError, PolicyError, type PolicyProblem } from './policy-error.ts';
export type { AbilitySnapshot, Question, Rbac, RbacOptions, Who } from './rbac.ts';
export type {
  Assignment,
  ContextInput,
  Permission,
  Policy,
  Principal,
  PrincipalInput,
  ResourceInput,
  Vocabulary,
} from './vocabulary.ts';
export type { Column, WhereClause, WhereOptions } from './where-options.ts';
