/**
 * 64 bits that tell policies apart, whatever the order of their keys: FNV-1a (Fowler, Noll and Vo) in two lanes. It names
 * a policy in logs, and is no signature.
 */
export function policyHash(document: object): string {
  let high = 0x811c9dc5;
  let low = 0xcbf29ce4;
  const mix = (unit: number): void => {
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ unit, 0x01000197);
  };
  // Lengths stand before what they count, so that no two documents are read as the same units.
  const add = (text: string): void => {
    mix(text.length);
    for (let i = 0; i < text.length; i++) mix(text.charCodeAt(i));
  };
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) {
      add(typeof value);
      add(String(value));
    } else if (Array.isArray(value)) {
      mix(value.length);
      for (const each of value) walk(each);
    } else {
      const keys = Object.keys(value).sort();
      mix(keys.length);
      for (const key of keys) {
        add(key);
        walk((value as Readonly<Record<string, unknown>>)[key]); // one of its own keys
      }
    }
  };
  walk(document);
  return [high, low].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}
