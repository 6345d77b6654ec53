// What Unleash's client API serves (https://docs.getunleash.io/reference/api/unleash/get-all-client-features).

/** All features, or the events of the delta API that lead to them. */
export type UnleashDocument =
  | { readonly features: readonly UnleashFeature[]; readonly segments?: readonly UnleashSegment[] | undefined }
  | { readonly events: readonly UnleashEvent[] };

/** A feature with its strategies and variants. */
export interface UnleashFeature {
  readonly name: string;
  readonly enabled: boolean;
  readonly description?: string | null | undefined;
  readonly strategies?: readonly UnleashStrategy[] | null | undefined;
  readonly variants?: readonly UnleashVariantDefinition[] | null | undefined;
  readonly dependencies?: readonly UnleashDependency[] | null | undefined;
}

/** For whom a feature is on. */
export interface UnleashStrategy {
  readonly name: string;
  readonly parameters?: Readonly<Record<string, string | number>> | undefined;
  readonly constraints?: readonly UnleashConstraint[] | undefined;
  /** The ids of segments. */
  readonly segments?: readonly number[] | undefined;
  readonly variants?: readonly UnleashVariantDefinition[] | undefined;
}

/** A condition on one member of the context. */
export interface UnleashConstraint {
  readonly contextName: string;
  readonly operator: string;
  readonly values?: readonly string[] | undefined;
  readonly value?: string | number | undefined;
  readonly inverted?: boolean | undefined;
  readonly caseInsensitive?: boolean | undefined;
}

export interface UnleashSegment {
  readonly id: number;
  readonly name?: string | undefined;
  readonly constraints?: readonly UnleashConstraint[] | undefined;
}

/** A variant, its share, and for whom it is given by name. */
export interface UnleashVariantDefinition {
  readonly name: string;
  readonly weight: number;
  readonly stickiness?: string | undefined;
  readonly payload?: UnleashPayload | undefined;
  readonly overrides?: readonly { readonly contextName: string; readonly values: readonly string[] }[] | undefined;
}

export interface UnleashPayload {
  readonly type: string;
  readonly value: string;
}

export interface UnleashDependency {
  readonly feature: string;
  /** @default true */
  readonly enabled?: boolean | undefined;
  readonly variants?: readonly string[] | undefined;
}

export type UnleashEvent =
  | {
      readonly type: 'hydration';
      readonly features: readonly UnleashFeature[];
      readonly segments: readonly UnleashSegment[];
    }
  | { readonly type: 'feature-updated'; readonly feature: UnleashFeature }
  | { readonly type: 'feature-removed'; readonly featureName: string }
  | { readonly type: 'segment-updated'; readonly segment: UnleashSegment }
  | { readonly type: 'segment-removed'; readonly segmentId: number };

/** Whom a feature is asked for, as Unleash names it. */
export interface UnleashContext {
  readonly userId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly remoteAddress?: string | undefined;
  readonly environment?: string | undefined;
  readonly appName?: string | undefined;
  /** For date constraints. @default now */
  readonly currentTime?: string | Date | undefined;
  readonly properties?: Readonly<Record<string, string | number | null | undefined>> | undefined;
}

/** As Unleash's SDKs give it. */
export interface UnleashVariant {
  readonly name: string;
  readonly enabled: boolean;
  readonly payload?: UnleashPayload;
  readonly feature_enabled: boolean;
}
