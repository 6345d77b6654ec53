import { once } from 'node:events';
import { isBreakerOpenError } from '@scry/breaker';
import { readConfig } from '../config.ts';
import { actOutDemo } from '../demo/act-out-demo.ts';
import { importDemoData } from '../demo/import-demo-data.ts';
import { firstLogIn, type LogIn } from '../features/accounts/first-account.ts';
import { type App, openApp } from '../main.ts';
import { databaseErrorKind } from '../platform/db/database-error.ts';
import type { Command } from './command.ts';
import { parseOptions, refuseArguments } from './parse-options.ts';

const help = `Usage: podcast-analytics start [--no-demo]

Serves the console and the API, by default on a loopback port. An empty data directory is filled with six weeks of
invented traffic first.

  --no-demo   leaves the data directory empty

Settings: PORT (default: the first free from 3000 on), HOST, DATA_DIR, DATABASE_URL, LOG_LEVEL.`;

/** Runs the console until the process is told to end. */
export const start: Command = {
  help,
  async run(args, { env, stdout, signal, now }) {
    const { values, positionals } = parseOptions(args, { 'no-demo': { type: 'boolean' } });
    refuseArguments('start', positionals);
    const opening = openApp(readConfig(env), now, true);
    const loading = import('../serve-app.ts'); // the embedded database opens on another thread meanwhile
    const app = await opening;
    try {
      const isDemo =
        !values['no-demo'] && (await importDemoData(app.database, await app.createImporter(), app.accounts, now()));
      const logIn = await firstLogIn(app.accounts, app.config.host).catch(unlessAway);
      const { serveApp } = await loading;
      const server = await serveApp(app);
      if (isDemo) await actOutDemo({ ...app, url: server.url }).catch(warn(app)); // there is enough to see without it
      stdout.write(greeting(server.url, logIn));
      if (!signal.aborted) await once(signal, 'abort');
      await server.close();
    } finally {
      await app.close();
    }
  },
};

/** Who was here before can log in when the database is back. */
function unlessAway(error: unknown): undefined {
  if (databaseErrorKind(error) !== 'connection' && !isBreakerOpenError(error)) throw error;
}

function warn({ telemetry }: App) {
  return (err: unknown) => telemetry.logger.warn({ err }, 'the demo was not acted out to its end');
}

function greeting(url: string, logIn: LogIn | undefined): string {
  const account = logIn ? `${logIn.email}, password ${logIn.password}` : 'npx podcast-analytics accounts --help';
  return `
  Podcast analytics: ${url}
  Log in:            ${account}

  Your own logs, after Ctrl-C: npx podcast-analytics import <files…>

`;
}
