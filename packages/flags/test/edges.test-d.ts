import type { Provider } from '@openfeature/server-sdk';
import type { Provider as WebProvider } from '@openfeature/web-sdk';
import { expectTypeOf, test } from 'vitest';
import { bool, choice, experiment } from '../src/build.ts';
import { exposures } from '../src/experiments.ts';
import { createFlags, defineFlags, type FlagDefinition, flag } from '../src/index.ts';
import type { ScryProvider, ScryWebProvider } from '../src/openfeature.ts';
import { testFlags } from '../src/testing.ts';

const definitions = defineFlags({ dashboard: flag.boolean(), theme: flag.string('light', ['light', 'dark']) });
const flags = createFlags({ definitions });

test('the providers are what the SDKs take', () => {
  expectTypeOf<ScryProvider>().toExtend<Provider>();
  expectTypeOf<ScryWebProvider>().toExtend<WebProvider>();
});

test('a builder knows its variants', () => {
  bool('it').rollout('on', 10);
  // @ts-expect-error no such variant
  expectTypeOf(() => bool('it').rollout('yes', 10)).toBeFunction();
  // @ts-expect-error no such variant
  expectTypeOf(() => choice('size', { small: 1, large: 2 }).rollout('huge', 10)).toBeFunction();
  const checkout = experiment('checkout').split({ control: 50, treatment: 50 });
  // @ts-expect-error no such variant
  expectTypeOf(() => checkout.allow('userId', ['u1'], 'tretment')).toBeFunction();
  expectTypeOf(checkout.toJSON()).toEqualTypeOf<FlagDefinition>();
});

test('exposed flags have the types of the flags', () => {
  const exposed = exposures(flags, { sink: () => {} });
  expectTypeOf(exposed.value('theme')).toEqualTypeOf<'light' | 'dark'>();
  expectTypeOf(exposed.on('dashboard')).toEqualTypeOf<boolean>();
  // @ts-expect-error it is no boolean
  exposed.on('theme');
});

test('test flags take the values that a flag may have', () => {
  const { set } = testFlags(definitions, { theme: 'dark' });
  // @ts-expect-error no such value
  expectTypeOf(() => set({ theme: 'blue' })).toBeFunction();
  // @ts-expect-error no such flag
  expectTypeOf(() => set({ dashbord: true })).toBeFunction();
});
