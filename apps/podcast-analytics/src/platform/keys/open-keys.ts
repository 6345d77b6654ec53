import type { Config } from '../../config.ts';
import type { Database } from '../db/database.ts';
import type { Telemetry } from '../telemetry.ts';
import { developmentSecret } from './development-secret.ts';
import { createKeyStore } from './key-store.ts';
import { createSealer, type Sealer } from './sealer.ts';
import { createSigningKeys, type SigningKeys } from './signing-keys.ts';

export interface Keys {
  readonly sealer: Sealer;
  readonly signingKeys: SigningKeys;
}

interface KeyParts {
  readonly config: Pick<Config, 'secretKeys' | 'dataDir'>;
  readonly database: Database;
  readonly telemetry: Telemetry;
  readonly now: () => number;
}

/** What seals and what signs, under SECRET_KEY or what stands in for it. */
export function openKeys({ config, database, telemetry, now }: KeyParts): Keys {
  const sealer = createSealer(config.secretKeys ?? [developmentSecret(config.dataDir)]);
  return { sealer, signingKeys: createSigningKeys(createKeyStore(database, sealer, telemetry.logger), now) };
}
