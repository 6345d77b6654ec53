import type { Role } from './policy-document.ts';

/** The roles that inherit themselves, directly or through others. */
export function cyclicRoles(roles: Readonly<Record<string, Role>>): string[] {
  // Roles from which, or to which, no way is left are taken away until nothing changes: what stays lies on a cycle.
  const parents = new Map(Object.entries(roles).map(([name, { inherits = [] }]) => [name, new Set(inherits)]));
  const children = new Map([...parents.keys()].map((name) => [name, new Set<string>()]));
  for (const [name, each] of parents) for (const parent of each) children.get(parent)?.add(name);
  const free = [...parents.keys()];
  for (let name = free.pop(); name !== undefined; name = free.pop()) {
    const up = parents.get(name);
    const down = children.get(name);
    if (!up || !down || (up.size > 0 && down.size > 0)) continue;
    parents.delete(name);
    for (const child of down) parents.get(child)?.delete(name);
    for (const parent of up) children.get(parent)?.delete(name);
    free.push(...down, ...up);
  }
  return [...parents.keys()];
}
