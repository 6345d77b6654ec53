import type { Child, FC } from 'hono/jsx';
import type { TourDeed } from './tour-deeds.ts';

interface TourCardProps {
  readonly name: string;
  readonly what: string;
  readonly curl: string;
  readonly children?: Child;
}

/** One package: what it does, where it is wired, a command, and what it shows at the moment. */
export const TourCard: FC<TourCardProps> = ({ name, what, curl, children }) => (
  <section class="card" id={name} aria-labelledby={`${name}-title`}>
    <h2 id={`${name}-title`}>@scry/{name}</h2>
    <p>{what}</p>
    <p class="note">
      Wired in <code>src/scry/{name}.ts</code>
    </p>
    {children}
    <pre>{curl}</pre>
  </section>
);

export const DeedButton: FC<{ readonly deed: TourDeed; readonly children?: Child }> = ({ deed, children }) => (
  <form method="post" action="/ops/tour">
    <button type="submit" name="deed" value={deed}>
      {children}
    </button>
  </form>
);
