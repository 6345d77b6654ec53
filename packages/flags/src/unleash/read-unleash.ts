import type { UnleashDocument, UnleashEvent, UnleashFeature, UnleashSegment } from './unleash-document.ts';

/** Features and segments by their names, whatever they are called. */
export interface UnleashState {
  readonly features: ReadonlyMap<string, UnleashFeature>;
  readonly segments: ReadonlyMap<number, UnleashSegment>;
}

/** @throws TypeError for what is no document of Unleash. */
export function readUnleash(caller: string, document: UnleashDocument): UnleashState {
  const features = new Map<string, UnleashFeature>();
  const segments = new Map<number, UnleashSegment>();
  for (const event of eventsOf(caller, document)) {
    switch (event.type) {
      case 'hydration':
        for (const feature of event.features) features.set(nameOf(caller, feature), feature);
        for (const segment of event.segments) segments.set(segment.id, segment);
        break;
      case 'feature-updated':
        features.set(nameOf(caller, event.feature), event.feature);
        break;
      case 'feature-removed':
        features.delete(event.featureName);
        break;
      case 'segment-updated':
        segments.set(event.segment.id, event.segment);
        break;
      case 'segment-removed':
        segments.delete(event.segmentId);
    }
  }
  return { features, segments };
}

function eventsOf(caller: string, document: UnleashDocument): readonly UnleashEvent[] {
  if (typeof document === 'object' && document !== null) {
    if ('events' in document && Array.isArray(document.events)) return document.events;
    if ('features' in document && Array.isArray(document.features)) {
      return [{ type: 'hydration', features: document.features, segments: document.segments ?? [] }];
    }
  }
  throw new TypeError(`${caller}: the document must have features or events, as Unleash's client API serves them`);
}

function nameOf(caller: string, feature: UnleashFeature): string {
  if (typeof feature?.name === 'string' && typeof feature.enabled === 'boolean') return feature.name;
  throw new TypeError(`${caller}: a feature must have a name and be enabled or not, got ${JSON.stringify(feature)}`);
}
