import { type Clock, startTimer } from '@scry/internal/clock';
import type { Effect, Fate, Item } from './effect.ts';

/** Where items go: the next stage, or the socket at the end. What does not fit is taken all the same, and `full` says so. */
export interface Outlet {
  readonly full: boolean;
  push(items: readonly Item[]): void;
}

/** What a stage tells those around it. */
export interface StageOptions {
  readonly effect: Effect;
  readonly clock: Clock;
  readonly maxHeldBytes: number;
  /** It was full, and is not any more. */
  readonly onRoom: () => void;
  readonly onFate: (fate: Fate) => void;
}

interface Queued {
  readonly item: Item;
  readonly arrivedAt: number;
  dueAt: number | undefined;
}

/** What a stage with little room holds: about what a socket does. */
const narrowBytes = 65_536;
/** What an item takes besides its bytes: a million items of one byte are no megabyte. */
const itemBytes = 128;

/** One toxic at work on one stream of one connection: a queue whose head leaves when it is due. */
export class Stage implements Outlet {
  next: Outlet;
  readonly effect: Effect;
  readonly #clock: Clock;
  readonly #onRoom: () => void;
  readonly #onFate: (fate: Fate) => void;
  readonly #capacity: number;
  readonly #startedAt: number;
  readonly #queue: Queued[] = [];
  #held = 0;
  #moving = false;
  /** The head was due, and who comes next was full. */
  #blocked = false;
  #cancelTimer: (() => void) | undefined;
  #cancelDeadline: (() => void) | undefined;

  constructor(next: Outlet, { effect, clock, maxHeldBytes, onRoom, onFate }: StageOptions) {
    this.next = next;
    this.effect = effect;
    this.#clock = clock;
    this.#onRoom = onRoom;
    this.#onFate = onFate;
    this.#capacity = effect.narrow ? Math.min(narrowBytes, maxHeldBytes) : maxHeldBytes;
    this.#startedAt = clock.now();
    this.#startDeadline();
  }

  get full(): boolean {
    return this.#held >= this.#capacity;
  }

  push(items: readonly Item[]): void {
    const arrivedAt = this.#clock.now();
    const { arrive } = this.effect;
    const arrived = arrive ? items.flatMap((item) => arrive(item)) : items;
    for (const item of arrived) {
      this.#queue.push({ item, arrivedAt, dueAt: undefined });
      this.#held += item.length + itemBytes;
    }
    this.pump();
  }

  /** Lets go of what is due. */
  pump(): void {
    if (this.#moving) return; // who comes next has room again because of what it was just given
    this.#moving = true;
    const wasFull = this.full;
    while (this.#move());
    this.#moving = false;
    if (wasFull && !this.full) this.#onRoom();
  }

  /** The attributes of the toxic have changed. */
  change(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.effect.changed?.(this.#clock.now());
    const [head] = this.#queue;
    if (head) head.dueAt = undefined;
    this.#cancelDeadline?.();
    this.#startDeadline();
    this.pump();
  }

  /** Takes the stage out of work. Returns what it held, in order. */
  drain(): readonly Item[] {
    this.#cancelTimer?.();
    this.#cancelDeadline?.();
    this.#held = 0;
    return this.#queue.splice(0).map(({ item }) => item);
  }

  #move(): boolean {
    const head = this.#head();
    if (!head) return false;
    head.dueAt ??= this.effect.dueAt?.(head.item, head.arrivedAt) ?? head.arrivedAt;
    const now = this.#clock.now();
    if (head.dueAt > now) {
      this.#wait(head.dueAt - now);
      return false;
    }
    this.#blocked ||= this.next.full;
    if (this.next.full) return false;
    this.#queue.shift();
    this.#held -= head.item.length + itemBytes;
    this.effect.left?.(head.item, this.#blocked ? now : head.dueAt, now);
    this.#blocked = false;
    this.next.push([head.item]);
    return true;
  }

  /** The first item, or as much of it as goes together. */
  #head(): Queued | undefined {
    const [head] = this.#queue;
    if (!head || head.dueAt !== undefined || typeof head.item === 'string' || !this.effect.cut) return head;
    const { item, arrivedAt } = head;
    const size = this.effect.cut(item);
    if (size >= item.length) return head;
    const first: Queued = { item: item.subarray(0, size), arrivedAt, dueAt: undefined };
    this.#queue.splice(0, 1, first, { item: item.subarray(size), arrivedAt, dueAt: undefined });
    this.#held += itemBytes;
    return first;
  }

  #wait(ms: number): void {
    if (this.#cancelTimer || ms === Infinity) return;
    this.#cancelTimer = startTimer(this.#clock, ms, () => {
      this.#cancelTimer = undefined;
      this.pump();
    });
  }

  #startDeadline(): void {
    const deadline = this.effect.deadline?.();
    if (!deadline) return;
    const leftMs = this.#startedAt + deadline.afterMs - this.#clock.now();
    this.#cancelDeadline = startTimer(this.#clock, Math.max(0, leftMs), () => this.#onFate(deadline.fate));
  }
}
