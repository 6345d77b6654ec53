/** A part of an experiment, from the whole of it to one activity. */
export interface ControlScope {
  readonly level: 'experiment' | 'hypothesis' | 'method' | 'rollback' | 'activity';
  /** The name of the experiment, or of the activity. */
  readonly name: string;
}

/** Is told before and after each part of an experiment, and waited for. What it throws is reported, and changes nothing. */
export interface Control {
  readonly name: string;
  readonly before?: (scope: ControlScope) => unknown;
  readonly after?: (scope: ControlScope) => unknown;
}
