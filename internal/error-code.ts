/** The `code` of a thrown value, if it is a string. A value that throws when it is read has none. */
export function errorCode(value: unknown): string | undefined {
  try {
    if (typeof value !== 'object' || value === null || !('code' in value)) return undefined;
    return typeof value.code === 'string' ? value.code : undefined;
  } catch {
    return undefined;
  }
}
