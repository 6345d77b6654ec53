import { readConfig } from '../config.ts';
import { openApp } from '../main.ts';
import type { Command } from './command.ts';
import { operator } from './operator.ts';
import { parseOptions, refuseArguments } from './parse-options.ts';

const help = `Usage: podcast-analytics rotate-secrets [--revoke-older]

Makes a new key, which signs from now on. Links that older keys signed go on until they expire; a key goes when nothing
that it signed is valid any more. Nobody is logged out: sessions and API keys are random tokens, which no key signs.

  --revoke-older   after a leak: older keys go now, and every link that they signed is dead

To replace SECRET_KEY itself:
  1. start every process with SECRET_KEY=<new> and SECRET_KEY_PREVIOUS=<old>
  2. podcast-analytics rotate-secrets: seals with the new one what the old one sealed
  3. start every process without SECRET_KEY_PREVIOUS

With the embedded database, stop the console first.`;

/** Replaces the keys that sign, and seals anew what is sealed. */
export const rotateSecrets: Command = {
  help,
  async run(args, { env, stdout, now }) {
    const { values, positionals } = parseOptions(args, { 'revoke-older': { type: 'boolean' } });
    refuseArguments('rotate-secrets', positionals);
    const revokeOlder = values['revoke-older'] === true;
    const app = await openApp(readConfig(env), now);
    try {
      const { kid, removed, resealed: keysResealed } = await app.signingKeys.rotate({ revokeOlder });
      const resealed = keysResealed + (await app.accounts.mfa.reseal());
      await app.audit.log({
        action: 'secrets.rotated',
        actor: operator(),
        resource: { type: 'signing_key', id: kid },
        details: { removed, resealed, revokeOlder },
      });
      stdout.write(`The key ${kid} signs from now on; ${removed} older removed, ${resealed} sealed anew.\n`);
    } finally {
      await app.close();
    }
  },
};
