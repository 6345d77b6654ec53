import { describe, test } from 'vitest';

/** A server that tests start from a binary of this machine. */
export interface Service {
  readonly name: string;
  /** The command that installs it. */
  readonly install: string;
  /** Where its binary is; undefined where this machine has none. */
  find(): string | undefined;
}

/**
 * A `describe` for tests that need a service. Where it is missing they are skipped and the run says so loudly;
 * with SCRY_REQUIRE_SERVICES=1, as in CI, that is a failure.
 */
export function describeWith(service: Service, title: string, suite: () => void): void {
  if (service.find() !== undefined) {
    describe(title, suite);
    return;
  }
  const missing = `${service.name} is not on this machine, so these tests did not run: "${title}". Install it: ${service.install}`;
  if (process.env['SCRY_REQUIRE_SERVICES'] === '1') {
    test(title, () => {
      throw new Error(missing);
    });
    return;
  }
  console.warn(`\n!!! ${missing}\n`);
  describe.skip(title, suite);
}
