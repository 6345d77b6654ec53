import { readConfig } from '../config.ts';
import { parseAddress } from '../counting/ip-address.ts';
import { type ListenerTraits, listenerErased } from '../features/privacy/listener.ts';
import { createPrivacy, type Privacy } from '../features/privacy/privacy.ts';
import { type App, openApp } from '../main.ts';
import { type Command, type CommandContext, UsageError } from './command.ts';
import { operator } from './operator.ts';
import { parseOptions, refuseArguments } from './parse-options.ts';

const ofAll = 'all tenants';

/** Deletes what is stored of somebody. */
export const erase: Command = {
  help: `Usage: podcast-analytics erase <email>
       podcast-analytics erase --address <IP address> --user-agent <text>

Deletes a person: the account with all that belongs to it, and the address wherever else it stands. Or a listener: the hits
and downloads of the months whose keys are still there, and lines of rejected hits with the address. What was counted stays,
the audit trail too: it holds ids only. It cannot be undone. With the embedded database, stop the console first.`,
  async run(args, context) {
    const whom = whomOf('erase', args);
    return withPrivacy(context, async (privacy) => {
      if ('address' in whom) return `${listenerErased(await privacy.eraseListener(whom))}\n`;
      const { rows } = await privacy.erasePerson(ofAll, whom.email);
      return `${rows} rows were removed or changed.\n`;
    });
  },
};

/** Prints what is stored about somebody. */
export const personalData: Command = {
  help: `Usage: podcast-analytics personal-data <email>
       podcast-analytics personal-data --address <IP address> --user-agent <text>

Prints everything that is stored about a person or a listener, one JSON object a line, without passwords and keys.`,
  async run(args, context) {
    const whom = whomOf('personal-data', args);
    return withPrivacy(context, (privacy) =>
      'address' in whom ? privacy.exportListener(whom) : privacy.exportPerson(ofAll, whom.email),
    );
  },
};

/** Removes what is kept no longer. */
export const retention: Command = {
  help: `Usage: podcast-analytics retention

Removes what is kept no longer: raw hits and conversions after the days of their tenant, keys of listeners, rejected lines,
expired sessions and links. The console does so once a day.`,
  async run(args, context) {
    refuseArguments('retention', parseOptions(args, {}).positionals);
    return withPrivacy(context, async (privacy) => {
      const report = Object.entries(await privacy.removeExpired(context.signal));
      return report.map(([what, rows]) => `${what.padEnd(14)} ${rows}\n`).join('');
    });
  },
};

type Whom = { readonly email: string } | ListenerTraits;

function whomOf(command: string, args: readonly string[]): Whom {
  const { values, positionals } = parseOptions(args, { address: { type: 'string' }, 'user-agent': { type: 'string' } });
  const { address, 'user-agent': userAgent } = values;
  const [email, ...rest] = positionals;
  if (email !== undefined && rest.length === 0 && address === undefined && userAgent === undefined) return { email };
  if (email !== undefined || address === undefined || userAgent === undefined) {
    throw new UsageError(`${command}: expected one address of mail, or --address and --user-agent`);
  }
  if (parseAddress(address) === undefined) {
    throw new UsageError(`${command}: --address: expected an IP address, got "${address}"`);
  }
  return { address, userAgent };
}

async function withPrivacy(
  { env, stdout, now }: CommandContext,
  work: (privacy: Privacy) => Promise<string>,
): Promise<void> {
  const app = await openApp(readConfig(env), now);
  try {
    stdout.write(await work(privacyOf(app)));
  } finally {
    await app.close();
  }
}

function privacyOf({ database, now, config, accounts, audit }: App): Privacy {
  const byOperator: App['audit'] = { log: (event) => audit.log({ actor: operator(), ...event }) };
  return createPrivacy({ database, now, dataDir: config.dataDir, accounts, audit: byOperator });
}
