/**
 * What an object such as `{ path: 'db.password', old, new }` or `{ name: 'token', value }` says that its value is. Read from
 * the property itself, so that no getter runs twice.
 */
export function labelOf(holder: object): string | undefined {
  for (const name of ['path', 'name', 'key', 'field']) {
    const value: unknown = Object.getOwnPropertyDescriptor(holder, name)?.value;
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    if (typeof last === 'string') return last;
  }
  return undefined;
}
