import type { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { FromWorker, ToWorker } from './messages.ts';
import { PgliteStream } from './pglite-stream.ts';

/** PGlite in a thread of its own, to which one `pg` client at a time connects. */
export interface PgliteServer {
  /** A socket-like stream; it ends the session of the one before it, and what that left unfinished. */
  connect(): Duplex;
  /** Writes everything to disk and ends the thread. */
  close(): Promise<void>;
  /** Ends the thread where it stands, as a crash would. */
  kill(): Promise<void>;
}

/** Starts PGlite on a data directory, or in memory without one. Rejects when the directory cannot be opened. */
export async function startPgliteServer(dataDir: string | undefined): Promise<PgliteServer> {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: { dataDir }, execArgv: noLoaders });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  let session = 0;
  let stream: PgliteStream | undefined;
  let stopped: Error | undefined;

  const stop = (cause: unknown) => {
    stopped ??= new Error('The embedded database has stopped; it opens again when the program is started again.', {
      cause,
    });
    stream?.destroy(stopped);
  };
  await ready(worker, dataDir);
  worker.on('error', stop);
  worker.once('exit', (code) => stop(new Error(`its thread ended with exit code ${code}`)));
  worker.on('message', (message: FromWorker) => {
    if (message.type === 'ready' || message.session !== session) return;
    if (message.type === 'connected') stream?.emit('connect');
    else stream?.push(message.bytes);
  });

  return {
    connect() {
      stream?.destroy();
      const own = ++session;
      const send = (bytes: Uint8Array) => {
        if (own === session) post(worker, { type: 'data', bytes });
      };
      const open = () => (stopped ? stream?.destroy(stopped) : post(worker, { type: 'connect', session: own }));
      stream = new PgliteStream(open, send);
      return stream;
    },
    close() {
      post(worker, { type: 'close' });
      return exited;
    },
    async kill() {
      await worker.terminate();
    },
  };
}

/** The options of the main thread, such as a TypeScript loader, would only make the thread's start slower. */
const noLoaders: string[] = [];

function ready(worker: Worker, dataDir: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('message', () => {
      worker.off('error', failed);
      resolve();
    });
    worker.once('error', failed);
    function failed(cause: Error) {
      reject(new Error(`The embedded database in ${dataDir ?? 'memory'} does not start: ${cause.message}`, { cause }));
    }
  });
}

function post(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}
