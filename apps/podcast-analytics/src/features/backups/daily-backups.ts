import type { Logger } from '../../platform/logger.ts';
import type { Backups } from './backups.ts';

const lookMs = 60_000;
const dayMs = 86_400_000;
/** After a failure; whoever watches the metrics knows of it by then. */
const pauseMs = 3_600_000;

/** What has to be made, when. Looked at every minute, so that a time that the machine slept through is made up for. */
export function isBackupDue(now: number, dailyAt: number, newest: Date | undefined): boolean {
  const today = Math.floor(now / dayMs) * dayMs + dailyAt * 60_000;
  const slot = today <= now ? today : today - dayMs;
  return newest === undefined || newest.getTime() < slot;
}

export interface DailyBackups {
  /** One look; exposed for tests, which have no minutes to wait. */
  look(): Promise<void>;
  close(): void;
}

interface DailyBackupParts {
  readonly backups: Backups;
  readonly now: () => number;
  readonly logger: Logger;
  /** Around all of it: so that the audit trail knows that nobody asked for it. */
  readonly run: (work: () => Promise<void>) => Promise<void>;
}

/** Makes a backup a day, and restores it at once to see that it is good. */
export function startDailyBackups({ backups, now, logger, run }: DailyBackupParts): DailyBackups {
  const { keys, dailyAt } = backups.settings;
  let nextTry = Number.NEGATIVE_INFINITY;

  async function makeIfDue(at: number): Promise<void> {
    if (now() < nextTry || backups.isBusy()) return;
    // A clock that was ahead once may have left one of the future: it must not put off all others until then.
    const newest = (await backups.list()).find((backup) => backup.at.getTime() <= now());
    if (!isBackupDue(now(), at, newest?.at)) return;
    nextTry = now() + pauseMs;
    const { path } = await backups.create();
    await backups.verify({ path });
  }

  async function look(): Promise<void> {
    if (keys.length === 0 || dailyAt === undefined) return;
    await run(() => makeIfDue(dailyAt)).catch((error) =>
      logger.error({ error: String(error) }, 'the daily backup failed'),
    );
  }

  if (keys.length === 0) logger.info({}, 'no backups are made: BACKUP_KEY is not set');
  const timer = setInterval(look, lookMs).unref();
  return {
    look,
    close: () => clearInterval(timer),
  };
}
