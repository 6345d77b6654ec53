import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as ScryRedact from '../../../../packages/redact/src/index.ts';
import { root } from '../../../proof/src/package.ts';
import { importPeer, peerName } from '../peers.ts';
import { secretNames, secretPaths } from './record.ts';

export type Value = Readonly<Record<string, unknown>>;

/** One way of one library to take the secrets out of a record. */
export interface Redaction {
  readonly name: string;
  run(value: Value): unknown;
}

type Options = Record<string, unknown>;
type FastRedact = (options: Options) => (value: Value) => string;
interface DeepRedact {
  DeepRedact: new (options: Options) => { redact(value: Value): unknown };
}
interface RedactPii {
  SyncRedactor: new () => { redact(text: string): string };
}
interface Pattern {
  readonly pattern: RegExp;
}
type Sink = (entry: { properties: Value; message: readonly unknown[]; rawMessage: string }) => void;
interface Logtape {
  redactByField(sink: Sink, options: Options): Sink;
  redactByPattern(format: (value: Value) => string, patterns: readonly Pattern[]): (value: Value) => string;
  EMAIL_ADDRESS_PATTERN: Pattern;
  CREDIT_CARD_NUMBER_PATTERN: Pattern;
  US_SSN_PATTERN: Pattern;
  JWT_PATTERN: Pattern;
}

/** The secret names on the first four levels, as a wildcard a level: the peers know no other any-depth. */
const wildcards = ['', '*.', '*.*.', '*.*.*.'].flatMap((level) =>
  secretNames.map((name) => (name === 'x-api-key' ? `${level.replace(/\.$/, '')}["${name}"]` : `${level}${name}`)),
);

export async function scryRedact(): Promise<typeof ScryRedact> {
  return import(pathToFileURL(join(root, 'packages/redact/dist/index.js')).href);
}

/** The eleven names at any depth, and JSON. */
export async function namesToJson(): Promise<Redaction[]> {
  const { createRedactor } = await scryRedact();
  const { DeepRedact } = await importPeer<DeepRedact>('@hackylabs/deep-redact');
  const deep = new DeepRedact({ blacklistedKeys: [...secretNames], serialise: true, serialize: true });
  return [
    { name: '@scry/redact', run: createRedactor({ values: false }).stringify },
    ...(await byPath(wildcards)),
    { name: peerName('@hackylabs/deep-redact'), run: (value) => deep.redact(value) },
  ];
}

/** The same without JSON. */
export async function namesToObject(): Promise<Redaction[]> {
  const { createRedactor } = await scryRedact();
  const { redactByField } = await importPeer<Logtape>('@logtape/redaction');
  let redacted: unknown;
  const sink = redactByField(
    (entry) => {
      redacted = entry.properties;
    },
    { fieldPatterns: [...secretNames], action: () => '[REDACTED]' },
  );
  return [
    { name: '@scry/redact', run: createRedactor({ values: false }) },
    {
      name: peerName('@logtape/redaction'),
      run(value) {
        sink({ properties: value, message: [], rawMessage: '' });
        return redacted;
      },
    },
  ];
}

/** The eleven places, known beforehand, and JSON. */
export async function pathsToJson(): Promise<Redaction[]> {
  const { createRedactor } = await scryRedact();
  const redactor = createRedactor({ keys: [], values: false, paths: secretPaths });
  return [{ name: '@scry/redact', run: redactor.stringify }, ...(await byPath([...secretPaths]))];
}

/** Names, and what texts say: keys, cards, addresses of mail. */
export async function valuesToJson(): Promise<Redaction[]> {
  const { createRedactor } = await scryRedact();
  const logtape = await importPeer<Logtape>('@logtape/redaction');
  const { DeepRedact } = await importPeer<DeepRedact>('@hackylabs/deep-redact');
  const { SyncRedactor } = await importPeer<RedactPii>('redact-pii');
  const patterns = [
    logtape.EMAIL_ADDRESS_PATTERN,
    logtape.CREDIT_CARD_NUMBER_PATTERN,
    logtape.US_SSN_PATTERN,
    logtape.JWT_PATTERN,
  ];
  const deep = new DeepRedact({
    blacklistedKeys: [...secretNames],
    stringTests: patterns.map(({ pattern }) => new RegExp(pattern.source, pattern.flags.replace('g', ''))),
    serialise: true,
    serialize: true,
  });
  const pii = new SyncRedactor();
  return [
    { name: '@scry/redact', run: createRedactor().stringify },
    { name: peerName('@logtape/redaction'), run: logtape.redactByPattern((value) => JSON.stringify(value), patterns) },
    { name: peerName('@hackylabs/deep-redact'), run: (value) => deep.redact(value) },
    { name: peerName('redact-pii'), run: (value) => pii.redact(JSON.stringify(value)) },
  ];
}

async function byPath(paths: readonly string[]): Promise<Redaction[]> {
  const names = ['fast-redact', '@pinojs/redact'];
  return Promise.all(
    names.map(async (name) => {
      const { default: redact } = await importPeer<{ default: FastRedact }>(name);
      return { name: peerName(name), run: redact({ paths: [...paths], serialize: JSON.stringify }) };
    }),
  );
}
