import { Agent, request } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { emptyDataDir } from '../data-dir-template.ts';
import { startCli } from '../run-cli.ts';

let dataDir: ReturnType<typeof emptyDataDir>;
beforeEach(() => {
  dataDir = emptyDataDir();
});
afterEach(() => dataDir.remove());

interface Answer {
  readonly status: number | undefined;
  /** Whether the server takes no further request on this connection. */
  readonly isLast: boolean;
}

/** One request; rejects with whatever the connection says. */
function get(url: string, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent }, (response) => {
      response.resume();
      response.on('end', () =>
        resolve({ status: response.statusCode, isLast: response.headers.connection === 'close' }),
      );
      response.on('error', reject);
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** Asks again and again over one kept connection, until the server says that it was the last time; a balancer goes elsewhere then. */
async function askUntilClosed(url: string, answered: () => void): Promise<string[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const failures: string[] = [];
  for (;;) {
    try {
      const { status, isLast } = await get(`${url}/openapi.json`, agent);
      if (status !== 200) failures.push(String(status));
      answered();
      if (isLast) return failures;
    } catch (error) {
      return [...failures, String(error)];
    }
  }
}

test('a server that is told to stop under load answers every request that it has taken', async () => {
  const running = startCli(['start', '--no-demo'], {
    ...{ DATA_DIR: dataDir.path, PORT: '0', RATE_LIMIT_ENABLED: 'false', SHUTDOWN_DELAY_SECONDS: '1' },
  });
  const [, url = ''] = await running.printed(/(http:\S+)/);
  let answers = 0;
  const answered = () => {
    if (++answers === 500) running.process.kill('SIGTERM');
  };
  const isReady = async () => (await fetch(`${url}/ready`)).status;
  expect(await isReady()).toBe(200);
  const failures = await Promise.all(Array.from({ length: 20 }, () => askUntilClosed(url, answered)));
  expect((await running.ended()).code).toBe(0);
  expect(answers).toBeGreaterThan(500);
  expect(failures.flat()).toEqual([]);
});
