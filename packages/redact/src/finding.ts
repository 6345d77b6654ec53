/** One place that is redacted, and why. */
export interface Finding {
  /** From the root to the value; keys of a `Map` and parameters of a URL stand in it as names. */
  readonly path: (string | number)[];
  /** Whether the value's name, its path, or what it says spoke against it. */
  readonly by: 'name' | 'path' | 'value';
  /**
   * The words of the name, the path of the options, or the id of the detector; or, of a value that could not be looked at:
   * `max-depth`, `max-nodes`, `max-string-length`, `circular` or `unreadable`.
   */
  readonly rule: string;
  /** Where in the text it begins, and after which character it ends; only for what a detector found. */
  readonly start?: number;
  readonly end?: number;
}
