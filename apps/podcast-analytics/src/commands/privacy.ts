import { readConfig } from '../config.ts';
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
and downloads of the months whose keys are still there. What was counted stays, the audit trail too: it holds ids only.
It cannot be undone. With the embedded database, stop the console first.`,
  async run(args, context) {
    const { values, positionals } = parseOptions(args, {
      address: { type: 'string' },
      'user-agent': { type: 'string' },
    });
    const { address, 'user-agent': userAgent } = values;
    const [email, ...rest] = positionals;
    if (email !== undefined && rest.length === 0 && address === undefined && userAgent === undefined) {
      return withPrivacy(context, async (privacy) => {
        const { rows } = await privacy.erasePerson(ofAll, email);
        return `${rows} rows were removed or changed.\n`;
      });
    }
    if (email !== undefined || address === undefined || userAgent === undefined) {
      throw new UsageError('erase: expected one address of mail, or --address and --user-agent');
    }
    return withPrivacy(context, async (privacy) => {
      const { hits, downloads } = await privacy.eraseListener({ address, userAgent });
      return `${hits} hits and ${downloads} downloads were removed.\n`;
    });
  },
};

/** Prints what is stored about somebody. */
export const personalData: Command = {
  help: `Usage: podcast-analytics personal-data <email>

Prints everything that is stored about an address, one JSON object a line, without passwords and keys.`,
  async run(args, context) {
    const [email, ...rest] = parseOptions(args, {}).positionals;
    if (email === undefined || rest.length > 0) throw new UsageError('personal-data: expected one address');
    return withPrivacy(context, (privacy) => privacy.exportPerson(ofAll, email));
  },
};

/** Removes what is kept no longer. */
export const retention: Command = {
  help: `Usage: podcast-analytics retention

Removes what is kept no longer: raw hits after the days of their tenant, keys of listeners, expired sessions and links.
The console does so once a day.`,
  async run(args, context) {
    refuseArguments('retention', parseOptions(args, {}).positionals);
    return withPrivacy(context, async (privacy) => {
      const report = Object.entries(await privacy.removeExpired(context.signal));
      return report.map(([what, rows]) => `${what.padEnd(14)} ${rows}\n`).join('');
    });
  },
};

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
