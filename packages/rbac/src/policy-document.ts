import type { Condition } from './condition.ts';

/** What an attribute holds. A time is a number of epoch milliseconds. */
export type AttributeType = 'string' | 'number' | 'boolean' | 'string[]' | 'number[]';
export type AttributeTypes = Readonly<Record<string, AttributeType>>;

/** A kind of thing: what can be done to it, and what is known of it. */
export interface ResourceType {
  /** What can be done: with the resource's name in front, these are the permissions. */
  readonly actions: readonly string[];
  /** Those that may be asked without a resource, such as `create`: the tenant is then the principal's own. */
  readonly collectionActions?: readonly string[];
  /** What conditions may speak of. */
  readonly attributes?: AttributeTypes;
  /** What `fieldsFor` chooses from. */
  readonly fields?: readonly string[];
}
export type ResourceTypes = Readonly<Record<string, ResourceType>>;

/** A policy as plain data: everything in it survives JSON. `P`, `R`, `C` and `N` are what it declares. */
export interface PolicyDocument<
  P extends AttributeTypes = AttributeTypes,
  R extends ResourceTypes = ResourceTypes,
  C extends AttributeTypes = AttributeTypes,
  N extends string = string,
> {
  readonly version: 1;
  /** The attributes that must be equal for every allow; `false` says that there are no tenants. */
  readonly tenant: false | { readonly principal: keyof NoInfer<P> & string; readonly resource: string };
  readonly principal?: { readonly attributes: P };
  /** What a request brings along, such as its address. */
  readonly context?: { readonly attributes: C };
  readonly resources: R;
  readonly roles: Readonly<Record<N, Role<NoInfer<P>, NoInfer<R>, NoInfer<C>, NoInfer<N>>>>;
  /** They bind everybody, superusers as well. */
  readonly denies?: readonly Deny<NoInfer<P>, NoInfer<R>, NoInfer<C>, NoInfer<N>>[];
  /** Separation of duty (ANSI INCITS 359-2012): `static` of the roles assigned, `dynamic` of those active. */
  readonly constraints?: {
    readonly static?: readonly Constraint<NoInfer<N>>[];
    readonly dynamic?: readonly Constraint<NoInfer<N>>[];
  };
}

/** What somebody with this role may do, beyond the roles that it inherits. */
export interface Role<
  P extends AttributeTypes = AttributeTypes,
  R extends ResourceTypes = ResourceTypes,
  C extends AttributeTypes = AttributeTypes,
  N extends string = string,
> {
  readonly inherits?: readonly N[];
  readonly grants?: readonly (Pattern<R> | Grant<P, R, C>)[];
  /** Grants every permission there is. */
  readonly superuser?: true;
  /** Passes the wall between tenants. Not inherited. */
  readonly crossTenant?: { readonly reason: string };
}

/** `'campaigns:read'`, `'campaigns:*'` or `'*:read'`. */
export type Pattern<R extends ResourceTypes = ResourceTypes> = PatternOf<R, keyof R & string> | `*:${ActionOf<R>}`;

type PatternOf<R extends ResourceTypes, K extends keyof R & string> = {
  [Each in K]: `${Each}:${R[Each]['actions'][number] | '*'}`;
}[K];

type ActionOf<R extends ResourceTypes> = R[keyof R]['actions'][number];

/** A grant under a condition, or of some fields only. */
export type Grant<
  P extends AttributeTypes = AttributeTypes,
  R extends ResourceTypes = ResourceTypes,
  C extends AttributeTypes = AttributeTypes,
> =
  | { [K in keyof R & string]: GrantOf<PatternOf<R, K>, P, R[K], C> }[keyof R & string]
  | GrantOf<`*:${ActionOf<R>}`, P, R[keyof R], C>;

interface GrantOf<
  Permission extends string,
  P extends AttributeTypes,
  T extends ResourceType,
  C extends AttributeTypes,
> {
  readonly permission: Permission;
  readonly when?: Condition<Paths<P, T, C>>;
  readonly fields?: readonly NonNullable<T['fields']>[number][];
}

/** Refuses what grants allow. Fires where its condition is true, and where it cannot be known. */
export type Deny<
  P extends AttributeTypes = AttributeTypes,
  R extends ResourceTypes = ResourceTypes,
  C extends AttributeTypes = AttributeTypes,
  N extends string = string,
> =
  | { [K in keyof R & string]: DenyOf<PatternOf<R, K>, P, R[K], C, N> }[keyof R & string]
  | DenyOf<`*:${ActionOf<R> | '*'}`, P, R[keyof R], C, N>;

interface DenyOf<
  Permission extends string,
  P extends AttributeTypes,
  T extends ResourceType,
  C extends AttributeTypes,
  N extends string,
> {
  readonly id: string;
  readonly permission: Permission;
  readonly when?: Condition<Paths<P, T, C>>;
  /** Who is excused: these roles, and those that inherit them. */
  readonly unlessRoles?: readonly N[];
}

type Paths<P extends AttributeTypes, T extends ResourceType, C extends AttributeTypes> =
  | `principal.${keyof P & string}`
  | `resource.${AttributeNames<T>}`
  | `context.${keyof C & string}`;

// Of a union of resources, the names of all: which of them a wildcard meets is checked when the policy is defined.
type AttributeNames<T extends ResourceType> = T extends { readonly attributes: infer A } ? keyof A & string : never;

/** No principal may have more than `max` of these roles at once; one that is inherited counts. */
export interface Constraint<N extends string = string> {
  readonly id: string;
  readonly roles: readonly N[];
  readonly max: number;
}
