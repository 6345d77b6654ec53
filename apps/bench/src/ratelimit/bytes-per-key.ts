// Prints the bytes that a key takes, its string included: `node --expose-gc bytes-per-key.ts <library> <keys>`.
import { keysOf, memoryLibraries } from './memory-libraries.ts';

const [asked, count = ''] = process.argv.slice(2);
const library = (await memoryLibraries()).find(({ name }) => name === asked);
if (!library || globalThis.gc === undefined) throw new Error(`wants --expose-gc and a library, got ${asked}`);

const keys = Number(count);
const hit = library.limiter(1_000);
const used = async (): Promise<number> => {
  globalThis.gc?.();
  // The memory of an array that was outgrown is given back some time after it was collected.
  await new Promise((resolve) => setTimeout(resolve, 50));
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage(); // arrays of numbers are outside of the heap
  return heapUsed + external;
};
// Code and hidden classes are nobody's; and the keys below are new strings, so those that are kept count.
for (let key = 0; key < 1_000; key++) await hit(`warm ${key}`);
const before = await used();
for (let key = 0; key < keys; key++) await hit(`10.${key >> 16}.${(key >> 8) & 255}.${key & 255}`);
const bytes = ((await used()) - before) / keys;
const held = keysOf.get(hit)?.() ?? keys;
if (held < keys) throw new Error(`${asked} holds ${held} of ${keys} keys, so it was not they that were measured`);
process.stdout.write(String(bytes));
await hit('the limiter is held to the end');
process.exit(0); // timers of a peer would keep it alive
