/** One request for an episode, as a log tells it. What the log does not tell is absent. */
export interface Hit {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly method: string;
  /** Absolute, or the path alone where the log names no host. */
  readonly url: string;
  /** Absent in the logs of a prefix, which redirects before anything is transferred. */
  readonly status?: number;
  /** Bytes of the body that left the server. */
  readonly bytesSent?: number;
  /** The Range header of the request. */
  readonly range?: string;
  readonly userAgent?: string;
  readonly referer?: string;
  /** The IP address. It lives only in memory: what is stored is the listener (see listener.ts). */
  readonly address?: string;
  /** What a log that hides addresses tells in its place: equal for equal addresses. */
  readonly hashedAddress?: string;
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country?: string;
  /** Number of the autonomous system that the address belongs to. */
  readonly asn?: number;
  /** The identity that the log itself gives to the request. */
  readonly uuid?: string;
}
