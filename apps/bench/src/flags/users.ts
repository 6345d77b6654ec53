// The same users and the same question for everybody: those of the plan `pro` have the flag, and 25 % of all others.

export interface User {
  readonly id: string;
  readonly plan: string;
  readonly country: string;
  readonly email: string;
  readonly age: number;
}

export const flagKey = 'new-dashboard';
export const userCount = 1_024;
const plans = ['pro', 'free', 'free', 'team'];

/** Ids as UUIDs have them: 36 characters. */
export const users: readonly User[] = Array.from({ length: userCount }, (_, i) => ({
  id: `5c3d8535-f81a-4478-a6d3-${(i * 2_654_435_761).toString(16).padStart(12, '0').slice(-12)}`,
  plan: plans[i % plans.length] ?? '',
  country: i % 3 === 0 ? 'de' : 'us',
  email: `user${i}@example.com`,
  age: 18 + (i % 60),
}));

/** Buckets differ from library to library, and so does who is in; the share does not. */
export function isFair(on: number): boolean {
  const expected = userCount * (0.25 + 0.75 * 0.25);
  return Math.abs(on - expected) < 5 * Math.sqrt(userCount * 0.75 * 0.25 * 0.75);
}

export const rule = {
  if: [
    { '==': [{ var: 'plan' }, 'pro'] },
    'on',
    {
      fractional: [
        ['on', 25],
        ['off', 75],
      ],
    },
  ],
};

export const document = {
  flags: {
    [flagKey]: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting: rule },
  },
} as const;
