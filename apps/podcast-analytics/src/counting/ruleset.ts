export type RulesetName = 'iab' | 'op3';
export type Window = 'utc-day' | 'rolling-24h';

/** The switches in which rulesets differ. Everything else is the same under each of them. */
export interface Ruleset {
  readonly name: RulesetName;
  readonly label: string;
  /** Hits of one listener on one episode within a window are one download. */
  readonly window: Window;
  /** A download must cover at least one minute of audio. */
  readonly minuteRule: boolean;
  /** A request for the first two bytes counts, while its window holds no larger one. */
  readonly keepsLoneProbe: boolean;
  /** Requests out of data centres are automated. */
  readonly excludesDataCentres: boolean;
  /** A watch fetches what its telephone has fetched already. */
  readonly excludesWatch: boolean;
  /** The referring page is part of the listener's identity. */
  readonly listenerIncludesReferer: boolean;
}

export const rulesets: Readonly<Record<RulesetName, Ruleset>> = Object.freeze({
  iab: Object.freeze({
    name: 'iab',
    label: 'follows the IAB Tech Lab podcast measurement guidelines 2.1',
    window: 'utc-day',
    minuteRule: true,
    keepsLoneProbe: false,
    excludesDataCentres: true,
    excludesWatch: true,
    listenerIncludesReferer: false,
  }),
  op3: Object.freeze({
    name: 'op3',
    label: 'follows the download calculation of OP3',
    window: 'utc-day',
    minuteRule: false,
    keepsLoneProbe: true,
    excludesDataCentres: false,
    excludesWatch: false,
    listenerIncludesReferer: true,
  }),
});
