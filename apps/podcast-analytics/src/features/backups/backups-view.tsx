import type { FC } from 'hono/jsx';
import { bytes, count } from '../../platform/http/figures.ts';
import type { Retention, StoredBackup } from './backup-folder.ts';
import type { BackupStatus } from './backup-status.ts';

interface BackupsViewProps {
  readonly backups: readonly StoredBackup[];
  readonly status: BackupStatus;
  readonly isBusy: boolean;
  readonly hasKey: boolean;
  readonly dailyAt: number | undefined;
  readonly keep: Retention;
}

export const BackupsView: FC<BackupsViewProps> = ({ backups, status, isBusy, hasKey, dailyAt, keep }) => (
  <main id="main">
    <div class="heading">
      <h1>Backups</h1>
      <form method="post" action="/operations/backups">
        <button type="submit" disabled={isBusy || !hasKey}>
          {isBusy ? 'Being made …' : 'Back up now'}
        </button>
      </form>
    </div>
    {!hasKey && (
      <p class="card" role="status">
        No backups are made: <code>BACKUP_KEY</code> is not set. <code>openssl rand -base64 32</code> prints one; keep
        it where the backups are not.
      </p>
    )}
    <Verdict {...status} />
    <section class="card" aria-labelledby="backups-title">
      <h2 id="backups-title">{count(backups.length)} kept</h2>
      <p class="note">
        {dailyAt === undefined
          ? 'None is made by the server itself.'
          : `One is made every day at ${clock(dailyAt)} UTC.`}{' '}
        The newest of each of {keep.daily} days and {keep.weekly} weeks is kept.
      </p>
      {backups.length > 0 && (
        // what scrolls must be reachable by keyboard
        <section class="scroll" tabindex={0} aria-label="Backups">
          <table id="backups">
            <thead>
              <tr>
                <th scope="col">Made (UTC)</th>
                <th scope="col">File</th>
                <th scope="col">Size</th>
              </tr>
            </thead>
            <tbody>
              {backups.map(({ name, at, bytes: size }) => (
                <tr>
                  <td class="instant">{instant(at.toISOString())}</td>
                  <th scope="row">
                    <code>{name}</code>
                  </th>
                  <td class="number">{bytes(size)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  </main>
);

const Verdict: FC<BackupStatus> = ({ created, verified, failed }) => (
  <section class="card" id="verdict" aria-labelledby="verdict-title">
    <h2 id="verdict-title">
      {verified ? (
        <span class={`state ${verified.problem === undefined ? 'closed' : 'open'}`}>
          {verified.problem === undefined ? 'verified' : 'not good'}
        </span>
      ) : (
        <span class="state half-open">not verified yet</span>
      )}
    </h2>
    <dl class="facts">
      {created && (
        <>
          <dt>Last made</dt>
          <dd>
            {instant(created.at)}: {count(created.rows)} rows, {bytes(created.bytes)}, in {created.seconds.toFixed(1)} s
          </dd>
        </>
      )}
      {verified && (
        <>
          <dt>Last verified</dt>
          <dd>
            {instant(verified.at)}: <code>{verified.name}</code>{' '}
            {verified.problem ?? `restored and compared in ${verified.seconds.toFixed(1)} s`}
          </dd>
        </>
      )}
      {failed && (
        <>
          <dt>Last failure</dt>
          <dd>
            {instant(failed.at)}: {failed.problem}
          </dd>
        </>
      )}
      {!created && !failed && (
        <>
          <dt>Last made</dt>
          <dd>never</dd>
        </>
      )}
    </dl>
  </section>
);

function instant(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ');
}

function clock(minutes: number): string {
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60];
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
