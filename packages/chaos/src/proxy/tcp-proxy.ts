import type { AsyncDisposing } from '../disposing.ts';
import type { Stream, Toxic, ToxicChanges, ToxicSpec } from './toxic.ts';

/** What of a proxy can be changed while it runs. */
export interface ProxyChanges {
  readonly listen?: string;
  readonly upstream?: string;
  readonly enabled?: boolean;
}

/** A TCP proxy whose toxics come and go under traffic. */
export interface TcpProxy extends AsyncDisposing {
  readonly name: string;
  /** `host:port`, with the port that it really has. */
  readonly listen: string;
  readonly host: string;
  readonly port: number;
  readonly upstream: string;
  /** Whether it listens; one that does not refuses connections, as a server that is down. */
  readonly enabled: boolean;
  readonly seed: string;
  /** Connections at the moment. */
  readonly connections: number;
  /** In the order in which data passes them: those of the upstream first. */
  readonly toxics: readonly Toxic[];
  /** Adds a toxic behind those of its stream, for the connections that are there, too. */
  addToxic(spec: ToxicSpec): Toxic;
  updateToxic(name: string, changes: ToxicChanges): Toxic;
  /** What the toxic holds back goes on at once, in order. */
  removeToxic(name: string): void;
  /** Closes all connections when it is disabled, or when one of its addresses changes. Nothing changes when it rejects. */
  update(changes: ProxyChanges): Promise<void>;
  /** Enables it, and removes all toxics. */
  reset(): Promise<void>;
  /** Bytes that came in and went out so far. */
  traffic(stream: Stream): { readonly received: number; readonly sent: number };
  /** Stops listening, and closes all connections. */
  close(): Promise<void>;
}
