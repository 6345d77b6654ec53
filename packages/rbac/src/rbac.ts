import type { Decision, Explanation } from './decision.ts';
import type { RbacEvent } from './events.ts';
import type {
  ContextInput,
  Permission,
  Policy,
  Principal,
  PrincipalInput,
  ResourceInput,
  Vocabulary,
} from './vocabulary.ts';
import type { WhereClause, WhereOptions } from './where-options.ts';

/** Who asks: as it comes, or resolved once for many questions. */
export type Who<V extends Vocabulary = Vocabulary> = PrincipalInput<V> | Principal;

/** The name, the observer and the clock of an instance. */
export interface RbacOptions {
  /** Stands in the events. @default 'rbac' */
  readonly name?: string;
  /** Told of every decision. */
  readonly onEvent?: (event: RbacEvent) => void;
  /** Wall clock in epoch milliseconds, read only where an assignment has a time. @default Date.now */
  readonly now?: () => number;
}

/** One of the questions of `checkMany`. */
export interface Question<V extends Vocabulary = Vocabulary, P extends Permission<V> = Permission<V>> {
  readonly permission: P;
  readonly resource?: ResourceInput<V, P> | null | undefined;
  readonly context?: ContextInput<V> | undefined;
}

/** What a principal may do, for a front end. Advisory: the server asks again. */
export interface AbilitySnapshot {
  readonly policyHash: string;
  /** Epoch milliseconds from which on the answers may be different; `null`: never by themselves. */
  readonly expires: number | null;
  /** Permissions that are not here are not allowed. */
  readonly permissions: Readonly<Record<string, 'yes' | 'conditional'>>;
}

/** A policy in force, and the questions it answers. */
export interface Rbac<V extends Vocabulary = Vocabulary> {
  /** Resolves a principal once, for many questions. It is a copy; expiry and `replace` reach it all the same. */
  principal(input: PrincipalInput<V>): Principal;
  /** Whether it is allowed. Never throws. */
  check<P extends Permission<V>>(
    who: Who<V>,
    permission: P,
    resource?: ResourceInput<V, P> | null,
    context?: ContextInput<V>,
  ): boolean;
  /** The same with its reason. */
  decide<P extends Permission<V>>(
    who: Who<V>,
    permission: P,
    resource?: ResourceInput<V, P> | null,
    context?: ContextInput<V>,
  ): Decision;
  /** @throws ForbiddenError (`SCRY_FORBIDDEN`) when it is not allowed. */
  authorize<P extends Permission<V>>(
    who: Who<V>,
    permission: P,
    resource?: ResourceInput<V, P> | null,
    context?: ContextInput<V>,
  ): void;
  /** Every rule that was weighed, and how each part of its condition came out. */
  explain<P extends Permission<V>>(
    who: Who<V>,
    permission: P,
    resource?: ResourceInput<V, P> | null,
    context?: ContextInput<V>,
  ): Explanation;
  /** Decisions in the order of the questions. */
  checkMany(who: Who<V>, questions: readonly Question<V>[]): Decision[];
  /** Whether there is any resource at all: for a button, never for a decision. */
  canSome(who: Who<V>, permission: Permission<V>): 'yes' | 'no' | 'conditional';
  /** The items that `check` allows, in their order. */
  filter<P extends Permission<V>, T extends ResourceInput<V, P>>(
    who: Who<V>,
    permission: P,
    items: readonly T[],
    context?: ContextInput<V>,
  ): T[];
  /** The declared fields that the grants in force open; none when it is not allowed. */
  fieldsFor<P extends Permission<V>>(
    who: Who<V>,
    permission: P,
    resource?: ResourceInput<V, P> | null,
    context?: ContextInput<V>,
  ): string[];
  /**
   * The condition of a list query: it selects the rows that `check` allows. Use it as a conjunct, never under a NOT.
   *
   * @throws TypeError or RangeError when an option is wrong, or a column is not mapped that a rule needs.
   */
  where<P extends Permission<V>>(who: Who<V>, permission: P, options: WhereOptions<V, P>): WhereClause;
  abilities(who: Who<V>): AbilitySnapshot;
  /** Whether giving the role to the target gives nobody more than the giver has. */
  canGrant(who: Who<V>, role: string, target: Who<V>): Decision;
  /** The policy in force. */
  policy(): Policy<V>;
  /** Puts another policy in force, for handles too. @throws PolicyError (`SCRY_POLICY`): the last good one stays. */
  replace(policy: Policy<V>): void;
}
