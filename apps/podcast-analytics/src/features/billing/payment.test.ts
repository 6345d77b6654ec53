import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Outcome, type Settled, settle } from './payment.ts';

const sent = { state: 'processing', providerId: null, refundedMinor: 0, failure: null, amountMinor: 500 } as const;
const succeeded: Outcome = { type: 'succeeded', providerId: 'pi_1' };
const failed: Outcome = { type: 'failed', reason: 'insufficient_funds', providerId: 'pi_1' };
const refunded = (refundedMinor: number): Outcome => ({ type: 'refunded', providerId: 'pi_1', refundedMinor });

function after(...outcomes: Outcome[]): Settled {
  let settled: Settled = sent;
  for (const outcome of outcomes) settled = settle({ ...settled, amountMinor: 500 }, outcome);
  return settled;
}

describe('a payment', () => {
  test.each([
    ['succeeds', [succeeded], 'succeeded'],
    ['fails', [failed], 'failed'],
    ['stays under way while nobody knows', [{ type: 'unknown', reason: 'no answer' }], 'processing'],
    ['stays under way while the provider works on it', [{ type: 'pending', providerId: 'pi_1' }], 'processing'],
    ['that succeeded is not taken back by a failure that is told later', [succeeded, failed], 'succeeded'],
    ['that failed has succeeded where the provider says so in the end', [failed, succeeded], 'succeeded'],
    ['is refunded, though the refund is told before the success', [refunded(500), succeeded], 'refunded'],
    ['that was refunded in part has succeeded', [succeeded, refunded(200)], 'succeeded'],
    ['is refunded once all of it is', [succeeded, refunded(500), refunded(200)], 'refunded'],
    ['is not reopened by an answer that comes late', [failed, { type: 'pending', providerId: 'pi_1' }], 'failed'],
  ] as [string, Outcome[], string][])('%s', (_, outcomes, state) => {
    expect(after(...outcomes).state).toBe(state);
  });

  test('says why it failed, and no longer once it has succeeded', () => {
    expect(after(failed).failure).toBe('insufficient_funds');
    expect(after(failed, succeeded).failure).toBeNull();
  });

  test('keeps the id that the provider gave it', () => {
    expect(after(succeeded, { type: 'unknown', reason: 'no answer' }).providerId).toBe('pi_1');
  });

  test('ends alike in whatever order and however often it is told of', () => {
    const told = fc.array(fc.constantFrom(succeeded, failed, refunded(200), refunded(500)), { minLength: 1 });
    fc.assert(
      fc.property(
        told.chain((outcomes) =>
          fc.tuple(fc.constant(outcomes), fc.shuffledSubarray(outcomes, { minLength: outcomes.length })),
        ),
        ([outcomes, shuffled]) => {
          const { failure: _, ...end } = after(...outcomes);
          expect(after(...shuffled, ...outcomes)).toMatchObject(end);
        },
      ),
      { seed: 402 },
    );
  });
});
