import { expectTypeOf, test } from 'vitest';
import { chaosFetch } from '../src/fetch.ts';
import {
  type ChaosEvent,
  createChaos,
  fault,
  isChaosError,
  type MethodsOf,
  type Scenario,
  when,
} from '../src/index.ts';
import { netRule } from '../src/net.ts';
import { kafkaOutage } from '../src/presets.ts';
import { createProxy, type ProxyEvent, type ToxicSpec } from '../src/proxy.ts';

const chaos = createChaos();

test('an injection point has the type of its function', () => {
  const find = async (id: number, lang?: string) => `${id}${lang}`;
  expectTypeOf(chaos.point('db', find)).toEqualTypeOf(find);
  expectTypeOf(chaosFetch(fetch, chaos)).toEqualTypeOf<typeof fetch>();
  // @ts-expect-error: an id is a number
  chaos.point('db', find)('7');
});

test('the result of a scope flows through', () => {
  expectTypeOf(chaos.run(kafkaOutage(), () => 1)).toEqualTypeOf<number>();
  expectTypeOf(chaos.run([kafkaOutage()], async () => 'x')).toEqualTypeOf<Promise<string>>();
});

test('only methods are instrumented', () => {
  const client = { get: (key: string) => key, status: 'ready' };
  expectTypeOf<MethodsOf<typeof client>>().toEqualTypeOf<'get'>();
  expectTypeOf(chaos.instrument(client, { get: 'redis.get' })).toEqualTypeOf(client);
  // @ts-expect-error: status is no method
  chaos.instrument(client, { status: 'redis.status' });
});

test('options take what exists and nothing else', () => {
  const scenario: Scenario = { name: 'x', points: 'a', fault: fault.drop(), when: when.first(1) };
  chaos.enable(scenario, { ttlMs: 5 });
  // @ts-expect-error: a scenario has a fault
  chaos.enable({ name: 'x', points: 'a' });
  // @ts-expect-error: no such option
  chaos.enable(scenario, { ttl: 5 });
  // @ts-expect-error: no such error
  fault.error('refusd');
  // @ts-expect-error: no such action
  netRule({ action: 'drop' });
  // @ts-expect-error: no such toxic
  netRule({ action: { toxics: [{ type: 'slow' }] } });
  // @ts-expect-error: an attribute of another toxic
  void createProxy({ upstream: 'a:1', toxics: [{ type: 'latency', attributes: { rate: 1 } }] });
  // @ts-expect-error: a proxy has an upstream
  void createProxy({ listen: 'a:1' });
  // @ts-expect-error: no such mode
  kafkaOutage({ mode: 'gone' });
  // @ts-expect-error: scenarios are read-only
  scenario.name = 'y';
});

test('events are told apart by their type', () => {
  const read = (event: ChaosEvent) => {
    if (event.type === 'injected') return event.call;
    if (event.type === 'armed') return event.scope;
    return event.reason;
  };
  expectTypeOf(read).returns.toEqualTypeOf<
    number | 'process' | 'scope' | 'budget' | 'synchronous' | 'ended' | 'expired' | 'killed' | 'disposed'
  >();
});

test('what a proxy tells is told apart by its type, and a toxic by its own', () => {
  const read = (event: ProxyEvent) => ('toxic' in event ? event.toxic : event.connection);
  expectTypeOf(read).returns.toEqualTypeOf<string | number>();
  const latencyOf = (spec: ToxicSpec) => (spec.type === 'latency' ? spec.attributes?.latency : undefined);
  expectTypeOf(latencyOf).returns.toEqualTypeOf<number | undefined>();
});

test('a guard tells the reason of a refusal', () => {
  const error: unknown = null;
  if (isChaosError(error))
    expectTypeOf(error.reason).toEqualTypeOf<'production' | 'disabled' | 'killed' | 'disposed'>();
});
