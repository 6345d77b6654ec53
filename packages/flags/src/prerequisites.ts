import type { FlagDocument, Prerequisite } from './flag-document.ts';
import type { Issue } from './issue.ts';

/** Evaluations that one may lead to: prerequisites that share prerequisites could double with every step. */
const maxEvaluations = 1_000;

/** Flags and variants that are not there, circles, and more than anybody wants to wait for. */
export function prerequisiteIssues({ flags }: FlagDocument): Issue[] {
  const issues: Issue[] = [];
  const costs = new Map<string, number>();
  const refuse = (key: string, i: number, message: string): void => {
    issues.push({ path: `flags.${key}.$scry.prerequisites[${i}]`, message });
  };

  /** How many evaluations the flag takes; a flag that is being counted has none yet. `depth`: how many led to it. */
  function cost(key: string, depth: number): number {
    const known = costs.get(key);
    if (known !== undefined) return known;
    // Whoever leads so far has that many evaluations, and a chain without an end would end the stack.
    if (depth >= maxEvaluations) return maxEvaluations;
    costs.set(key, Number.NaN);
    const total = prerequisitesOf(flags, key).reduce((sum, each, i) => sum + costOf(key, each, i, depth), 1);
    costs.set(key, total);
    return total;
  }

  function costOf(key: string, { flag, variant }: Prerequisite, i: number, depth: number): number {
    const definition = Object.hasOwn(flags, flag) ? flags[flag] : undefined;
    if (definition === undefined) refuse(key, i, `must name a flag of the document, got ${flag}`);
    else if (!Object.hasOwn(definition.variants, variant))
      refuse(key, i, `must name a variant of ${flag}, got ${variant}`);
    else {
      const total = cost(flag, depth + 1);
      if (Number.isNaN(total)) refuse(key, i, `must not lead back to ${key}, as ${flag} does`);
      else if (total < maxEvaluations) return total;
      else refuse(key, i, `must lead to fewer than ${maxEvaluations} evaluations`);
    }
    return 0;
  }

  for (const key of Object.keys(flags)) cost(key, 0);
  return issues;
}

function prerequisitesOf(flags: FlagDocument['flags'], key: string): readonly Prerequisite[] {
  return flags[key]?.$scry?.prerequisites ?? [];
}
