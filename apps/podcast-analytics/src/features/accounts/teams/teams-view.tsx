import type { FC } from 'hono/jsx';
import type { User } from '../users/users.ts';
import type { Team } from './teams.ts';

interface TeamsViewProps {
  readonly teams: readonly Team[];
  readonly users: readonly Pick<User, 'id' | 'email'>[];
  readonly mayUpdate: boolean;
}

export const TeamsView: FC<TeamsViewProps> = ({ teams, users, mayUpdate }) => (
  <main id="main">
    <div class="heading">
      <h1>Teams</h1>
      {mayUpdate && (
        <form class="filters" method="post" action="/account/teams" aria-label="A new team">
          <label>
            Name
            <input name="name" maxlength={100} required autocomplete="off" />
          </label>
          <button type="submit">Make a team</button>
        </form>
      )}
    </div>
    <p class="note">A campaign that is shared with a team may be changed by its members.</p>
    {teams.length === 0 && <p class="card">There are no teams yet.</p>}
    {teams.map((team) => (
      <TeamCard team={team} users={users} mayUpdate={mayUpdate} />
    ))}
  </main>
);

interface TeamCardProps extends Pick<TeamsViewProps, 'users' | 'mayUpdate'> {
  readonly team: Team;
}

const TeamCard: FC<TeamCardProps> = ({ team, users, mayUpdate }) => {
  const others = users.filter(({ id }) => !team.members.some((member) => member.id === id));
  return (
    <section class="card" aria-labelledby={`team-${team.id}`} data-team={team.name}>
      <h2 id={`team-${team.id}`}>{team.name}</h2>
      {team.members.length === 0 && <p class="note">Nobody is in it.</p>}
      <table>
        <tbody>
          {team.members.map(({ id, email }) => (
            <tr>
              <th scope="row">{email}</th>
              <td>
                {mayUpdate && (
                  <form method="post" action={`/account/teams/${team.id}/members/remove`}>
                    <button type="submit" name="userId" value={id} aria-label={`Take ${email} out of ${team.name}`}>
                      Take out
                    </button>
                  </form>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {mayUpdate && (
        <div class="deeds">
          {others.length > 0 && (
            <form class="filters" method="post" action={`/account/teams/${team.id}/members`} aria-label={team.name}>
              <label>
                User
                <select name="userId">
                  {others.map(({ id, email }) => (
                    <option value={id}>{email}</option>
                  ))}
                </select>
              </label>
              <button type="submit">Put into the team</button>
            </form>
          )}
          <form method="post" action={`/account/teams/${team.id}/delete`}>
            <button type="submit" aria-label={`Dissolve ${team.name}`}>
              Dissolve
            </button>
          </form>
        </div>
      )}
    </section>
  );
};
