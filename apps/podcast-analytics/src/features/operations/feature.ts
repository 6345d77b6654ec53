import type { Reason } from '@scry/flags';
import type { Rollout } from './rollout.ts';

/** What is rolled out step by step. */
export const featureTitles = {
  new_dashboard: 'The dashboard compares the last week with the one before',
  ai_insights: 'The dashboard says in sentences what stands out',
  log_upload: 'The console takes logs to import',
} as const;

export type FeatureName = keyof typeof featureTitles;
export const featureNames = Object.keys(featureTitles) as FeatureName[]; // the keys of the titles are its type's

export interface FeatureStatus {
  readonly name: FeatureName;
  readonly title: string;
  /** Undefined where the document was written by other hands, with rules that the page does not know. */
  readonly rollout: Rollout | undefined;
  /** For who asks, and why. */
  readonly isOn: boolean;
  readonly reason: Reason;
}

/** What OpenFeature calls them, in words. */
export const reasonTexts: Readonly<Record<FeatureStatus['reason'], string>> = {
  STATIC: 'the same for everybody',
  TARGETING_MATCH: 'as the roll-out says of you',
  DEFAULT: 'the roll-out does not speak of you',
  DISABLED: 'it is disabled in flags.json',
  OVERRIDE: 'the environment says so',
  PREREQUISITE_FAILED: 'a feature that it needs is not on',
  ERROR: 'its rules cannot be read: this is what holds without them',
};
