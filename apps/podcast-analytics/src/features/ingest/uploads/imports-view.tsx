import type { FC } from 'hono/jsx';
import { bytes, count, percent } from '../../../platform/http/figures.ts';
import type { ListedImport } from './upload-repository.ts';

interface ImportsViewProps {
  readonly imports: readonly ListedImport[];
  readonly mayCreate: boolean;
}

/** The logs that were imported, and the way for another one. */
export const ImportsView: FC<ImportsViewProps> = ({ imports, mayCreate }) => (
  <main id="main">
    <div class="heading">
      <h1>Imports</h1>
    </div>
    {mayCreate && (
      <section class="card" aria-labelledby="upload-title">
        <h2 id="upload-title">Import a log</h2>
        <p class="note">
          Access logs of nginx, Apache, CloudFront and S3, hits of OP3, NDJSON, or CSV with a header such as
          time,url,userAgent,address. Plain or gzip, up to 10 GiB. A log may be imported again: nothing is counted
          twice.
        </p>
        <form class="filters" method="post" action="/imports" enctype="multipart/form-data">
          <label>
            Log
            <input type="file" name="log" required />
          </label>
          <button type="submit">Import</button>
        </form>
      </section>
    )}
    <ImportsCard imports={imports} />
  </main>
);

/** Asks for itself again while something goes on. */
const ImportsCard: FC<Pick<ImportsViewProps, 'imports'>> = ({ imports }) => {
  const refresh = imports.some(({ state }) => isGoingOn(state))
    ? { 'hx-get': '/imports', 'hx-trigger': 'every 2s', 'hx-select': '#imports', 'hx-swap': 'outerMorph' }
    : {};
  return (
    <section class="card" id="imports" aria-labelledby="imports-title" {...refresh}>
      <h2 id="imports-title">What was imported</h2>
      {imports.length === 0 ? <p class="note">No log yet.</p> : <ImportsTable imports={imports} />}
    </section>
  );
};

const ImportsTable: FC<Pick<ImportsViewProps, 'imports'>> = ({ imports }) => (
  <section class="scroll" tabindex={0} aria-label="Imports as a table">
    <table>
      <thead>
        <tr>
          <th scope="col">Log</th>
          <th scope="col">Begun</th>
          <th scope="col">State</th>
          <th scope="col">Lines</th>
          <th scope="col">Hits</th>
          <th scope="col">New</th>
          <th scope="col">Rejected</th>
        </tr>
      </thead>
      <tbody>
        {imports.map((row) => (
          <tr data-import={row.id} data-state={row.state}>
            <th scope="row">{row.name}</th>
            <td>
              <time datetime={row.startedAt.toISOString()}>
                {row.startedAt.toISOString().slice(0, 16).replace('T', ' ')}
              </time>
            </td>
            <td>
              <State row={row} />
            </td>
            <td>{count(row.lines)}</td>
            <td>{count(row.hits)}</td>
            <td>{count(row.newHits)}</td>
            <td>
              {row.rejects > 0 && row.sizeBytes !== null ? (
                <a
                  href={`/imports/${row.id}/rejects`}
                  aria-label={`${count(row.rejects)} rejected lines of ${row.name}`}
                >
                  {count(row.rejects)}
                </a>
              ) : (
                count(row.rejects)
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

const State: FC<{ readonly row: ListedImport }> = ({ row: { state, error, sizeBytes, bytesRead } }) => {
  if (state === 'running' && sizeBytes !== null) {
    return <>{`${percent(bytesRead, sizeBytes)} of ${bytes(sizeBytes)}`}</>;
  }
  return (
    <>
      {state}
      {error !== null && <p class="note">{error}</p>}
    </>
  );
};

function isGoingOn(state: ListedImport['state']): boolean {
  return state === 'uploading' || state === 'waiting' || state === 'running';
}
