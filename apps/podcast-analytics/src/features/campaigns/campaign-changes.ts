import type { Campaign } from './campaign.ts';

/** A field that was changed, for the audit trail and for whoever is told of it. */
export interface FieldChange {
  readonly path: string;
  readonly old: unknown;
  readonly new: unknown;
}

const fields = ['advertiser', 'name', 'flight', 'goal', 'cpmMinor', 'currency', 'state', 'spots', 'teamIds'] as const;

export function changesOf(before: Campaign | undefined, after: Campaign): readonly FieldChange[] {
  return fields
    .map((path) => ({ path, old: plain(before?.[path] ?? null), new: plain(after[path]) }))
    .filter((change) => change.old !== change.new);
}

/** Texts and numbers as they are, everything else as JSON: what is compared and kept is a plain value. */
function plain(value: unknown): unknown {
  return typeof value === 'object' ? JSON.stringify(value) : value;
}
