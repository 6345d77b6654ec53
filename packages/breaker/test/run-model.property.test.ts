import { createFakeClock } from '@scry/internal/fake-clock';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBreaker } from '../src/index.ts';
import { deferred, flushed } from './operations.ts';
import { createReference } from './reference-breaker.ts';

/** A hundredth of the runs of the other model: here promises settle in between. */
const numRuns = Math.ceil(Number(process.env['SCRY_PROOF_RUNS'] ?? 3_000) / 100);

const command = fc.record({
  type: fc.constantFrom('begin', 'begin', 'resolve', 'reject', 'throw', 'abort', 'wait', 'reset'),
  pick: fc.nat(100),
});
const settings = fc.record({
  windowCalls: fc.constantFrom(0, 4),
  slowCallMs: fc.constantFrom(30, Infinity),
  halfOpenCalls: fc.integer({ min: 1, max: 2 }),
});

test('run does what the reference state machine does, whenever its operations end or its callers give up', async () => {
  await fc.assert(
    fc.asyncProperty(
      settings,
      fc.array(command, { minLength: 60, maxLength: 120, size: 'max' }),
      async (given, todo) => {
        let timeMs = 0;
        const now = () => timeMs;
        const numbers = {
          failureThreshold: 2,
          minimumCalls: 2,
          failureRate: 0.5,
          slowCallRate: 0.5,
          successThreshold: 2,
        };
        const same = { ...numbers, openMs: 100, probeTimeoutMs: 50 };
        const { windowCalls, slowCallMs, halfOpenCalls } = given;
        const model = createReference({ ...same, ...given }, now, () => {});
        const breaker = createBreaker({
          ...same,
          halfOpenCalls,
          openMs: (streak) => 100 * streak,
          random: () => 0.5,
          clock: { ...createFakeClock(), now },
          ...(windowCalls > 0 && { window: { calls: windowCalls } }),
          ...(slowCallMs < Infinity && { slowCallMs }),
        });
        const calls: { inModel: NonNullable<ReturnType<typeof model.begin>>; end: (how: string) => void }[] = [];
        const ended: unknown[] = [];

        const begin = (isAbortable: boolean, isThrowing: boolean): void => {
          const { operation, resolve, reject } = deferred();
          const controller = new AbortController();
          let isBegun = false;
          const call = breaker.run(
            () => {
              isBegun = true;
              if (isThrowing) throw 'thrown';
              return operation();
            },
            isAbortable ? { signal: controller.signal } : undefined,
          );
          call.then(
            (value) => ended.push(value),
            (error) => ended.push(error),
          );
          queueMicrotask(() => expect(isBegun).toBe(inModel !== undefined));
          const inModel = model.begin();
          if (inModel && isThrowing) model.end(inModel, 'failure');
          const end = (how: string): void => {
            if (how === 'abort') controller.abort('abort');
            else if (how === 'resolve') resolve('resolve');
            else reject('reject');
          };
          if (inModel && !isThrowing) calls.push({ inModel, end });
        };

        for (const { type, pick } of todo) {
          if (type === 'begin') begin(pick % 3 === 0, false);
          else if (type === 'throw') begin(pick % 3 === 0, true);
          else if (type === 'wait') timeMs += pick;
          else if (type === 'reset' && pick < 20) {
            breaker.reset();
            model.override('closed');
          } else {
            const call = calls.splice(pick % Math.max(1, calls.length), 1)[0];
            const verdicts = { resolve: 'success', reject: 'failure', abort: 'ignore' } as const;
            if (call && type in verdicts) {
              call.end(type);
              await flushed();
              // Whoever called without a signal cannot give up: such a call goes on for ever.
              const isOver = ended.splice(0).includes(type);
              if (isOver) model.end(call.inModel, verdicts[type as keyof typeof verdicts]);
            }
          }
          await flushed();
          ended.length = 0;
          const { success, failure, ignore, slow } = model.counts;
          expect(breaker.metrics()).toMatchObject({ successes: success, failures: failure, ignored: ignore, slow });
          const { state, retryAfterMs } = model.view();
          expect([breaker.state, Math.round(breaker.retryAfterMs)]).toEqual([state, Math.round(retryAfterMs)]);
        }
      },
    ),
    { numRuns },
  );
});

test('is never stuck: it lets a call in within openMs and probeTimeoutMs, whatever came before', () => {
  const step = fc.record({ type: fc.constantFrom('begin', 'success', 'failure', 'ignore', 'wait'), pick: fc.nat(80) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (todo) => {
      let timeMs = 0;
      const clock = { ...createFakeClock(), now: () => timeMs };
      const breaker = createBreaker({
        failureThreshold: 2,
        openMs: 100,
        probeTimeoutMs: 50,
        random: () => 0.999,
        clock,
      });
      const permits = [];
      for (const { type, pick } of todo) {
        if (type === 'begin') permits.push(breaker.tryAcquire());
        else if (type === 'wait') timeMs += pick;
        else permits[pick % permits.length]?.[type]();
      }
      timeMs += 110 + 50;
      expect(breaker.tryAcquire()).toBeDefined();
    }),
    { numRuns: numRuns * 10 },
  );
});
