// Stands before every README block and example: `fetch` answers from here, and no socket leaves the machine.
import net from 'node:net';

/**
 * Every request gets 200 and `{ "method", "url" }` as JSON, or rejects as its signal says.
 * A path that ends in `/503`, or in any other status, is answered with that status instead.
 */
globalThis.fetch = async function fetch(input, init) {
  const request = new Request(input, init);
  request.signal.throwIfAborted();
  const status = Number(/\/([2-5]\d\d)$/.exec(new URL(request.url).pathname)?.[1] ?? 200);
  return Response.json({ method: request.method, url: request.url }, { status });
};

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function connectToLoopback(...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  const host = (typeof options === 'object' ? options.host : args[1]) ?? 'localhost';
  if (typeof host === 'string' && !/^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host)) {
    throw new Error(`a README block or example may reach loopback only, not ${host}`);
  }
  return connect.apply(this, args);
};
