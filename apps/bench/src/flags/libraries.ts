import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importPeer } from '../peers.ts';
import type {
  ConfigCatModule,
  FlagdCoreModule,
  GrowthBookModule,
  LaunchDarklyModule,
  OpenFeatureModule,
  UnleashClientModule,
  UnleashStrategiesModule,
} from './peer-types.ts';
import { document, flagKey, rule, type User, users } from './users.ts';

type Dist = typeof import('../../../../packages/flags/src/index.ts');
type OpenFeatureDist = typeof import('../../../../packages/flags/src/openfeature.ts');

/** Whether user number `i` has the flag. */
export type IsOn = (i: number) => boolean | Promise<boolean>;

/** What is built, as users have it. */
export const dist = '../../../../packages/flags/dist';

export const libraries: Readonly<Record<string, () => Promise<IsOn>>> = {
  '@scry/flags': async () => {
    const flags = await ours();
    const contexts = users.map(contextOf);
    return (i) => flags.on('new-dashboard', contexts[i]);
  },
  '@openfeature/flagd-core': async () => {
    const { FlagdCore } = await importPeer<FlagdCoreModule>('@openfeature/flagd-core');
    const silent = { error() {}, warn() {}, info() {}, debug() {} };
    const core = new FlagdCore(undefined, silent);
    core.setConfigurations(JSON.stringify(document));
    const contexts = users.map(contextOf);
    return (i) => core.resolveBooleanEvaluation(flagKey, false, contexts[i] ?? {}).value;
  },
  '@openfeature/server-sdk': async () => {
    const { OpenFeature } = await importPeer<OpenFeatureModule>('@openfeature/server-sdk');
    const { ScryProvider }: OpenFeatureDist = await import(`${dist}/openfeature.js`);
    await OpenFeature.setProviderAndWait(new ScryProvider(await ours()));
    const client = OpenFeature.getClient();
    const contexts = users.map(contextOf);
    return (i) => client.getBooleanValue(flagKey, false, contexts[i] ?? {});
  },
  '@growthbook/growthbook': growthBook,
  'unleash-client': unleash,
  '@launchdarkly/node-server-sdk': launchDarkly,
  '@configcat/sdk': configCat,
};

async function ours() {
  const { createFlags, defineFlags, flag }: Dist = await import(`${dist}/index.js`);
  return createFlags({ definitions: defineFlags({ [flagKey]: flag.boolean() }), source: { flags: flagsOf() } });
}

function flagsOf() {
  return { [flagKey]: { ...document.flags[flagKey], targeting: rule } };
}

function contextOf({ id, ...attributes }: User) {
  return { targetingKey: id, ...attributes };
}

async function growthBook(): Promise<IsOn> {
  const { GrowthBookClient } = await importPeer<GrowthBookModule>('@growthbook/growthbook');
  const client = new GrowthBookClient({});
  const rules = [
    { condition: { plan: 'pro' }, force: true },
    { coverage: 0.25, hashAttribute: 'id', force: true },
  ];
  client.initSync({ payload: { features: { [flagKey]: { defaultValue: false, rules } } } });
  const contexts = users.map((user) => ({ attributes: { ...user } }));
  return (i) => client.isOn(flagKey, contexts[i] ?? { attributes: {} });
}

/** Its engine alone, without the events of the public client. */
async function unleash(): Promise<IsOn> {
  const { default: Client } = (await importPeer<{ default: UnleashClientModule }>('unleash-client/lib/client')).default;
  const { defaultStrategies } = (await importPeer<{ default: UnleashStrategiesModule }>('unleash-client/lib/strategy'))
    .default;
  const pro = { contextName: 'plan', operator: 'IN', values: ['pro'], inverted: false };
  const strategies = [
    { name: 'default', parameters: {}, constraints: [pro] },
    { name: 'flexibleRollout', parameters: { rollout: '25', stickiness: 'userId', groupId: flagKey }, constraints: [] },
  ];
  const feature = { name: flagKey, enabled: true, strategies };
  const client = new Client({ getToggle: () => feature, getSegment: () => undefined }, defaultStrategies);
  const contexts = users.map(({ id, ...properties }) => ({ userId: id, properties }));
  return (i) => client.isEnabled(flagKey, contexts[i] ?? {}, () => false);
}

async function launchDarkly(): Promise<IsOn> {
  const { init, integrations, basicLogger } = (
    await importPeer<{ default: LaunchDarklyModule }>('@launchdarkly/node-server-sdk')
  ).default;
  const folder = mkdtempSync(join(tmpdir(), 'scry-bench-'));
  const file = join(folder, 'flags.json');
  const rules = [
    {
      id: 'pro',
      variation: 0,
      clauses: [{ attribute: 'plan', op: 'in', values: ['pro'], contextKind: 'user', negate: false }],
    },
  ];
  const rollout = {
    variations: [
      { variation: 0, weight: 25_000 },
      { variation: 1, weight: 75_000 },
    ],
  };
  const flag = {
    key: flagKey,
    version: 1,
    on: true,
    salt: 'salt',
    variations: [true, false],
    offVariation: 1,
    rules,
    fallthrough: { rollout },
  };
  writeFileSync(file, JSON.stringify({ flags: { [flagKey]: { ...flag, prerequisites: [], targets: [] } } }));
  const source = new integrations.FileDataSourceFactory({ paths: [file], autoUpdate: false });
  const logger = basicLogger({ level: 'none' });
  const client = init('sdk-key', {
    updateProcessor: source.getFactory(),
    sendEvents: false,
    diagnosticOptOut: true,
    logger,
  });
  await client.waitForInitialization({ timeout: 10 });
  rmSync(folder, { recursive: true });
  const contexts = users.map(({ id, ...attributes }) => ({ kind: 'user', key: id, ...attributes }));
  return (i) => client.boolVariation(flagKey, contexts[i] ?? {}, false);
}

/** Of a snapshot: its client awaits the configuration for each answer. */
async function configCat(): Promise<IsOn> {
  const { getClient, PollingMode } = await importPeer<ConfigCatModule>('@configcat/sdk');
  const on = { v: { b: true } };
  const setting = {
    t: 0,
    v: { b: false },
    r: [{ c: [{ u: { a: 'plan', c: 0, l: ['pro'] } }], s: on }],
    p: [
      { p: 25, ...on },
      { p: 75, v: { b: false } },
    ],
  };
  const config = JSON.stringify({ p: { u: 'none', r: 0, s: 'salt' }, f: { [flagKey]: setting } });
  const cache = { get: () => `${Date.now()}\netag\n${config}`, set() {} };
  const key = `${'a'.repeat(22)}/${'b'.repeat(22)}`;
  const logger = { level: -1, log() {} };
  const client = getClient(key, PollingMode.ManualPoll, { cache, logger, offline: true });
  const found = users.map(({ id, email, country, ...custom }) => ({ identifier: id, email, country, custom }));
  await client.getValueAsync(flagKey, false, found[0] ?? {});
  const snapshot = client.snapshot();
  return (i) => snapshot.getValue(flagKey, false, found[i] ?? {});
}
