import { createGenerationMap, type GenerationMap } from './generation-map.ts';

/** Longer ones are rare, and would make the bound in entries none in memory. */
const longestText = 512;

/** What is known of texts, the most recent of them: for what takes long to find out, and is asked for again. */
export function createTextCache<V>(capacity: number): GenerationMap<string, V> {
  const known = createGenerationMap<string, V>(capacity, copyOf);
  return {
    get: known.get,
    set(text, value) {
      if (text.length <= longestText) known.set(text, value);
    },
  };
}

/** What is cut out of a line, or joined of such pieces, keeps the whole line in memory, and all that was decoded with it. */
function copyOf(text: string): string {
  return Buffer.from(text).toString();
}
