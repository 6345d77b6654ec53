/** `upstream`: from the client to the server; `downstream`: from the server to the client. */
export type Stream = 'upstream' | 'downstream';

/** What each type of toxic takes, under Toxiproxy's names. All are integers but where a share in [0, 1] is named. */
export interface ToxicAttributes {
  /** All that is sent arrives `latency` ± `jitter` milliseconds later, in order. */
  readonly latency: { readonly latency: number; readonly jitter: number };
  /** At most `rate` kilobytes (1000 bytes) a second; 0 lets nothing through. */
  readonly bandwidth: { readonly rate: number };
  /** The end of the stream arrives `delay` milliseconds later. */
  readonly slow_close: { readonly delay: number };
  /** What is sent vanishes, and the connection is closed after `timeout` milliseconds; 0: when the toxic is removed. */
  readonly timeout: { readonly timeout: number };
  /** The connection is reset (RST) on both sides after `timeout` milliseconds. */
  readonly reset_peer: { readonly timeout: number };
  /** What is sent is cut to `average_size` ± `size_variation` bytes, each slice `delay` microseconds after the one before. */
  readonly slicer: { readonly average_size: number; readonly size_variation: number; readonly delay: number };
  /** The connection is closed when `bytes` bytes have passed. */
  readonly limit_data: { readonly bytes: number };
  /** The sender is gone without a word: no data, no FIN, no RST of it arrives. Removing the toxic resets what lost data. */
  readonly half_open: Readonly<Record<never, never>>;
  /** After `bytes` bytes nothing passes, as on a network that is cut; all of it arrives once the toxic is removed. */
  readonly blackhole: { readonly bytes: number };
  /** Segments are lost with the chance `rate`: what comes after waits `rto` milliseconds, doubled each time (RFC 6298). */
  readonly loss: { readonly rate: number; readonly rto: number };
  /** Each byte has one of its bits turned with the chance `rate`. */
  readonly corrupt: { readonly rate: number };
  /** What is sent over the first `connections` connections vanishes; those after them are left alone. */
  readonly drop_first: { readonly connections: number };
  /** The connection to the server is made `delay` milliseconds later. */
  readonly connect_delay: { readonly delay: number };
}

/** What a toxic does: the first seven are Toxiproxy's. */
export type ToxicType = keyof ToxicAttributes;

/** A toxic as it is asked for. */
export type ToxicSpec = {
  readonly [Type in ToxicType]: {
    readonly type: Type;
    /** @default the type and the stream, such as `latency_downstream` */
    readonly name?: string;
    /** @default 'downstream' */
    readonly stream?: Stream;
    /** The share of connections that it concerns, in [0, 1]. @default 1 */
    readonly toxicity?: number;
    /** @default 0 for each number that is left out, but `rto` 200 and `connections` 1; a slicer wants its `average_size` */
    readonly attributes?: Partial<ToxicAttributes[Type]>;
  };
}[ToxicType];

/** A toxic that is there, with every default in place. */
export interface Toxic {
  readonly name: string;
  readonly type: ToxicType;
  readonly stream: Stream;
  readonly toxicity: number;
  readonly attributes: Readonly<Record<string, number>>;
}

/** What of a toxic can be changed while it is there. */
export interface ToxicChanges {
  readonly toxicity?: number;
  /** Those that are left out stay as they are. */
  readonly attributes?: Readonly<Record<string, number>>;
}
