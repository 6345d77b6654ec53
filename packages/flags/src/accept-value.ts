import type { Declaration } from './definitions.ts';

/** Why a value is none that the declaration allows; undefined if it is one. */
export function whyNot(value: unknown, { type, all, schema }: Omit<Declaration, 'fallback'>): string | undefined {
  const isOfType = type === 'json' ? typeof value === 'object' && value !== null : typeof value === type;
  // NaN is of the type, and no number.
  if (!isOfType || Number.isNaN(value)) return `expected a value of type ${type}, got ${shown(value)}`;
  if (all && !all.includes(value)) return `expected one of ${all.join(', ')}, got ${shown(value)}`;
  if (!schema) return undefined;
  try {
    const result = schema['~standard'].validate(value);
    if (result instanceof Promise) return 'the schema answers later, and a flag has to answer now';
    return result.issues?.map(({ message }) => message).join(', ');
  } catch (error) {
    return `the schema threw ${String(error)}`;
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : typeof value === 'object' ? 'an object' : String(value);
}
