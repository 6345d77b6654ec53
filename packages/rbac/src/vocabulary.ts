// What a policy declares, on the level of types: names in questions are checked against it.
import type { AttributeType, AttributeTypes, PolicyDocument, ResourceType, ResourceTypes } from './policy-document.ts';

/** The attributes, resources and actions that a policy declares: what the compiler checks questions against. */
export interface Vocabulary {
  readonly principal: AttributeTypes;
  readonly resources: ResourceTypes;
  readonly context: AttributeTypes;
}

declare const vocabulary: unique symbol;
declare const resolved: unique symbol;

/** A principal that `rbac.principal` resolved. */
export interface Principal {
  readonly [resolved]: true;
}

/** A document that was checked, and is frozen. `JSON.stringify` gives the document again. */
export type Policy<V extends Vocabulary = Vocabulary> = PolicyDocument & { readonly [vocabulary]?: V };

/** `'campaigns:read'`: every action of every resource. */
export type Permission<V extends Vocabulary = Vocabulary> = {
  [R in keyof V['resources'] & string]: `${R}:${ActionsOf<V['resources'][R]>}`;
}[keyof V['resources'] & string];

type ActionsOf<T> = T extends ResourceType ? T['actions'][number] : never;

/** The resource that a permission speaks of: its declared attributes; more may be there, and is not looked at. */
export type ResourceInput<V extends Vocabulary, P extends string> = P extends `${infer R}:${string}`
  ? V['resources'][R] extends { readonly attributes: infer A }
    ? Values<A>
    : object
  : never;

/** The attributes of the context that a policy declares. */
export type ContextInput<V extends Vocabulary = Vocabulary> = Values<V['context']>;

/** A principal: its declared attributes, flat, and what it may act as. */
export type PrincipalInput<V extends Vocabulary = Vocabulary> = Values<V['principal']> & Authority<V>;

interface Authority<V extends Vocabulary> {
  /** What was assigned; left out, somebody who acts on behalf of another has that one's. Unknown names grant nothing. */
  readonly roles?: readonly (string | Assignment)[] | undefined;
  /** Those of the roles that are switched on. @default all */
  readonly activeRoles?: readonly string[] | undefined;
  /** Permissions or patterns that everything else is cut down to, as for an API key. @default no limit */
  readonly scopes?: readonly string[] | undefined;
  /** Whose permissions this one borrows: both must be allowed. */
  readonly onBehalfOf?: PrincipalInput<V> | Principal | undefined;
}

/** A role with limits. Times are epoch milliseconds: from `notBefore` on, and no longer from `expires` on. */
export interface Assignment {
  readonly role: string;
  /** The role holds in this tenant only: one that is `crossTenant` does not pass it either. */
  readonly tenantId?: string | number | undefined;
  readonly notBefore?: number | undefined;
  readonly expires?: number | undefined;
  readonly scopes?: readonly string[] | undefined;
}

// Of a policy whose names are not known to the compiler, any object may come.
type Values<A> = string extends keyof A ? object | Readonly<Record<string, unknown>> : ValuesOf<A>;

type ValuesOf<A> = { readonly [K in keyof A]?: A[K] extends AttributeType ? ValueOf<A[K]> | null | undefined : never };

export type ValueOf<T extends AttributeType> = {
  string: string;
  number: number;
  boolean: boolean;
  'string[]': readonly string[];
  'number[]': readonly number[];
}[T];
