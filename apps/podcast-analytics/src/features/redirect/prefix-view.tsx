import type { FC } from 'hono/jsx';

interface PrefixViewProps {
  /** What stands before the address of an episode. */
  readonly prefix: string;
  readonly hosts: readonly string[];
  readonly mayUpdate: boolean;
  /** What was typed and is no host. */
  readonly given?: string;
  readonly problem?: string;
}

/** The prefix of the tenant, and where it may lead. */
export const PrefixView: FC<PrefixViewProps> = ({ prefix, hosts, mayUpdate, given, problem }) => (
  <main id="main">
    <div class="heading">
      <h1>Prefix</h1>
    </div>
    <section class="card" aria-labelledby="prefix-title">
      <h2 id="prefix-title">Count episodes where they are hosted</h2>
      <p class="note">
        Put this before the address of each episode in the feed, without its https://. Whoever asks for it is sent on,
        and counted.
      </p>
      <p>
        <code class="wrap">{`${prefix}${hosts[0] ?? 'example.com'}/episode.mp3`}</code>
      </p>
    </section>
    <section class="card" aria-labelledby="hosts-title">
      <h2 id="hosts-title">Where it leads</h2>
      <p class="note">To these hosts and nowhere else, over https.</p>
      {hosts.length === 0 ? (
        <p class="note">No host yet: the prefix leads nowhere.</p>
      ) : (
        <Hosts hosts={hosts} mayUpdate={mayUpdate} />
      )}
      {mayUpdate && (
        <form class="filters" method="post" action="/prefix/hosts">
          {problem !== undefined && (
            <p class="problem" role="alert">
              {problem}
            </p>
          )}
          <label>
            Host
            <input name="host" value={given} placeholder="media.example.com" maxlength={260} required />
          </label>
          <button type="submit">Add</button>
        </form>
      )}
    </section>
  </main>
);

const Hosts: FC<Pick<PrefixViewProps, 'hosts' | 'mayUpdate'>> = ({ hosts, mayUpdate }) => (
  <table id="hosts">
    <thead>
      <tr>
        <th scope="col">Host</th>
        {mayUpdate && <th scope="col">Change</th>}
      </tr>
    </thead>
    <tbody>
      {hosts.map((host) => (
        <tr>
          <th scope="row">{host}</th>
          {mayUpdate && (
            <td>
              <form method="post" action="/prefix/hosts/remove">
                <input type="hidden" name="host" value={host} />
                <button type="submit" aria-label={`Remove ${host}`}>
                  Remove
                </button>
              </form>
            </td>
          )}
        </tr>
      ))}
    </tbody>
  </table>
);
