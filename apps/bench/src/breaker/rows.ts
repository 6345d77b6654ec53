import { join } from 'node:path';
import type * as ScryRetry from '../../../../packages/retry/src/index.ts';
import { bundle, gzipBytes } from '../../../proof/src/bundle.ts';
import { root } from '../../../proof/src/package.ts';
import { countedRow } from '../counted-row.ts';
import type { Contestant } from '../interleave.ts';
import { interleave, loopOf } from '../interleave.ts';
import { inOwnProcess } from '../own-process.ts';
import { importPeer, peerName, peersFolder } from '../peers.ts';
import type { Row } from '../row.ts';
import { timedRow } from '../timed-row.ts';
import { type BreakerLibrary, breakerLibraries, builtScry, type Mode, type Operation } from './libraries.ts';

const failure = new Error('down');
const succeeding = (): Operation => async () => 1;
const failing: Operation = async () => {
  throw failure;
};

export async function rows(): Promise<Row[]> {
  const libraries = await breakerLibraries();
  return [
    await success(libraries, 'consecutive', 1.8),
    await success(libraries, 'count-window', 1.8),
    await success(libraries, 'time-window', 3),
    await success(libraries, 'slow-call', 4.5),
    await fastFail(libraries),
    await failureInFullWindow(libraries),
    await idle(libraries, 'consecutive', 700),
    await idle(libraries, 'count-window', 1_100),
    await idle(libraries, 'time-window', 1_100),
    await timers(libraries),
    await size(libraries),
    await composed(),
  ];
}

async function success(libraries: readonly BreakerLibrary[], mode: Mode, goal: number): Promise<Row> {
  const contestants: Contestant[] = [
    { name: 'bare', block: loopOf(succeeding()) },
    ...able(libraries, mode).map(({ name, make }) => ({ name, block: loopOf(make(succeeding(), { mode }).call) })),
  ];
  const timings = await interleave(contestants, { rounds: 41, iterations: 20_000, warmup: 5 });
  return timedRow({ id: `success-${mode}`, timings, goal, against: 'floor' });
}

/** Against an operation that rejects at once with an error that is there already. */
async function fastFail(libraries: readonly BreakerLibrary[]): Promise<Row> {
  const contestants: Contestant[] = [{ name: 'bare', block: loopOf(caught(failing)) }];
  for (const { name, make, modes } of libraries) {
    const mode = modes[0] ?? 'time-window';
    const { call } = make(failing, { mode, opens: true });
    for (let failures = 0; failures < 10; failures++) await call().catch(() => 0);
    contestants.push({ name, block: loopOf(caught(call)) });
  }
  const timings = await interleave(contestants, { rounds: 31, iterations: 2_000, warmup: 5 });
  return timedRow({ id: 'fast-fail', timings, goal: 1.6, against: 'floor' });
}

/** How much longer a failing call takes with 100,000 calls in the window than with none. */
function failureInFullWindow(libraries: readonly BreakerLibrary[]): Promise<Row> {
  const calls = 100_000;
  return countedRow(libraries, { id: 'failure-1e5-in-window', unit: '× none', goal: 1.2 }, async (library) => {
    const mode = library.modes.includes('count-window') ? 'count-window' : 'time-window';
    let fails = false;
    const operation: Operation = async () => {
      if (fails) throw failure;
      return 1;
    };
    const [empty, full] = [1, 2].map(() => library.make(operation, { mode, calls, windowMs: 3_600_000 }).call);
    if (!empty || !full) throw new Error('two were made');
    for (let call = 0; call < calls; call++) await full();
    fails = true;
    const contestants = [
      { name: 'empty', block: loopOf(caught(empty)) },
      { name: 'full', block: loopOf(caught(full)) },
    ];
    const timings = await interleave(contestants, { rounds: 21, iterations: 50, warmup: 5 });
    return Math.round((timings.get('full')?.ratio ?? Number.NaN) * 100) / 100;
  });
}

function idle(libraries: readonly BreakerLibrary[], mode: Mode, goal: number): Promise<Row> {
  return countedRow(libraries, { id: `heap-idle-${mode}`, unit: 'B', goal }, async ({ name, modes }) =>
    modes.includes(mode) ? inOwnProcess(join(import.meta.dirname, 'idle-breakers.ts'), 'bytes', name, mode) : null,
  );
}

function timers(libraries: readonly BreakerLibrary[]): Promise<Row> {
  return countedRow(libraries, { id: 'timers-idle', unit: 'timers', goal: 0 }, async ({ name, modes }) =>
    inOwnProcess(join(import.meta.dirname, 'idle-breakers.ts'), 'timers', name, modes[0] ?? 'time-window'),
  );
}

function size(libraries: readonly BreakerLibrary[]): Promise<Row> {
  return countedRow(libraries, { id: 'gzip-core', unit: 'B', goal: 2_200 }, async ({ name }) => {
    const code: Readonly<Record<string, string>> = {
      '@scry/breaker': `export * from '${join(root, 'packages/breaker/dist/index.js')}';`,
      // It also retries, limits and caches: only what makes a breaker.
      [peerName('cockatiel')]:
        "export { circuitBreaker, ConsecutiveBreaker, CountBreaker, handleAll, SamplingBreaker } from 'cockatiel';",
      [peerName('opossum')]: "export { default } from 'opossum';",
      [peerName('opossum-9')]: "export { default } from 'opossum-9';",
      [peerName('brakes')]: "export { default } from 'brakes';",
    };
    return gzipBytes(await bundle(code[name] ?? '', peersFolder, { minify: true, platform: 'node' }));
  });
}

/** Retry around a breaker: a call that succeeds. */
async function composed(): Promise<Row> {
  const libraries = await breakerLibraries();
  const inner = (name: string, mode: Mode): Operation => {
    const library = libraries.find((each) => each.name === name);
    if (!library) throw new Error(`no library is called ${name}`);
    return library.make(succeeding(), { mode }).call;
  };
  const { createRetry } = await builtScry<typeof ScryRetry>('retry');
  const policy = createRetry({ attempts: 3 });
  const scry = inner('@scry/breaker', 'consecutive');
  const pRetry = await importPeer<{ default: (operation: Operation, options: object) => Promise<number> }>('p-retry');
  const opossum = inner(peerName('opossum'), 'time-window');
  const contestants: Contestant[] = [
    { name: 'bare', block: loopOf(succeeding()) },
    { name: '@scry/retry + @scry/breaker', block: loopOf(() => policy.run(scry)) },
    { name: peerName('cockatiel'), block: loopOf(await wrappedCockatiel()) },
    { name: peerName('opossum'), block: loopOf(() => pRetry.default(opossum, { retries: 2 })) },
  ];
  const timings = await interleave(contestants, { rounds: 41, iterations: 10_000, warmup: 5 });
  return timedRow({ id: 'retry-around-breaker', timings, goal: 3, against: 'floor' });
}

async function wrappedCockatiel(): Promise<Operation> {
  const peer = await importPeer<{
    handleAll: object;
    ConsecutiveBreaker: new (failures: number) => object;
    circuitBreaker(on: object, options: object): object;
    retry(on: object, options: object): object;
    wrap(...policies: object[]): { execute(operation: Operation): Promise<number> };
  }>('cockatiel');
  const breaker = peer.circuitBreaker(peer.handleAll, {
    halfOpenAfter: 30_000,
    breaker: new peer.ConsecutiveBreaker(5),
  });
  const policy = peer.wrap(peer.retry(peer.handleAll, { maxAttempts: 2 }), breaker);
  const operation = succeeding();
  return () => policy.execute(operation);
}

function able(libraries: readonly BreakerLibrary[], mode: Mode): BreakerLibrary[] {
  return libraries.filter(({ modes }) => modes.includes(mode));
}

/** A call that rejects is what is wanted. */
function caught(call: Operation): Operation {
  return async () => {
    try {
      await call();
    } catch {
      return 1;
    }
    throw new Error('it must reject');
  };
}
