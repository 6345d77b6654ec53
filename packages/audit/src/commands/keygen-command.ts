import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { ed25519Signer } from '../ed25519-signer.ts';
import type { Command } from './command.ts';

export const keygenCommand: Command = {
  name: 'keygen',
  summary: 'Makes the key pair that checkpoints are signed and verified with.',
  operands: ['name'],
  options: {
    out: {
      value: 'file',
      description: 'the private key goes here, the public one to <file>.pub; if left out, audit-key.pem',
    },
  },
  async run({ out = 'audit-key.pem' }, [name], print) {
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
    const { publicKey } = ed25519Signer({ name, privateKey });
    // A key that is there already may have signed something.
    await writeFile(out, pem, { flag: 'wx', mode: 0o600 });
    await writeFile(`${out}.pub`, `${publicKey}\n`, { flag: 'wx' });
    await print(`${out}: the private key, for ed25519Signer\n${out}.pub: the public key, for verify\n${publicKey}\n`);
    return 0;
  },
};
