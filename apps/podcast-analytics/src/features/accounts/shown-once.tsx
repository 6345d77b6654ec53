import type { Child, FC } from 'hono/jsx';

interface ShownOnceProps {
  readonly title: string;
  readonly text: string;
  readonly children?: Child;
}

/** A secret that was just made: a reload of the page does not show it again. */
export const ShownOnce: FC<ShownOnceProps> = ({ title, text, children }) => (
  <section class="card" role="status" aria-labelledby="shown-once-title">
    <h2 id="shown-once-title">{title}</h2>
    <pre id="shown-once">{text}</pre>
    <p class="note">{children} It is shown this once, and stored nowhere.</p>
  </section>
);
