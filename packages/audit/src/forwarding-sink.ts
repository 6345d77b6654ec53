import { aDelay, aFunction, checkOptions, checkValue, type OptionRules } from '@scry/internal/check-options';
import { type Bounds, type Forwarder, type Send, startForwarder } from './forwarder.ts';
import { aBoolean, aCount, aName, anHttpUrl } from './option-rules.ts';
import { type Answer, post } from './post.ts';
import type { Sink } from './sink.ts';

/** What the sinks have in common that send events over HTTP. */
export interface ForwardingOptions {
  readonly url: string;
  /** The folder where events wait until the server has them: one for each sink. */
  readonly spoolDirectory: string;
  /** How many bytes may wait; what comes then is refused. @default 268_435_456 */
  readonly maxSpoolBytes?: number;
  /** How many bytes go into one request. @default 1_048_576 */
  readonly maxBatchBytes?: number;
  /** Such as `authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long one request may take, its answer included. @default 30_000 */
  readonly timeoutMs?: number;
  /** Whether a call of `log` waits until events are in the folder, and fails when they are not. @default false */
  readonly required?: boolean;
  /** @default the platform's */
  readonly fetch?: typeof fetch;
  readonly random?: () => number;
}

/** A sink that sends from a folder on the disk. */
export interface ForwardingSink extends Sink {
  /** Resolves when the server has all that waited, or has refused it for good; rejects when the sink is closed before. */
  drained(): Promise<void>;
}

/** Sends a body to a path under the URL. */
export type PostTo = (
  path: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  bounds: Bounds,
) => Promise<Answer>;

export const forwardingRules: OptionRules<ForwardingOptions> = {
  url: anHttpUrl,
  spoolDirectory: aName,
  maxSpoolBytes: aCount,
  maxBatchBytes: aCount,
  headers: ['object', 'an object of texts'],
  timeoutMs: aDelay,
  required: aBoolean,
  fetch: aFunction,
  random: aFunction,
};

/** Makes the sink of a server; `sendWith` says how a batch becomes a request. */
export function createForwardingSink<O extends ForwardingOptions>(
  caller: string,
  name: string,
  options: O,
  rules: OptionRules<O>,
  sendWith: (postTo: PostTo, options: O) => Send,
): ForwardingSink {
  const checked = checkOptions(caller, options, rules);
  const { url, spoolDirectory, maxSpoolBytes = 268_435_456, maxBatchBytes = 1_048_576, required = false } = checked;
  checkValue(`${caller}: url`, url, anHttpUrl);
  checkValue(`${caller}: spoolDirectory`, spoolDirectory, aName);
  const { headers = {}, timeoutMs = 30_000, random = Math.random } = checked;
  const postTo: PostTo = (path, body, own, bounds) => {
    const request = checked.fetch ?? fetch;
    return post({
      fetch: request,
      url: path === '' ? url : url.replace(/\/$/, '') + path,
      headers: { ...headers, ...own },
      body,
      timeoutMs,
      ...bounds,
    });
  };
  const spool = { directory: spoolDirectory, maxBytes: maxSpoolBytes, batchBytes: maxBatchBytes };
  const send = sendWith(postTo, checked);
  let forwarder: Forwarder | undefined;

  function current(): Forwarder {
    if (forwarder === undefined) throw new Error(`${caller}: the sink is not open`);
    return forwarder;
  }

  return {
    name,
    required,
    async open(host) {
      forwarder = await startForwarder({ name, required, send, spool, random }, host);
      return undefined;
    },
    append: async (lines) => current().append(lines),
    drained: async () => current().drained(),
    async close() {
      await forwarder?.close();
      forwarder = undefined;
    },
  };
}
