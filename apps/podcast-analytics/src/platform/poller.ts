import type { Logger } from './logger.ts';

export interface Poller {
  start(): void;
  /** Lets the current round end, and begins no other. */
  stop(): Promise<void>;
}

interface PollerOptions {
  readonly name: string;
  /** Does what is due, and resolves with how much that was. */
  readonly work: () => Promise<number>;
  /** How long it rests when nothing was due. */
  readonly idleMs: number;
  readonly logger: Logger;
}

/** How long it rests after a round that failed: whatever it works with is away. */
const failedMs = 5_000;

/** Does what is due again and again: at once while there is more, else after a rest. It outlives every error. */
export function createPoller({ name, work, idleMs, logger }: PollerOptions): Poller {
  let isStopped = false;
  let endRest = () => {};
  let running: Promise<void> | undefined;

  async function round(): Promise<number> {
    try {
      return (await work()) > 0 ? 0 : idleMs;
    } catch (error) {
      logger.warn({ error: String(error) }, `${name}: the round failed`);
      return failedMs;
    }
  }

  const rest = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      endRest = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function run(): Promise<void> {
    while (!isStopped) {
      const restMs = await round();
      if (!isStopped) await rest(restMs);
    }
  }

  return {
    start() {
      running ??= run();
    },
    async stop() {
      isStopped = true;
      endRest();
      await running;
    },
  };
}
