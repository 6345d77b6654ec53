import { outcomeOf } from './explain.ts';
import type { Handle } from './handle.ts';
import { objectOr, tenancy } from './judge.ts';

/** The fields that the grants in force open, in the order of their declaration. The question itself was allowed. */
export function fieldsFor(handle: Handle, permission: string, resource: unknown, context: unknown): string[] {
  const { standing, facts, owner, engine } = handle.live();
  const entry = standing.entry(permission);
  const declared = entry.topic?.resource.fields ?? [];
  const open = new Set<string>();
  const [r, c] = [objectOr(resource), objectOr(context)];
  const rules = tenancy(engine.compiled, entry, facts, r) === undefined ? entry.rules : entry.crossing;
  for (const { test, fields } of rules.all) {
    if (test === undefined || outcomeOf(test, [facts, r, c]) === 'true')
      for (const field of fields ?? declared) open.add(field);
  }
  const borrowed = owner && fieldsFor(owner, permission, resource, context);
  return declared.filter((field) => open.has(field) && borrowed?.includes(field) !== false);
}
