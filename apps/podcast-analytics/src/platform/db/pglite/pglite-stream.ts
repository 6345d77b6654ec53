import { Duplex } from 'node:stream';

/** One client's connection to the thread of PGlite, in the shape of the socket that `pg` expects. */
export class PgliteStream extends Duplex {
  readonly #open: () => void;
  readonly #send: (bytes: Uint8Array) => void;

  constructor(open: () => void, send: (bytes: Uint8Array) => void) {
    super();
    this.#open = open;
    this.#send = send;
  }

  connect(): this {
    this.#open();
    return this;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#send(chunk);
    done();
  }

  // pg corks the five messages of one statement: one trip to the thread instead of five.
  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: () => void): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)));
    done();
  }

  override _final(done: () => void): void {
    this.push(null); // the other side has nothing more to say
    done();
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}
