import type { FC } from 'hono/jsx';

interface RecoveryCodesViewProps {
  readonly codes: readonly string[];
  /** Where to go on. */
  readonly next: string;
}

export const RecoveryCodesView: FC<RecoveryCodesViewProps> = ({ codes, next }) => (
  <main id="main" class="narrow">
    <section class="card" aria-labelledby="codes-title">
      <h1 id="codes-title">Your recovery codes</h1>
      <p>
        Each opens your account once, in place of a code of your authenticator. Write them down or print them: they are
        shown this once.
      </p>
      <ul class="recovery-codes">
        {codes.map((code) => (
          <li>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <a class="button" href={next}>
        I have them
      </a>
    </section>
  </main>
);
