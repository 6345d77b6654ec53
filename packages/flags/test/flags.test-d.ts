import { expectTypeOf, test } from 'vitest';
import {
  createFlags,
  type Declaration,
  defineFlags,
  type EvaluationDetails,
  type FlagDocument,
  flag,
  type KeysOf,
  type Trace,
  type ValueOf,
} from '../src/index.ts';

interface Limits {
  readonly rows: number;
}

const definitions = defineFlags({
  dashboard: flag.boolean(),
  theme: flag.string('light', ['light', 'dark']),
  banner: flag.string('hello'),
  pageSize: flag.number(20),
  limits: flag.json<Limits>({ rows: 10 }),
});
const flags = createFlags({ definitions });
type D = (typeof definitions)['declarations'];

test('a value has the type that was declared', () => {
  expectTypeOf(flags.on('dashboard')).toEqualTypeOf<boolean>();
  expectTypeOf(flags.value('dashboard')).toEqualTypeOf<boolean>();
  expectTypeOf(flags.value('theme')).toEqualTypeOf<'light' | 'dark'>();
  expectTypeOf(flags.value('banner')).toEqualTypeOf<string>();
  expectTypeOf(flags.value('pageSize')).toEqualTypeOf<number>();
  expectTypeOf(flags.value('limits')).toEqualTypeOf<Limits>();
  expectTypeOf(flags.details('theme')).toEqualTypeOf<EvaluationDetails<'light' | 'dark'>>();
  expectTypeOf(flags.explain('pageSize')).toEqualTypeOf<Trace<number>>();
  expectTypeOf(flags.all().theme).toEqualTypeOf<'light' | 'dark'>();
  expectTypeOf(flags.for({ plan: 'pro' }).value('theme')).toEqualTypeOf<'light' | 'dark'>();
});

test('a key that was not declared does not compile', () => {
  // @ts-expect-error misspelt
  flags.value('dashbord');
  // @ts-expect-error misspelt
  flags.on('dashbord');
  // @ts-expect-error misspelt
  flags.for({}).details('dashbord');
  // @ts-expect-error no such flag
  flags.all().dashbord;
});

test('only a boolean flag is on or off', () => {
  // @ts-expect-error a text
  flags.on('theme');
  // @ts-expect-error a number
  flags.for({}).on('pageSize');
  expectTypeOf<KeysOf<D, boolean>>().toEqualTypeOf<'dashboard'>();
  expectTypeOf<KeysOf<D, string>>().toEqualTypeOf<'theme' | 'banner'>();
  expectTypeOf<ValueOf<D, 'theme'>>().toEqualTypeOf<'light' | 'dark'>();
});

test('a value that a flag cannot have does not compile', () => {
  // @ts-expect-error never 'blue'
  flags.value('theme') === 'blue';
  // @ts-expect-error a fallback must be one of all
  flag.string('blue', ['light', 'dark']);
  // @ts-expect-error a boolean
  flag.boolean('yes');
  // @ts-expect-error an object or a list
  flag.json(7);
});

test('a context is an object of plain values, and its targeting key a text', () => {
  flags.on('dashboard', { targetingKey: 'u1', plan: 'pro', age: 3, at: new Date(0), tags: ['a'], user: { name: 'b' } });
  flags.on('dashboard', { targetingKey: undefined });
  // @ts-expect-error a number is hashed differently everywhere
  flags.on('dashboard', { targetingKey: 7 });
  // @ts-expect-error a function is no value
  flags.on('dashboard', { plan: () => 'pro' });
  // @ts-expect-error a big integer is none that JSON has
  flags.on('dashboard', { age: 10n });
  // @ts-expect-error a text is no context
  flags.on('dashboard', 'u1');
});

test('a document has a state, variants and a rule', () => {
  const variants = { on: true };
  expectTypeOf({ flags: { f: { state: 'ENABLED' as const, variants } } }).toExtend<FlagDocument>();
  expectTypeOf({ flags: { f: { state: 'ON' as const, variants } } }).not.toExtend<FlagDocument>();
  expectTypeOf({ flags: { f: { state: 'ENABLED' as const } } }).not.toExtend<FlagDocument>();
});

test('a declaration is inferred as narrow as it was written', () => {
  expectTypeOf(flag.string('a', ['a', 'b'])).toEqualTypeOf<Declaration<'a' | 'b'>>();
  expectTypeOf(flag.string('a')).toEqualTypeOf<Declaration<string>>();
  expectTypeOf(flag.boolean()).toEqualTypeOf<Declaration<boolean>>();
});
