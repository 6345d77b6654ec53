import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as ScryChaos from '../../../../packages/chaos/src/index.ts';
import { root } from '../../../proof/src/package.ts';
import type { Contestant, Timing } from '../interleave.ts';
import { interleave, loopOf } from '../interleave.ts';
import type { Row } from '../row.ts';
import { rowOf } from '../row.ts';
import { timedRow } from '../timed-row.ts';

type Fn = (...args: number[]) => number;
type Library = typeof ScryChaos;

const ours = '@scry/chaos';
const rounds = { rounds: 31, iterations: 500_000, warmup: 5 };

export async function rows(): Promise<Row[]> {
  const built = pathToFileURL(join(root, 'packages/chaos/dist/index.js')).href;
  const library: Library = await import(built);
  const idle: Row[] = [];
  for (let args = 0; args <= 4; args++) idle.push(await idleRow(library, args));
  return [...idle, await idleAsync(library), await armedElsewhere(library), await inScope(library)];
}

/** Nothing is armed: what stands between a call and its function. */
async function idleRow({ createChaos }: Library, args: number): Promise<Row> {
  const chaos = createChaos();
  const timings = await interleave(
    [
      { name: 'direct', block: callsOf(work(args), args) },
      { name: ours, block: callsOf(chaos.point('idle', work(args), { async: false }), args) },
      { name: 'Proxy', block: callsOf(proxied(work(args)), args) },
    ],
    rounds,
  );
  return addedRow(`idle-${args}-arguments`, timings, 2);
}

async function idleAsync({ createChaos }: Library): Promise<Row> {
  const one = () => async (): Promise<number> => 1;
  const [naive, fn] = [one(), one()];
  const contestants: Contestant[] = [
    { name: 'direct', block: loopOf(one()) },
    { name: ours, block: loopOf(createChaos().point('idle', one())) },
    { name: 'async wrapper', block: loopOf(async (...args: []) => naive(...args)) },
    { name: 'Proxy', block: loopOf(proxied(fn)) },
  ];
  const timings = await interleave(contestants, { rounds: 41, iterations: 50_000, warmup: 5 });
  return timedRow({ id: 'idle-async', timings, goal: 1.1, against: 'floor' });
}

/** Something is armed, in a scope that these calls are not in. */
async function armedElsewhere(library: Library): Promise<Row> {
  const chaos = library.createChaos();
  void chaos.run(harmless(library), () => new Promise<never>(() => {}));
  const timings = await interleave(
    [
      { name: 'direct', block: callsOf(work(2), 2) },
      { name: ours, block: callsOf(chaos.point('armed', work(2), { async: false }), 2) },
    ],
    rounds,
  );
  chaos.kill('measured');
  return addedRow('armed-elsewhere', timings, 10);
}

/** Each call is decided on, and none is hit. */
async function inScope(library: Library): Promise<Row> {
  const chaos = library.createChaos();
  const calls = callsOf(chaos.point('armed', work(2), { async: false }), 2);
  const timings = await interleave(
    [
      { name: 'direct', block: callsOf(work(2), 2) },
      { name: ours, block: (iterations) => chaos.run(harmless(library), () => calls(iterations)) },
    ],
    rounds,
  );
  return addedRow('in-scope-no-hit', timings, 60);
}

function harmless({ fault, when }: Library): ScryChaos.Scenario {
  return { name: 'harmless', points: 'armed', fault: fault.error('refused'), when: when.probability(1e-9) };
}

/** A function that no compiler writes into its caller, as those are that somebody guards: it is too long for it. */
function work(args: number): Fn {
  const names = ['a', 'b', 'c', 'd'].slice(0, args);
  const rare = 'x = Math.imul(x, 31) + 7;'.repeat(200);
  const compile = new Function(
    `'use strict'; return function work(${names}) { let x = ${names.join('+') || 0}; if (x === 12345) { ${rare} return x; } return 1; }`,
  );
  return compile();
}

/** A loop of its own for each contestant; the calls are synchronous. */
function callsOf(fn: Fn, args: number): Contestant['block'] {
  const list = ['i', '1', '2', '3'].slice(0, args);
  const compile = new Function(
    'fn',
    `'use strict'; return async function block(n) { let sum = 0; for (let i = 0; i < n; i++) sum += fn(${list}) === 1 ? 1 : 1; return sum; }`,
  );
  return compile(fn);
}

function proxied<F extends (...args: never[]) => unknown>(fn: F): F {
  return new Proxy(fn, { apply: (target, self, args) => Reflect.apply(target, self, args) });
}

/** A row whose goal speaks of the nanoseconds that a call takes more than a direct one. */
function addedRow(id: string, timings: ReadonlyMap<string, Timing>, goal: number): Row {
  const [[, floor] = [], [, own] = [], ...peers] = timings;
  if (floor === undefined || own === undefined) throw new Error(`${id} wants a floor and ours`);
  const rounded = (ns: number): number => Math.round(ns * 10) / 10;
  return rowOf({
    id,
    unit: 'ns',
    ours: rounded(own.ns),
    floor: rounded(floor.ns),
    peers: Object.fromEntries(peers.map(([name, { ns }]) => [name, rounded(ns)])),
    // From the ratios within each round: the medians of two series may lie in different ones.
    ratio: rounded(floor.ns * (own.ratio - 1)),
    goal,
  });
}
