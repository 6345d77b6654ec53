import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort } from 'services';
import { afterEach, expect, test } from 'vitest';
import { createBalancer } from './balancer.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function serve(answer: RequestListener): Promise<string> {
  const server: Server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close().closeAllConnections());
  // The cast: a server that listens on a port has an address with one.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function balance(...urls: string[]) {
  const balancer = createBalancer(urls);
  closing.push(balancer.close);
  return (patienceMs = 5_000) => balancer.send({ path: '/', method: 'POST', body: 'hello', expected: 200 }, patienceMs);
}

const says = (text: string, status = 200) => serve((_, response) => response.writeHead(status).end(text));

test('asks one process after the other', async () => {
  const send = balance(await says('one'), await says('two'));
  const bodies = [];
  for (let n = 0; n < 4; n++) bodies.push((await send()).body);
  expect(bodies).toEqual(['one', 'two', 'one', 'two']);
});

test('asks the other process where a connection is refused or breaks, with the same body', async () => {
  const gone = `http://127.0.0.1:${await freePort()}`;
  const echo = await serve((request, response) => request.pipe(response));
  const breaking = await serve((request) => request.socket.destroy());
  for (const broken of [gone, breaking]) {
    expect(await balance(broken, echo)()).toMatchObject({ status: 200, body: 'hello', wasMoved: true });
  }
});

test('has no answer where both are gone', async () => {
  const gone = `http://127.0.0.1:${await freePort()}`;
  expect(await balance(gone, gone)()).toMatchObject({ status: 0, wasMoved: true });
});

test('takes an error for an answer', async () => {
  expect(await balance(await says('no', 503), await says('yes'))()).toMatchObject({ status: 503, wasMoved: false });
});

test('waits as long as it is told to, and asks nobody else then', async () => {
  let asked = 0;
  const silent = await serve(() => {
    asked += 1;
  });
  expect(await balance(silent, await says('two'))(50)).toMatchObject({ status: 0, wasMoved: false });
  expect(asked).toBe(1);
});
