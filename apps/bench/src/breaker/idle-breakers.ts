// Prints the bytes of an idle breaker, or the timers that it holds:
// `node --expose-gc idle-breakers.ts bytes|timers <library> <mode>`.
import { bytesEach } from '../own-process.ts';
import { breakerLibraries, type Mode } from './libraries.ts';

const [what, name] = process.argv.slice(2);
const mode = process.argv[4] as Mode; // said by rows.ts
const library = (await breakerLibraries()).find((each) => each.name === name);
if (library === undefined) throw new Error(`no library is called ${name}`);

const operation = async (): Promise<number> => 1;
const make = (count: number): unknown[] =>
  Array.from({ length: count }, () => library.make(operation, { mode }).breaker);

let timers = 0;
for (const each of ['setTimeout', 'setInterval'] as const) {
  const set = globalThis[each];
  const counted = (fn: () => void, ms?: number): unknown => {
    timers++;
    return set(fn, ms);
  };
  Object.assign(globalThis, { [each]: counted });
}

const bytes = what === 'bytes' ? bytesEach(5_000, make) : make(100).length;
process.stdout.write(String(what === 'bytes' ? Math.round(bytes) : timers / 100), () => process.exit());
