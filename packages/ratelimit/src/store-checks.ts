import type { Call, StoreUnderTest } from './store-contract.ts';
import { hour, hourMs, near, overAndLeft, policyOf, same, times, waited, within } from './store-expectations.ts';

const algorithms = ['token-bucket', 'sliding-window', 'fixed-window'] as const;

/** What every store must do, by the sentence that says it. */
export const contract: Readonly<Record<string, (tested: StoreUnderTest) => Promise<void>>> = {
  'lets the limit through and no more, with each algorithm': async ({ decide }) => {
    for (const algorithm of algorithms) {
      const figures = await decide([policyOf({ algorithm })], times(4, [algorithm, 1]));
      same(overAndLeft(figures), [0, 2, 0, 1, 0, 0, 1, 0], algorithm);
    }
  },

  'says in microseconds when the cost can be paid, when the next token comes, and when all are back': async ({
    decide,
  }) => {
    const calls: Call[] = [
      ['key', 3],
      ['key', 2],
    ];
    const wanted = { 'token-bucket': [(hour * 2) / 3, hour / 3, hour], 'fixed-window': [hour, hour, hour] };
    for (const algorithm of ['token-bucket', 'fixed-window'] as const) {
      const [, denied = []] = await decide([policyOf({ algorithm, name: algorithm })], calls);
      for (const [index, micros] of denied.slice(2).entries()) near(micros, wanted[algorithm][index], algorithm);
    }
  },

  'lets a sliding window wait for its oldest sub-window, and for no longer than one more than the window': async ({
    decide,
  }) => {
    const [, [, , payable = 0, next = 0, full = 0] = []] = await decide(
      [policyOf({ algorithm: 'sliding-window' })],
      times(2, ['key', 3]),
    );
    for (const micros of [payable, next, full]) within(micros, hour, (hour * 33) / 32 + 33);
  },

  'gives full buckets no time to wait': async ({ decide }) => {
    for (const algorithm of algorithms) {
      const [seen] = await decide([policyOf({ algorithm })], [[algorithm, 0]]);
      same(seen, [0, 3, 0, 0, 0], algorithm);
    }
  },

  'says -1 for a cost that can never be paid': async ({ decide }) => {
    const [denied] = await decide([policyOf()], [['key', 4]]);
    same(denied?.slice(0, 3), [1, 3, -1]);
  },

  'keeps more than the limit in a bucket where the burst is larger': async ({ decide }) => {
    same(
      overAndLeft(
        await decide(
          [policyOf({ burst: 5 })],
          [
            ['key', 5],
            ['key', 1],
          ],
        ),
      ),
      [0, 0, 1, 0],
    );
  },

  'decides a batch in order, also where a key stands in it twice': async ({ decide }) => {
    const figures = await decide(
      [policyOf()],
      [
        ['a', 2],
        ['b', 3],
        ['a', 2],
        ['a', 1],
      ],
    );
    same(overAndLeft(figures), [0, 1, 0, 0, 1, 1, 0, 0]);
  },

  'takes from all policies of a call or from none': async ({ decide }) => {
    const policies = [
      policyOf({ name: 'wide', limit: 9 }),
      policyOf({ name: 'narrow', limit: 2, algorithm: 'fixed-window' }),
    ];
    const [first, second] = await decide(policies, [
      ['key', 2],
      ['key', 1],
    ]);
    same([first?.[1], first?.[6], second?.[0], second?.[1], second?.[5], second?.[6]], [7, 0, 0, 7, 1, 0]);
  },

  'lets a policy in shadow mode report and not deny': async ({ decide }) => {
    const policies = [policyOf({ name: 'shadow', limit: 1, shadow: true }), policyOf({ name: 'real', limit: 2 })];
    const figures = await decide(policies, times(3, ['key', 1]));
    same(
      figures.flatMap((each) => [each[0], each[5], each[6]]),
      [0, 0, 1, 1, 0, 0, 1, 1, 0],
    );
  },

  'takes nothing when it only looks, or when the cost is 0': async ({ decide }) => {
    for (const algorithm of algorithms) {
      const policies = [policyOf({ algorithm, blocks: [hourMs] })];
      await decide(policies, [[algorithm, 2]]);
      same(overAndLeft(await decide(policies, times(2, [algorithm, 2]), true)), [1, 1, 1, 1], algorithm);
      same(
        overAndLeft(
          await decide(policies, [
            [algorithm, 0],
            [algorithm, 1],
          ]),
        ),
        [0, 1, 0, 0],
        algorithm,
      );
    }
  },

  'does not count what it denies': async ({ decide }) => {
    for (const algorithm of algorithms) {
      const figures = await decide(
        [policyOf({ algorithm })],
        [
          [algorithm, 2],
          [algorithm, 2],
          [algorithm, 2],
          [algorithm, 1],
        ],
      );
      same(overAndLeft(figures), [0, 1, 1, 1, 1, 1, 0, 0], algorithm);
    }
  },

  'takes a negative cost back, and never has more than there can be': async ({ decide }) => {
    for (const algorithm of algorithms) {
      const figures = await decide(
        [policyOf({ algorithm })],
        [
          [algorithm, 3],
          [algorithm, -2],
          [algorithm, 1],
          [algorithm, -9],
          [algorithm, 0],
        ],
      );
      same(overAndLeft(figures), [0, 0, 0, 2, 0, 1, 0, 3, 0, 3], algorithm);
    }
  },

  'blocks a key for as long as it is told, and lifts the block': async ({ decide, store, prefix }) => {
    const policies = [policyOf()];
    await store.block(prefix, 'key', policies, hourMs);
    const [blocked = []] = await decide(policies, [['key', 1]]);
    same(blocked.slice(0, 2), [1, 0]);
    for (const micros of blocked.slice(2)) near(micros, hour);
    await store.block(prefix, 'key', policies, 0);
    same(overAndLeft(await decide(policies, [['key', 1]])), [0, 2]);
  },

  'takes its last word on a block, also where a denial has blocked the key, and for its prefix only': async ({
    decide,
    store,
    prefix,
  }) => {
    const policies = [policyOf({ limit: 1, blocks: [2 * hourMs] })];
    const other = { prefix: `${prefix}other:`, policies, keys: ['key', 'key'], costs: [1, 1], peek: false };
    await store.decide(other);
    await decide(policies, times(2, ['key', 1]));
    await store.block(prefix, 'key', policies, hourMs);
    const [[, , micros = 0] = []] = await decide(policies, [['key', 1]], true);
    near(micros, hour);
    await store.block(prefix, 'key', policies, 0);
    same(overAndLeft(await decide(policies, [['key', 0]])), [0, 0]);
    same([(await store.decide(other))[0]], [1]);
  },

  'blocks a key for ever': async ({ decide, store, prefix }) => {
    await store.block(prefix, 'key', [policyOf()], Infinity);
    const [[over, , micros = 0] = []] = await decide([policyOf()], [['key', 1]]);
    same([over, micros === -1 || micros > 50 * 365 * 24 * hour], [1, true]);
  },

  'blocks after a denial, longer each time, and not longer for calls while it is blocked': async ({
    decide,
    store,
    prefix,
  }) => {
    for (const algorithm of algorithms) {
      const policies = [policyOf({ name: algorithm, algorithm, limit: 1, blocks: [50, 2 * hourMs] })];
      await decide(policies, times(5, ['key', 1]));
      await waited(60);
      const [, [, , micros = 0] = []] = await decide(policies, times(2, ['key', 1]));
      near(micros, 2 * hour, algorithm);
      await store.reset(prefix, 'key', policies);
    }
  },

  'forgets the key that it is told to, with its block': async ({ decide, store, prefix }) => {
    const policies = [policyOf({ name: 'a' }), policyOf({ name: 'b', algorithm: 'sliding-window' })];
    await decide(policies, [
      ['gone', 3],
      ['kept', 3],
    ]);
    await store.block(prefix, 'gone', policies, hourMs);
    await store.reset(prefix, 'gone', policies);
    same(
      (
        await decide(policies, [
          ['gone', 0],
          ['kept', 0],
        ])
      ).map((each) => each[1]),
      [3, 0],
    );
  },

  'forgets all keys of its prefix, and no others': async ({ decide, store, prefix }) => {
    const policies = [policyOf()];
    const other = { prefix: `${prefix}*:`, policies, keys: ['a'], peek: false };
    await store.decide({ ...other, costs: [3] });
    await decide(policies, [
      ['a', 3],
      ['b', 3],
    ]);
    await store.reset(`${prefix}*:`, undefined, policies);
    same(
      (
        await decide(policies, [
          ['a', 0],
          ['b', 0],
        ])
      ).map((each) => each[1]),
      [0, 0],
    );
    same([(await store.decide({ ...other, costs: [0] }))[1]], [3]);
  },

  'takes every string for a key of its own': async ({ decide }) => {
    const long = 'k'.repeat(5_000);
    const keys = [
      '',
      ' ',
      '#',
      '{',
      '}',
      '{}',
      'a:b',
      '__proto__',
      'constructor',
      'ключ',
      '🔑',
      '|',
      '%',
      "'",
      '\\',
      long,
      `${long}.`,
    ];
    const calls = keys.map((key): Call => [key, 1]);
    const policies = [policyOf({ name: 'a' }), policyOf({ name: 'b' })];
    same(
      (await decide(policies, calls)).map((each) => each[1]),
      keys.map(() => 2),
    );
    same(
      (await decide(policies, calls)).map((each) => each[1]),
      keys.map(() => 1),
    );
  },

  'decides concurrent batches exactly': async ({ decide }) => {
    const policies = [policyOf({ limit: 10 })];
    const figures = await Promise.all(Array.from({ length: 20 }, () => decide(policies, [['key', 1]])));
    same([figures.flat().filter(([over]) => over === 0).length], [10]);
  },

  'decides a batch of 256 with 16 policies': async ({ decide }) => {
    const policies = Array.from({ length: 16 }, (_, index) => policyOf({ name: `policy-${index}` }));
    const figures = await decide(
      policies,
      Array.from({ length: 256 }, (_, index): Call => [`key-${index}`, 1]),
    );
    same([figures.every((each) => each.length === 80 && each[1] === 2)], [true]);
  },

  'brings tokens back when it said, and not sooner': async ({ decide }) => {
    for (const algorithm of algorithms) {
      const policies = [policyOf({ algorithm, limit: 1, windowMs: 100, precision: 4 })];
      const [, [, , micros = 0] = []] = await decide(policies, times(2, [algorithm, 1]));
      within(micros, 80_000, 130_000, algorithm);
      await waited(Math.ceil(micros / 1_000) + 1);
      same(overAndLeft(await decide(policies, [[algorithm, 1]])), [0, 0], algorithm);
    }
  },
};
