// Stands before every README block and example: `fetch` answers for the world from here, and no socket leaves the machine.
import net from 'node:net';
import { loopback } from './sandbox-fetch.mjs';

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function connectToLoopback(...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  const host = (typeof options === 'object' ? options.host : args[1]) ?? 'localhost';
  if (typeof host === 'string' && !loopback.test(host)) {
    throw new Error(`a README block or example may reach loopback only, not ${host}`);
  }
  return connect.apply(this, args);
};
