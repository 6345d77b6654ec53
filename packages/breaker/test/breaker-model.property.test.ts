import { createFakeClock } from '@scry/internal/fake-clock';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BreakerState, createBreaker, type Permit, type Verdict } from '../src/index.ts';
import { createReference, type ReferenceOptions } from './reference-breaker.ts';

/** `npm run proof -- breaker` asks for more. */
const numRuns = Number(process.env['SCRY_PROOF_RUNS'] ?? 300);
const leastCommands = 100;

const options: fc.Arbitrary<ReferenceOptions> = fc.record({
  failureThreshold: fc.integer({ min: 1, max: 4 }),
  windowCalls: fc.constantFrom(0, 0, 4, 7),
  minimumCalls: fc.integer({ min: 1, max: 4 }),
  failureRate: fc.constantFrom(0.25, 0.5, 1),
  slowCallMs: fc.constantFrom(30, Infinity),
  slowCallRate: fc.constantFrom(0.5, 1),
  openMs: fc.constant(100),
  successThreshold: fc.integer({ min: 1, max: 3 }),
  halfOpenCalls: fc.integer({ min: 1, max: 3 }),
  probeTimeoutMs: fc.constantFrom(40, 100, 250),
});
const pick = fc.nat(1_000);
const end = fc.record({ type: fc.constantFrom('success', 'success', 'failure', 'failure', 'ignore'), pick });
const rare = fc.record({ type: fc.constantFrom('closed', 'forced-open', 'disabled', 'isolate', 'release'), pick });
const begin = fc.record({ type: fc.constant('begin'), pick });
/** To the millisecond at which something ends, and to either side of it. */
const wait = fc.record({
  type: fc.constant('wait'),
  pick: fc.constantFrom(0, 1, 29, 30, 39, 40, 60, 99, 100, 101, 250),
});
/** `pick` says which call, or for how long. */
type Command = { readonly type: string; readonly pick: number };
const action = fc.oneof({ arbitrary: begin, weight: 9 }, { arbitrary: end, weight: 9 }, { arbitrary: rare, weight: 1 });
const commands: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof({ arbitrary: action, weight: 5 }, { arbitrary: wait, weight: 1 }),
  { minLength: leastCommands, maxLength: 2 * leastCommands, size: 'max' },
);
/** What the observer does from inside of the first events. */
const reactions: fc.Arbitrary<(Command | undefined)[]> = fc.array(fc.option(action, { nil: undefined, freq: 2 }), {
  maxLength: 40,
});

/** What the breaker and its model have in common. */
interface Subject<Call> {
  begin(): Call | undefined;
  end(call: Call, verdict: Verdict): boolean;
  override(state: BreakerState): void;
  /** Returns what ends it. */
  isolate(): () => void;
  view(): unknown;
}

/** Does what it is told, and writes down everything that can be seen of it. */
function createDriver<Call>(
  make: (tell: (type: string) => void) => Subject<Call>,
  reacting: readonly (Command | undefined)[],
) {
  const log: unknown[] = [];
  const calls: Call[] = [];
  const isolations: (() => void)[] = [];
  const queue = [...reacting];
  const subject = make((type) => {
    log.push(type);
    const reaction = queue.shift();
    if (reaction) act(reaction);
  });
  function act({ type, pick }: Command): void {
    if (type === 'begin') {
      const call = subject.begin();
      if (call) calls.push(call);
      log.push(call !== undefined);
    } else if (type === 'isolate') isolations.push(subject.isolate());
    else if (type === 'release') isolations[pick % isolations.length]?.();
    else if (type === 'success' || type === 'failure' || type === 'ignore') {
      // One of the last few: older ones have mostly ended.
      const call = calls.at(-1 - (pick % 6));
      if (call) log.push(subject.end(call, type));
    } else if (type === 'closed' || type === 'forced-open' || type === 'disabled') subject.override(type);
  }
  return { log, act, look: () => log.push(subject.view()) };
}

function breakerSubject(given: ReferenceOptions, now: () => number) {
  const { openMs, windowCalls, slowCallMs, ...same } = given;
  return (tell: (type: string) => void): Subject<Permit> => {
    const breaker = createBreaker({
      ...same,
      ...(windowCalls > 0 && { window: { calls: windowCalls } }),
      ...(slowCallMs < Infinity && { slowCallMs }),
      openMs: (streak) => openMs * streak,
      random: () => 0.5,
      clock: { ...createFakeClock(), now },
      onEvent: ({ type }) => tell(type === 'ignored' ? 'ignore' : type),
    });
    return {
      begin: breaker.tryAcquire,
      end: (permit, verdict) => permit[verdict](),
      override: (state) =>
        state === 'closed' ? breaker.reset() : state === 'disabled' ? breaker.disable() : breaker.forceOpen(),
      isolate() {
        const isolation = breaker.isolate();
        return () => isolation[Symbol.dispose]();
      },
      view() {
        const { successes, failures, ignored, slow } = breaker.metrics();
        const { state, retryAfterMs } = breaker;
        const { window } = breaker.snapshot();
        return [state, Math.round(retryAfterMs), successes, failures, ignored, slow, window ?? null];
      },
    };
  };
}

function modelSubject(given: ReferenceOptions, now: () => number) {
  return (tell: (type: string) => void): Subject<object> => {
    const model = createReference(given, now, tell);
    return {
      begin: model.begin,
      // A driver hands back what it was given.
      end: (call, verdict) => model.end(call as Parameters<typeof model.end>[0], verdict),
      override: model.override,
      isolate() {
        let isHeld = true;
        model.isolate();
        return () => {
          if (isHeld) model.release();
          isHeld = false;
        };
      },
      view() {
        const { state, retryAfterMs } = model.view();
        const { success, failure, ignore, slow } = model.counts;
        const past = model.past();
        const window = {
          calls: past.length,
          failures: past.filter((one) => one.failed).length,
          slow: past.filter((one) => one.slow).length,
        };
        return [state, Math.round(retryAfterMs), success, failure, ignore, slow, given.windowCalls > 0 ? window : null];
      },
    };
  };
}

test(`does what the reference state machine does, in ${numRuns} runs of ${leastCommands} random commands or more`, () => {
  fc.assert(
    fc.property(options, commands, reactions, (drawn, todo, reacting) => {
      const given = { ...drawn, minimumCalls: Math.min(drawn.minimumCalls, drawn.windowCalls || Infinity) };
      let timeMs = 0;
      const now = () => timeMs;
      const breaker = createDriver(breakerSubject(given, now), reacting);
      const model = createDriver(modelSubject(given, now), reacting);
      for (const command of todo) {
        if (command.type === 'wait') timeMs += command.pick;
        for (const driver of [breaker, model]) {
          driver.act(command);
          driver.look();
        }
      }
      expect(breaker.log).toEqual(model.log);
    }),
    { numRuns },
  );
});
