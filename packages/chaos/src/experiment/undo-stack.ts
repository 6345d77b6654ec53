import type { Performable } from './activities.ts';

/** What has to be undone, last in, first out. */
export class UndoStack {
  readonly #undos: Performable[] = [];

  push(undo: Performable): void {
    this.#undos.push(undo);
  }

  /** Hands out each one once, also those that are pushed meanwhile. */
  *unwind(): Generator<Performable> {
    for (let next = this.#undos.pop(); next; next = this.#undos.pop()) yield next;
  }
}
