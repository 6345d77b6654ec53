// Sends as many bytes as it is asked for, in a process of its own: a line with the number, and the answer.
import { type AddressInfo, createServer } from 'node:net';

const block = Buffer.alloc(262_144, 'x');
const server = createServer((socket) => {
  socket.on('error', () => {});
  socket.once('data', (line) => {
    let left = Number(String(line));
    const send = (): void => {
      while (left > 0) {
        const part = left < block.length ? block.subarray(0, left) : block;
        left -= part.length;
        if (!socket.write(part)) return;
      }
      socket.end();
    };
    socket.on('drain', send);
    send();
  });
}).listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
