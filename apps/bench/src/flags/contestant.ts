// `node contestant.ts <scenario> <library>` prints a number: `count`, how many of the users have the flag; `time`, the nanoseconds
// of one answer, the median over rounds; `bytes`, what one answer leaves on the heap; `load`, the milliseconds that a document of
// 1,000 flags takes. Each library has a process of its own, for some keep timers, and all would share their compiled code.

import { median } from '../interleave.ts';
import { importPeer } from '../peers.ts';
import { dist, type IsOn, libraries } from './libraries.ts';
import type { FlagdCoreModule } from './peer-types.ts';
import { flagKey, rule, userCount } from './users.ts';

const rounds = 21;
const [scenario = '', name = ''] = process.argv.slice(2);
process.stdout.write(`${await measure()}\n`);
process.exit(); // LaunchDarkly and ConfigCat would stay

async function measure(): Promise<number> {
  if (scenario === 'load') return load();
  const make = libraries[name];
  if (make === undefined) throw new Error(`no library ${name}`);
  const isOn = await make();
  if (scenario === 'count') return block(isOn, userCount);
  if (scenario === 'bytes') return bytes(isOn);
  return time(isOn);
}

async function time(isOn: IsOn): Promise<number> {
  // Slow ones are asked less often: a round takes about 20 ms, once the code is compiled.
  let each = Infinity;
  let size = 1;
  for (const begun = performance.now(); performance.now() - begun < 500; size = Math.min(size * 2, 1 << 16)) {
    const start = performance.now();
    await block(isOn, size);
    each = (performance.now() - start) / size;
  }
  const count = Math.max(userCount, Math.min(500_000, Math.round(20 / each)));
  const times: number[] = [];
  for (let round = -5; round < rounds; round++) {
    const start = performance.now();
    await block(isOn, count);
    if (round >= 0) times.push(((performance.now() - start) * 1e6) / count);
  }
  return median(times);
}

async function bytes(isOn: IsOn): Promise<number> {
  const count = 20_000; // few enough for one generation
  // What is not compiled yet allocates more, and it is compiled beside the program.
  for (const begun = performance.now(); performance.now() - begun < 500; ) await block(isOn, count);
  const sizes: number[] = [];
  for (let round = 0; round < rounds; round++) {
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    await block(isOn, count);
    sizes.push(Math.max(0, (process.memoryUsage().heapUsed - before) / count));
  }
  return median(sizes);
}

function block(isOn: IsOn, count: number): number | Promise<number> {
  if (isOn(0) instanceof Promise) return blockOfPromises(isOn, count);
  let sum = 0;
  for (let i = 0; i < count; i++) if (isOn(i % userCount)) sum++;
  return sum;
}

async function blockOfPromises(isOn: IsOn, count: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < count; i++) if (await isOn(i % userCount)) sum++;
  return sum;
}

async function load(): Promise<number> {
  const definition = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting: rule };
  const flags = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`${flagKey}-${i}`, definition]));
  const text = JSON.stringify({ flags });
  const times: number[] = [];
  for (let round = -3; round < 7; round++) {
    const take = name === '@scry/flags' ? await loadOurs(text) : await loadFlagdCore(text);
    const start = performance.now();
    take();
    if (round >= 0) times.push(performance.now() - start);
  }
  return median(times);
}

async function loadOurs(text: string): Promise<() => void> {
  const { createFlags, defineFlags }: typeof import('../../../../packages/flags/src/index.ts') = await import(
    `${dist}/index.js`
  );
  const flags = createFlags({ definitions: defineFlags({}) });
  return () => {
    if (!flags.update(text).ok) throw new Error('the document was refused');
  };
}

async function loadFlagdCore(text: string): Promise<() => void> {
  const { FlagdCore } = await importPeer<FlagdCoreModule>('@openfeature/flagd-core');
  const core = new FlagdCore(undefined, { error() {}, warn() {}, info() {}, debug() {} });
  return () => {
    core.setConfigurations(text);
  };
}
