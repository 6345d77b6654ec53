const names = ['path', 'name', 'key', 'field', 'Path', 'Name', 'Key', 'Field'];

/**
 * What an object such as `{ path: 'db.password', old, new }` or `{ name: 'token', value, path: '/' }` may say that its value
 * is. Read from the properties themselves, so that no getter runs twice.
 */
export function labelsOf(holder: object): string[] {
  return names.flatMap((name) => {
    const value: unknown = Object.getOwnPropertyDescriptor(holder, name)?.value;
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    return typeof last === 'string' ? [last] : [];
  });
}
