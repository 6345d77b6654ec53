import { readFileSync } from 'node:fs';

/** What may also stand in a file that `<name>_FILE` names, as secret managers and containers hand secrets out. */
export const secretNames = [
  'DATABASE_URL',
  'REDIS_URL',
  'BACKUP_KEY',
  'SECRET_KEY',
  'SECRET_KEY_PREVIOUS',
  'STRIPE_API_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'SENDGRID_API_KEY',
  'OPENAI_API_KEY',
  'PAGERDUTY_ROUTING_KEY',
] as const;

/** The environment with the content of these files in it. What is wrong is added to `problems`, without any content. */
export function withSecretFiles(given: Readonly<Record<string, string>>, problems: string[]): Record<string, string> {
  const env = { ...given };
  for (const name of secretNames) {
    const path = given[`${name}_FILE`];
    if (path === undefined) continue;
    if (given[name] !== undefined)
      problems.push(`${name}: expected a value or a file, got both ${name} and ${name}_FILE`);
    const content = readSecret(path);
    if (content) env[name] = content;
    else problems.push(`${name}_FILE: expected a file with the secret, got ${content === '' ? 'an empty one' : path}`);
  }
  return env;
}

/** A file that was written with an editor ends with a line end, which no secret has. Undefined where it cannot be read. */
function readSecret(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
