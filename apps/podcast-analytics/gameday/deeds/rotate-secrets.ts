import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { runCli } from '../../test/run-cli.ts';
import type { End, Game } from '../game.ts';

/**
 * Replaces SECRET_KEY as the runbook says: every process, one after the other, gets the new one beside the old one, then the key
 * that signs is made anew, then the old one is taken away. The load goes on meanwhile.
 */
export async function rotateSecrets({ world, apps, session, checks }: Game): Promise<End> {
  const old = { SECRET_KEY: world.settings['SECRET_KEY'] ?? '' };
  const renewed = { SECRET_KEY: randomBytes(32).toString('base64') };
  const isIn = async () => {
    const answers = apps.map(({ url }) =>
      fetch(url, { headers: { cookie: `session=${session}` }, redirect: 'manual' }),
    );
    return (await Promise.all(answers)).every(({ status }) => status === 200);
  };
  const wasIn = await isIn();
  for (const app of apps) await app.replace({ ...renewed, SECRET_KEY_PREVIOUS: old.SECRET_KEY });
  const settings = {
    ...world.settings,
    ...renewed,
    SECRET_KEY_PREVIOUS: old.SECRET_KEY,
    DATA_DIR: join(world.folder, 'operator'),
  };
  const { code, stdout, stderr } = await runCli(['rotate-secrets'], settings);
  for (const app of apps) await app.replace({ SECRET_KEY_PREVIOUS: '' });
  checks.push({
    name: 'secrets are rotated, and nobody is logged out',
    ok: wasIn && code === 0 && (await isIn()),
    detail: code === 0 ? stdout.trim() : stderr.trim().slice(-300),
  });
  return () => {};
}
