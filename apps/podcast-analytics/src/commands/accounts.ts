import { readFile } from 'node:fs/promises';
import { readConfig } from '../config.ts';
import { plans, roles } from '../features/accounts/account.ts';
import { homeTenant } from '../features/accounts/first-account.ts';
import { createPassword } from '../features/accounts/password.ts';
import { readUsers } from '../features/accounts/users/read-users.ts';
import { type App, openApp } from '../main.ts';
import { type Command, UsageError } from './command.ts';
import { operator } from './operator.ts';
import { oneOf, parseOptions } from './parse-options.ts';

const help = `Usage: podcast-analytics accounts                             who may log in, and which keys are in force
       podcast-analytics accounts add-user <email> [--role <role>] [--tenant <id>]
       podcast-analytics accounts set-password <email>          ends the user's sessions too
       podcast-analytics accounts remove-mfa <email>            for whoever has lost the second factor
       podcast-analytics accounts import <file.csv> [--tenant <id>]
       podcast-analytics accounts add-key <name> [--role <role>] [--plan <plan>] [--tenant <id>]
       podcast-analytics accounts revoke-key <name> [--tenant <id>]

Passwords and keys are made here, and printed this once. With the embedded database, stop the console first.
A file to import has the columns email,role,password_hash; hashes are bcrypt, SHA-256 (hexadecimal digits, or salt:digits) or
argon2id, and become argon2id when their users log in.

  --role <role>   ${roles.join(' | ')} (default VIEWER)
  --plan <plan>   ${plans.join(' | ')} (default free): how many requests a key may make
  --tenant <id>   default ${homeTenant}`;

interface Given {
  readonly role: string;
  readonly plan: string;
  readonly tenant: string;
}

/** Shows and changes who may come in. */
export const accounts: Command = {
  help,
  async run(args, { env, stdout, now }) {
    const { values, positionals } = parseOptions(args, {
      role: { type: 'string', default: 'VIEWER' },
      plan: { type: 'string', default: 'free' },
      tenant: { type: 'string', default: homeTenant },
    });
    const change = prepareChange(positionals, values);
    const app = await openApp(readConfig(env), now);
    try {
      stdout.write(`${await change(app)}\n`);
    } finally {
      await app.close();
    }
  },
};

type Change = (app: Pick<App, 'accounts' | 'audit' | 'events'>) => Promise<string>;

/** What is wrong with the arguments is said before anything is opened. */
function prepareChange([action, name, ...rest]: readonly string[], given: Given): Change {
  if (action === undefined) return list;
  const actions = {
    'add-user': addUser,
    'set-password': setPassword,
    'remove-mfa': removeMfa,
    import: importUsers,
    'add-key': addKey,
    'revoke-key': revokeKey,
  };
  // The cast: the keys of `actions` are its type's.
  const known = oneOf('accounts', Object.keys(actions) as (keyof typeof actions)[], action);
  if (name === undefined || rest.length > 0) {
    throw new UsageError(`accounts ${known}: expected one name, got ${name === undefined ? 'none' : rest.length + 1}`);
  }
  return actions[known](name, given);
}

async function list({ accounts }: Pick<App, 'accounts'>): Promise<string> {
  const rows = (await accounts.list()).map(({ type, tenantId, name, role, plan }) =>
    [type === 'user' ? 'user' : 'key', tenantId, role, plan || '-', name]
      .map((cell) => cell.padEnd(16))
      .join(' ')
      .trim(),
  );
  return rows.length > 0 ? rows.join('\n') : 'No accounts yet.';
}

function addUser(email: string, given: Given): Change {
  const role = oneOf('--role', roles, given.role);
  return async ({ accounts, audit }) => {
    const password = createPassword();
    const id = await accounts.addUser({ tenantId: given.tenant, email, role, password });
    await audit.log({
      action: 'user.created',
      actor: operator(),
      resource: { type: 'user', id, tenantId: given.tenant },
      details: { role },
    });
    return `${email}, password ${password}`;
  };
}

function setPassword(email: string): Change {
  return async ({ accounts, audit }) => {
    const password = createPassword();
    const id = await accounts.setPassword(email, password);
    await audit.log({ action: 'user.password_changed', actor: operator(), resource: { type: 'user', id } });
    return `${email}, password ${password}`;
  };
}

function removeMfa(email: string): Change {
  return async ({ accounts, audit }) => {
    const user = await accounts.userAt(email);
    if (!user) throw new Error(`There is no user ${email}.`);
    await audit.log({ action: 'auth.mfa.removed', actor: operator(), resource: { type: 'user', ...user } });
    const had = await accounts.mfa.remove(user.id);
    return had ? `${email} logs in with the password alone.` : `${email} had no second factor.`;
  };
}

function importUsers(path: string, given: Given): Change {
  return async ({ accounts, audit }) => {
    const { users, refused } = readUsers(await readFile(path, 'utf8'));
    let added = 0;
    for (const user of users) {
      const id = await accounts.importUser({ ...user, tenantId: given.tenant });
      if (id === undefined) {
        refused.push(`line ${user.line}: email: expected one that has no account yet, got ${user.email}`);
        continue;
      }
      added += 1;
      const resource = { type: 'user', id, tenantId: given.tenant };
      await audit.log({ action: 'user.created', actor: operator(), resource, details: { role: user.role } });
    }
    return [`${added} users added, ${refused.length} lines refused`, ...refused].join('\n');
  };
}

function addKey(name: string, given: Given): Change {
  const role = oneOf('--role', roles, given.role);
  const plan = oneOf('--plan', plans, given.plan);
  return async ({ accounts, audit, events }) => {
    const key = await accounts.addApiKey({ tenantId: given.tenant, name, role, plan });
    await audit.log({
      action: 'api_key.created',
      actor: operator(),
      resource: { type: 'api_key', id: name, tenantId: given.tenant },
      details: { name, role, plan },
    });
    events.emit({ type: 'api_key.created', data: { keyId: name, name } });
    return key;
  };
}

function revokeKey(name: string, { tenant }: Given): Change {
  return async ({ accounts, audit, events }) => {
    await accounts.revokeApiKey(tenant, name);
    await audit.log({
      action: 'api_key.revoked',
      actor: operator(),
      resource: { type: 'api_key', id: name, tenantId: tenant },
      details: { name },
    });
    events.emit({ type: 'api_key.revoked', data: { keyId: name, name } });
    return `The key "${name}" opens nothing any more.`;
  };
}
