const longest = 2_000;

/** Values as a journal shows them: as text of a bounded length, without the secrets. Reading them never throws. */
export class ShownText {
  readonly #secrets: readonly string[];

  constructor(secrets: readonly string[]) {
    // In JSON a text may be spelt otherwise, and once more in an answer that is a text of JSON. The longest first, as one may be
    // a part of another.
    const spelt = secrets.flatMap((secret) => [secret, inJson(secret), inJson(inJson(secret))]);
    this.#secrets = [...new Set(spelt)].filter((secret) => secret !== '').sort((a, b) => b.length - a.length);
  }

  /** `undefined` for what says nothing. */
  ofOutput(output: unknown): string | undefined {
    return output === undefined ? undefined : this.of(() => JSON.stringify(output) ?? String(output));
  }

  ofError(error: unknown): string {
    return this.of(() => {
      // What fetch failed of stands in the cause.
      const isCaused = error instanceof Error && error.cause !== undefined;
      return isCaused ? `${String(error)} (${String(error.cause)})` : String(error);
    });
  }

  of(read: () => string): string {
    let text: string;
    try {
      text = read();
    } catch (error) {
      // A cycle or a BigInt, or a value that does not want to be read.
      text = `not readable: ${error instanceof Error ? error.message : 'it threw'}`;
    }
    const masked = this.#secrets.reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
    return masked.length > longest ? `${masked.slice(0, longest - 1)}…` : masked;
  }
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
