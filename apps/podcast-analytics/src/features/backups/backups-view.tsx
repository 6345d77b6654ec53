import type { FC } from 'hono/jsx';
import { bytes, count } from '../../platform/http/figures.ts';
import type { Retention, StoredBackup } from './backup-folder.ts';
import type { BackupStatus } from './backup-status.ts';

interface BackupsViewProps {
  readonly backups: readonly StoredBackup[];
  readonly status: BackupStatus;
  readonly isBusy: boolean;
  readonly hasKey: boolean;
  /** Where they are. */
  readonly folder: string;
  readonly dailyAt: number | undefined;
  readonly keep: Retention;
}

/** Asks for itself again while one is being made. */
export const BackupsView: FC<BackupsViewProps> = ({ backups, status, isBusy, hasKey, folder, dailyAt, keep }) => (
  <main
    id="main"
    {...(isBusy && {
      ...{ 'hx-get': '/operations/backups', 'hx-trigger': 'every 2s', 'hx-select': '#main', 'hx-swap': 'outerMorph' },
    })}
  >
    <div class="heading">
      <h1>Backups</h1>
      <form method="post" action="/operations/backups">
        <button type="submit" disabled={isBusy || !hasKey}>
          {isBusy ? 'Making or verifying one …' : 'Back up now'}
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
        The newest of each of {keep.daily} days and {keep.weekly} weeks is kept, in <code>{folder}</code>. While the
        servers are stopped, <code>podcast-analytics restore &lt;file&gt;</code> brings one back.
      </p>
      {backups.length > 0 && <BackupsTable backups={backups} status={status} />}
    </section>
  </main>
);

const BackupsTable: FC<Pick<BackupsViewProps, 'backups' | 'status'>> = ({ backups, status: { verified } }) => (
  // what scrolls must be reachable by keyboard
  <section class="scroll" tabindex={0} aria-label="Backups">
    <table id="backups" class="stacked">
      <thead>
        <tr>
          <th scope="col">File</th>
          <th scope="col">Made (UTC)</th>
          <th scope="col">Size</th>
          <th scope="col">Last verified</th>
        </tr>
      </thead>
      <tbody>
        {backups.map(({ name, at, bytes: size }) => (
          <tr>
            <th scope="row">
              <code>{name}</code>
            </th>
            <td class="instant" data-label="Made (UTC)">
              {instant(at.toISOString())}
            </td>
            <td class="number" data-label="Size">
              {bytes(size)}
            </td>
            <td>{verified?.name === name && <VerdictChip {...verified} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

const VerdictChip: FC<Pick<NonNullable<BackupStatus['verified']>, 'problem'>> = ({ problem }) => (
  <span class={`state ${problem === undefined ? 'closed' : 'open'}`}>
    {problem === undefined ? 'good' : 'not good'}
  </span>
);

const Verdict: FC<BackupStatus> = ({ created, verified, failed }) => (
  <section class="card" id="verdict" aria-labelledby="verdict-title">
    <h2 id="verdict-title">
      {verified ? (
        <>
          The last one that was verified is <VerdictChip {...verified} />
        </>
      ) : (
        <span class="state half-open">not verified yet</span>
      )}
    </h2>
    <dl class="facts">
      <dt>Last made</dt>
      <dd>
        {created
          ? `${instant(created.at)} UTC: ${count(created.rows)} rows, ${bytes(created.bytes)}, in ${created.seconds.toFixed(1)} s`
          : 'never'}
      </dd>
      {verified && (
        <>
          <dt>Last verified</dt>
          <dd>
            {instant(verified.at)} UTC: <code>{verified.name}</code>{' '}
            {verified.problem ?? `restored and compared in ${verified.seconds.toFixed(1)} s`}
          </dd>
        </>
      )}
      {verified?.problem !== undefined && (
        <>
          <dt>To do</dt>
          <dd>Make a new one now, which is verified at once. Keep this file to find out why.</dd>
        </>
      )}
      {failed && failed.at !== verified?.at && (
        <>
          <dt>Last failure</dt>
          <dd>
            {instant(failed.at)} UTC: {failed.problem}
          </dd>
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
