import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeEachEngine } from '../../../test/each-engine.ts';
import { methods, networks } from '../../../test/fake-stripe.ts';
import { type Command, createPaymentWorld } from '../../../test/payment-world.ts';
import type { Database } from '../../platform/db/database.ts';

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('pay' as const), invoice: fc.nat(2), method: fc.constantFrom(...methods) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('reconcile' as const, 'decide' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(1, 5, 90, 1_500) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('webhook' as const), event: fc.nat(9) }) },
);
/** With the step at which the process is killed, if it has so many. */
const commands = fc.array(fc.tuple(command, fc.oneof(fc.constant(99), fc.integer({ min: 1, max: 14 }))), {
  minLength: 1,
  maxLength: 12,
});

describeEachEngine('paying', (openEmpty) => {
  let database: Database;
  beforeAll(async () => {
    database = await openEmpty();
  });
  afterAll(() => database.close());

  test('charges nothing twice and forgets nothing, wherever the process dies and whatever the network does', async () => {
    const calls = fc.array(fc.constantFrom(...networks), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(commands, calls, async (some, network) => {
        const world = await createPaymentWorld(database, network);
        for (const [one, diesAt] of some) await world.run(one, diesAt);
        await world.settle();
        await world.expectToAgree();
      }),
      { seed: 20261122, numRuns: 40 },
    );
  });

  test.each(networks)('survives a kill at each step of a payment whose network %s', async (network) => {
    let diesAt = 0;
    let died = true;
    while (died) {
      diesAt += 1;
      const world = await createPaymentWorld(database, [network]);
      died = await world.run({ do: 'pay', invoice: 0, method: 'pm_pays' }, diesAt);
      await world.settle();
      await world.expectToAgree();
    }
    expect(diesAt).toBeGreaterThan(9);
  });
});
