/**
 * The thread that PGlite lives in: on the main thread one aggregate starves the event loop for as long as it runs.
 * It speaks PostgreSQL's wire protocol: the bytes of one client come in, the server's answers go out.
 * Plain JavaScript (type-checked): on Node 20 a TypeScript loader of the main thread does not reach a worker.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

/** @import { FromWorker, ToWorker } from './messages.ts' */

if (parentPort === null) throw new Error('worker.js runs in a worker thread only');
const port = parentPort;
const pglite = await PGlite.create(workerData.dataDir === undefined ? {} : { dataDir: workerData.dataDir });
let session = 0;

port.on('message', async (/** @type {ToWorker} */ message) => {
  switch (message.type) {
    case 'connect':
      session = message.session;
      await pglite.exec('ROLLBACK');
      await pglite.exec('DISCARD ALL');
      return post({ type: 'connected', session });
    case 'data':
      return pglite.execProtocolRawStream(message.bytes, { onRawData: send });
    case 'close':
      await pglite.close();
      return port.close();
  }
});
post({ type: 'ready' });

/** @param {Uint8Array} view PGlite's own buffer, which it uses again for the next answer */
function send(view) {
  const bytes = view.slice();
  post({ type: 'data', session, bytes }, [bytes.buffer]);
}

/**
 * @param {FromWorker} message
 * @param {ArrayBuffer[]} transfer
 */
function post(message, transfer = []) {
  port.postMessage(message, transfer);
}
