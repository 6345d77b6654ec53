import type { Socket } from 'node:net';
import type { Clock } from '@scry/internal/clock';
import type { Effect, Fate, Item } from './effect.ts';
import type { LiveToxic } from './live-toxic.ts';
import { resetSocket } from './reset-socket.ts';
import { type Source, unread } from './source.ts';
import { type Outlet, Stage } from './stage.ts';

export interface PipelineOptions {
  readonly source: Source;
  readonly sink: Socket;
  readonly clock: Clock;
  readonly maxHeldBytes: number;
  readonly onFate: (fate: Fate) => void;
  /** The source is gone, and the sink is not to hear of it. */
  readonly onGone: () => void;
}

interface Entry {
  readonly live: LiveToxic;
  readonly stage: Stage;
}

/** One stream of one connection: what the source sends goes through the stages to the sink. */
export class Pipeline {
  readonly #options: PipelineOptions;
  readonly #source: Source;
  readonly #sink: Socket;
  readonly #outlet: Outlet;
  readonly #entries: Entry[] = [];
  #abandoned = false;

  constructor(options: PipelineOptions) {
    const { source, sink } = options;
    this.#options = options;
    this.#source = source;
    this.#sink = sink;
    this.#outlet = outletOf(options);
    source.onRead((data) => this.#read(data));
    source.socket.on('end', () => this.take('end'));
    sink.on('drain', () => this.#roomBefore(this.#entries.length));
  }

  /** Takes what the source did not send as data. */
  take(item: Item): void {
    if (!this.#abandoned) this.#outletAt(0).push([item]);
  }

  has(live: LiveToxic): boolean {
    return this.#entries.some((entry) => entry.live === live);
  }

  add(live: LiveToxic, effect: Effect): void {
    if (this.#abandoned) return; // there is nothing left to hold, and nobody to end its timers
    const { clock, maxHeldBytes, onFate } = this.#options;
    const place = this.#entries.findIndex((entry) => entry.live.order > live.order);
    const index = place === -1 ? this.#entries.length : place;
    const onRoom = (): void => this.#roomBefore(this.#entries.indexOf(entry));
    const stage = new Stage(this.#outletAt(index), { effect, clock, maxHeldBytes, onFate, onRoom });
    const entry: Entry = { live, stage };
    this.#entries.splice(index, 0, entry);
    this.#connect(index);
  }

  change(live: LiveToxic): void {
    this.#entries.find((entry) => entry.live === live)?.stage.change();
  }

  /** What the toxic held goes on at once, before all that comes after it. */
  remove(live: LiveToxic): void {
    const index = this.#entries.findIndex((entry) => entry.live === live);
    const [entry] = index === -1 ? [] : this.#entries.splice(index, 1);
    if (!entry) return;
    const { stage } = entry;
    this.#connect(index);
    // All at once: whoever stands before it may go on as soon as there is room, and would get between them.
    stage.next.push(stage.drain());
    const fate = stage.effect.removed?.();
    if (fate) this.#options.onFate(fate);
    else this.#roomBefore(index);
  }

  /** The sink takes no more: what the source sends is read, so that its end is seen, and dropped. */
  abandon(): void {
    this.#abandoned = true;
    for (const { stage } of this.#entries.splice(0)) stage.drain();
    this.#source.onRead(unread);
    this.#source.socket.resume();
  }

  /** Without toxics nothing happens but what Node itself does: this is the way that is measured. */
  #read(data: Uint8Array): boolean {
    const sink = this.#sink;
    const straight = this.#entries.length === 0;
    // What has to wait anyway does so in as much memory as it takes: what is lent is a large buffer, whatever was read into it.
    const own = this.#source.borrowed && !(straight && sink.writableLength === 0) ? Buffer.from(data) : data;
    if (!(straight ? sink.write(own) : this.#push(own))) this.#source.socket.pause();
    return own === data && sink.writableLength > 0;
  }

  /** Whether there is room for more. */
  #push(data: Uint8Array): boolean {
    const first = this.#outletAt(0);
    first.push([data]);
    return !first.full;
  }

  #outletAt(index: number): Outlet {
    return this.#entries[index]?.stage ?? this.#outlet;
  }

  #connect(index: number): void {
    const before = this.#entries[index - 1];
    if (before) before.stage.next = this.#outletAt(index);
  }

  /** There is room at this place: who stands before it may go on. */
  #roomBefore(index: number): void {
    const before = this.#entries[index - 1];
    if (before) before.stage.pump();
    else if (!this.#outletAt(0).full) this.#source.socket.resume();
  }
}

function outletOf({ sink, onFate, onGone }: PipelineOptions): Outlet {
  return {
    get full() {
      return sink.writableNeedDrain;
    },
    push(items) {
      for (const item of items) deliver(item);
    },
  };

  function deliver(item: Item): void {
    if (typeof item !== 'string') sink.write(item);
    else if (item === 'end') sink.end();
    else if (item === 'reset') resetSocket(sink);
    else if (item === 'close') onFate('close');
    else onGone();
  }
}
