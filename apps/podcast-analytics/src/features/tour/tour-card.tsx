import type { Child, FC } from 'hono/jsx';
import { type TourPackage, tourCommands } from './tour-commands.ts';
import type { TourDeed } from './tour-deeds.ts';

interface TourCardProps {
  readonly name: TourPackage;
  readonly what: string;
  /** Where this server is, for the command. */
  readonly origin: string;
  readonly children?: Child;
}

/** One package: what it does, where it is wired, a command, and what it shows at the moment. */
export const TourCard: FC<TourCardProps> = ({ name, what, origin, children }) => (
  <section class="card" id={name} aria-labelledby={`${name}-title`}>
    <h2 id={`${name}-title`}>@scry/{name}</h2>
    <p>{what}</p>
    <p class="note">
      Wired in <code>src/scry/{name}.ts</code>
    </p>
    {children}
    <pre>
      {tourCommands[name].command.replaceAll('$URL', origin)}
      {`\n${tourCommands[name].prints}`}
    </pre>
  </section>
);

export const DeedButton: FC<{ readonly deed: TourDeed; readonly children?: Child }> = ({ deed, children }) => (
  <form method="post" action="/ops/tour">
    <button type="submit" name="deed" value={deed}>
      {children}
    </button>
  </form>
);
