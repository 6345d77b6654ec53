import { readConfig } from '../config.ts';
import { plans, roles } from '../features/accounts/account.ts';
import { homeTenant } from '../features/accounts/first-account.ts';
import { createPassword } from '../features/accounts/password.ts';
import { type App, openApp } from '../main.ts';
import { type Command, UsageError } from './command.ts';
import { operator } from './operator.ts';
import { oneOf, parseOptions } from './parse-options.ts';

const help = `Usage: podcast-analytics accounts                             who may log in, and which keys are in force
       podcast-analytics accounts add-user <email> [--role <role>] [--tenant <id>]
       podcast-analytics accounts set-password <email>          ends the user's sessions too
       podcast-analytics accounts add-key <name> [--role <role>] [--plan <plan>] [--tenant <id>]
       podcast-analytics accounts revoke-key <name> [--tenant <id>]

Passwords and keys are made here, and printed this once. With the embedded database, stop the console first.

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

type Change = (app: Pick<App, 'accounts' | 'audit'>) => Promise<string>;

/** What is wrong with the arguments is said before anything is opened. */
function prepareChange([action, name, ...rest]: readonly string[], given: Given): Change {
  if (action === undefined) return list;
  const actions = { 'add-user': addUser, 'set-password': setPassword, 'add-key': addKey, 'revoke-key': revokeKey };
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
    await accounts.addUser({ tenantId: given.tenant, email, role, password });
    await audit.log({
      action: 'user.created',
      actor: operator(),
      resource: { type: 'user', id: email, tenantId: given.tenant },
      details: { role },
    });
    return `${email}, password ${password}`;
  };
}

function setPassword(email: string): Change {
  return async ({ accounts, audit }) => {
    const password = createPassword();
    await accounts.setPassword(email, password);
    await audit.log({ action: 'user.password_changed', actor: operator(), resource: { type: 'user', id: email } });
    return `${email}, password ${password}`;
  };
}

function addKey(name: string, given: Given): Change {
  const role = oneOf('--role', roles, given.role);
  const plan = oneOf('--plan', plans, given.plan);
  return async ({ accounts, audit }) => {
    const key = await accounts.addApiKey({ tenantId: given.tenant, name, role, plan });
    await audit.log({
      action: 'api_key.created',
      actor: operator(),
      resource: { type: 'api_key', id: name, tenantId: given.tenant },
      details: { name, role, plan },
    });
    return key;
  };
}

function revokeKey(name: string, { tenant }: Given): Change {
  return async ({ accounts, audit }) => {
    await accounts.revokeApiKey(tenant, name);
    await audit.log({
      action: 'api_key.revoked',
      actor: operator(),
      resource: { type: 'api_key', id: name, tenantId: tenant },
      details: { name },
    });
    return `The key "${name}" opens nothing any more.`;
  };
}
