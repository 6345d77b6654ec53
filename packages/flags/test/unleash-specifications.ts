// The client specification of Unleash, as its npm package has it (https://github.com/Unleash/client-specification).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import manifest from '@unleash/client-specification/package.json' with { type: 'json' };
import type { UnleashContext, UnleashDocument, UnleashVariant } from '../src/unleash.ts';

export interface Specification {
  readonly name: string;
  readonly state: UnleashDocument;
  readonly tests?: readonly Case<boolean>[];
  readonly variantTests?: readonly Case<UnleashVariant>[];
}

interface Case<Result> {
  readonly description: string;
  readonly context: UnleashContext;
  readonly toggleName: string;
  readonly expectedResult: Result;
}

const require = createRequire(import.meta.url);
const root = dirname(require.resolve('@unleash/client-specification/package.json'));
const read = <T>(name: string): T => JSON.parse(readFileSync(join(root, 'specifications', name), 'utf8'));

export const { version } = manifest;
export const specifications = read<readonly string[]>('index.json').map((name) => read<Specification>(name));
