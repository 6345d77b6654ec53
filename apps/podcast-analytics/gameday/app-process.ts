import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from 'services';
import { type RunningCli, startBareCli } from '../test/run-cli.ts';

/** A line of the log of a process. */
export interface LogLine {
  readonly process: string;
  readonly msg: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

interface AppProcessOptions {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly onLog: (line: LogLine) => void;
}

/** One process of the application and who starts it again when it ends, as Kubernetes would. */
export interface AppProcess {
  readonly name: string;
  readonly url: string;
  /** Those that it runs with. */
  readonly settings: Readonly<Record<string, string>>;
  /** How often it was started anew because it had ended by itself. */
  readonly restarts: number;
  /** kill -9. It is started again. */
  kill(): void;
  /** Ends it as a deployment does, and starts it with other settings on top. Resolves when it listens. */
  replace(settings: Readonly<Record<string, string>>): Promise<void>;
  stop(): Promise<void>;
}

/** How long it is rested before it is started again; Kubernetes begins with none, and grows to five minutes. */
const backOffMs = 500;

export async function startAppProcess({ name, settings, folder, onLog }: AppProcessOptions): Promise<AppProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let env: Readonly<Record<string, string>> = { ...settings, DATA_DIR: join(folder, name), PORT: String(port) };
  let restarts = 0;
  let isStopping = false;
  let cli = start();
  const killWithRun = () => cli.process.kill('SIGKILL');
  process.on('exit', killWithRun);
  await listening();

  function start(): RunningCli {
    const started = startBareCli(['start', '--no-demo'], env);
    createInterface({ input: started.process.stderr }).on('line', (line) => tell(line));
    void started.ended().then(({ code, stderr }) => {
      if (isStopping || cli !== started) return;
      restarts += 1;
      onLog({ process: name, msg: 'process ended', fields: { code, last: stderr.slice(-500) } });
      void sleep(backOffMs).then(() => {
        if (!isStopping && cli === started) cli = start();
      });
    });
    return started;
  }

  function tell(line: string): void {
    try {
      const { msg, ...fields } = JSON.parse(line);
      onLog({ process: name, msg: String(msg), fields });
    } catch {
      onLog({ process: name, msg: line, fields: {} }); // what Node prints by itself
    }
  }

  function listening(): Promise<unknown> {
    return cli.printed(/Podcast analytics: http/);
  }

  async function end(): Promise<void> {
    const ended = cli;
    ended.process.kill('SIGTERM');
    const overdue = setTimeout(() => ended.process.kill('SIGKILL'), 30_000);
    await ended.ended();
    clearTimeout(overdue);
  }

  return {
    ...{ name, url },
    get settings() {
      return env;
    },
    get restarts() {
      return restarts;
    },
    kill: () => void cli.process.kill('SIGKILL'),
    async replace(changed) {
      isStopping = true;
      await end();
      onLog({ process: name, msg: 'process ended', fields: {} });
      isStopping = false;
      env = { ...env, ...changed };
      cli = start();
      await listening();
    },
    async stop() {
      isStopping = true;
      await end();
      process.off('exit', killWithRun);
    },
  };
}
