import type { Socket } from 'node:net';
import type { Clock } from '@scry/internal/clock';
import type { Fate } from './effect.ts';
import type { LiveToxic } from './live-toxic.ts';
import { Pipeline } from './pipeline.ts';
import { resetSocket } from './reset-socket.ts';
import { clientSource, type Source } from './source.ts';
import type { Stream } from './toxic.ts';

export interface LinkOptions {
  /** Both are connected, allow half-open connections, and are paused. */
  readonly client: Socket;
  readonly server: Source;
  /** Which connection of the proxy it is: 1, 2, … */
  readonly connection: number;
  readonly clock: Clock;
  readonly maxHeldBytes: number;
  /** Both sockets are closed. */
  readonly onClosed: () => void;
}

/** A connection through the proxy: two sockets, and a stream in each direction. */
export class Link {
  readonly #connection: number;
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #streams: Readonly<Record<Stream, Pipeline>>;

  constructor({ client, server, connection, clock, maxHeldBytes, onClosed }: LinkOptions) {
    this.#connection = connection;
    this.#client = client;
    this.#server = server.socket;
    const shared = { clock, maxHeldBytes, onFate: (fate: Fate) => this.end(fate) };
    const streamOf = (source: Source, sink: Socket): Pipeline =>
      new Pipeline({ ...shared, source, sink, onGone: () => endAfterPeer(sink) });
    this.#streams = {
      upstream: streamOf(clientSource(client), server.socket),
      downstream: streamOf(server, client),
    };
    let open = 2;
    const watch = (socket: Socket, out: Pipeline, into: Pipeline): void => {
      socket.on('error', () => out.take('reset'));
      socket.on('close', () => {
        into.abandon();
        open--;
        if (open === 0) onClosed();
      });
    };
    watch(client, this.#streams.upstream, this.#streams.downstream);
    watch(server.socket, this.#streams.downstream, this.#streams.upstream);
  }

  /** Lets the streams flow. */
  start(): void {
    this.#client.resume();
    this.#server.resume();
  }

  /** Puts a toxic to work, where its chance says so. */
  add(live: LiveToxic, fresh: boolean): void {
    const effect = live.concerns(this.#connection) ? live.effectOn(this.#connection, fresh) : undefined;
    if (effect) this.#streams[live.toxic.stream].add(live, effect);
  }

  change(live: LiveToxic): void {
    const stream = this.#streams[live.toxic.stream];
    if (!live.concerns(this.#connection)) stream.remove(live);
    else if (stream.has(live)) stream.change(live);
    else this.add(live, false);
  }

  remove(live: LiveToxic): void {
    this.#streams[live.toxic.stream].remove(live);
  }

  /** Bytes that came in and went out. */
  traffic(stream: Stream): { readonly received: number; readonly sent: number } {
    const [source, sink] = stream === 'upstream' ? [this.#client, this.#server] : [this.#server, this.#client];
    return { received: source.bytesRead, sent: sink.bytesWritten };
  }

  /** Ends both sides: at once by a RST, or with a FIN after what is on its way to the kernel. */
  end(fate: Fate): void {
    this.#streams.upstream.abandon();
    this.#streams.downstream.abandon();
    for (const socket of [this.#client, this.#server]) {
      if (fate === 'reset') resetSocket(socket);
      else socket.destroySoon();
    }
  }

  destroy(): void {
    this.#client.destroy();
    this.#server.destroy();
  }
}

/** Whose peer is gone without a word stays open until it ends by itself. */
function endAfterPeer(sink: Socket): void {
  if (sink.readableEnded) sink.end();
  else sink.once('end', () => sink.end());
}
