export type AgentType = 'bot' | 'app' | 'library' | 'browser' | 'unknown';

/** An entry of a list, as far as a match tells it. */
export interface AgentEntry {
  readonly name: string;
  readonly category?: string;
}

/** What made a request. */
export interface Agent extends AgentEntry {
  readonly type: AgentType;
  /** Absent for bots, and where no entry of the device list matches. */
  readonly device?: AgentEntry;
  /** The page that the player stands on: only for browsers. */
  readonly referrer?: AgentEntry;
}
