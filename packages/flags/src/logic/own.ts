/** The data's own value of that name: what its prototype has is nobody's attribute. */
export function own(data: unknown, name: string): unknown {
  if (data === undefined || data === null) return undefined;
  // To read by a name is what this is about.
  const value = (data as Readonly<Record<string, unknown>>)[name];
  return value === undefined || !Object.hasOwn(data, name) ? undefined : value;
}
