import type { FlagDocument } from '@scry/flags';
import { bool } from '@scry/flags/build';

/** Who has a feature: so many percent of all accounts, all of some tenants, and some by name. */
export interface Rollout {
  readonly percent: number;
  readonly tenants: readonly string[];
  readonly users: readonly string[];
}

export const nobody: Rollout = { percent: 0, tenants: [], users: [] };

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
