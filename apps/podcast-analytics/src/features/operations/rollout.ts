import type { FlagDocument } from '@scry/flags';
import { bool, flagDocument } from '@scry/flags/build';
import { type FeatureName, featureNames, featureTitles } from './feature.ts';

/** Who has a feature: so many percent of all accounts, all of some tenants, and some by name. */
export interface Rollout {
  readonly percent: number;
  readonly tenants: readonly string[];
  readonly users: readonly string[];
}

const nobody: Rollout = { percent: 0, tenants: [], users: [] };
const everybody: Rollout = { ...nobody, percent: 100 };

const startRollouts: Readonly<Record<FeatureName, Rollout>> = {
  new_dashboard: nobody,
  ai_insights: nobody,
  log_upload: everybody,
};

/** Of an installation where nobody has said anything yet. */
export function startDocument(): FlagDocument {
  return flagDocument(featureNames.map((name) => rolloutFlag(name, featureTitles[name], startRollouts[name])));
}

/** The flag of a roll-out. Its metadata keep what the page asked for. */
export function rolloutFlag(name: string, description: string, { percent, tenants, users }: Rollout) {
  const metadata = { percent, tenants: tenants.join(' '), users: users.join(' ') };
  return bool(name, { description, metadata }).allow('name', users).allow('tenantId', tenants).rollout('on', percent);
}

/** Undefined where the document was written by other hands, with rules that the page does not know. */
export function rolloutIn(document: FlagDocument | undefined, name: string): Rollout | undefined {
  const { percent, tenants, users } = document?.flags[name]?.metadata ?? {};
  return typeof percent === 'number' ? { percent, tenants: listed(tenants), users: listed(users) } : undefined;
}

function listed(names: unknown): string[] {
  return String(names ?? '')
    .split(' ')
    .filter(Boolean);
}
