import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { median } from '../interleave.ts';
import { peerName } from '../peers.ts';
import type { Row } from '../row.ts';
import { rowOf } from '../row.ts';
import { type Framework, frameworks, peersOf } from './http-servers.ts';

/** Processor time that a limiter may add to a request, in microseconds. */
const goals: Readonly<Record<Framework, number>> = { node: 2.5, express: 6, hono: 4, fastify: 3 };
/** Compiling is processor time too: it must be over when the rounds that count begin. */
const warmup = 6;
const sockets = 32;
const request = 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';

interface Server {
  readonly process: ChildProcess;
  readonly sockets: readonly Socket[];
}

/** The processor time that each limiter adds to a request of its framework; servers in processes of their own. */
export async function httpRows({ rounds = 21, requests = 6_400 } = {}): Promise<Row[]> {
  const rows: Row[] = [];
  for (const framework of frameworks) rows.push(await httpRow(framework, rounds, requests));
  return rows;
}

async function httpRow(framework: Framework, rounds: number, requests: number): Promise<Row> {
  const limiters = ['none', '@scry/ratelimit', ...peersOf[framework]];
  const servers = await Promise.all(limiters.map((limiter) => start(framework, limiter)));
  const times = limiters.map((): number[] => []);
  for (let round = -warmup; round < rounds; round++) {
    const order = [...servers.entries()];
    // Whoever runs first in a round finds the machine as the round before left it: so the order alternates.
    for (const [index, server] of round % 2 === 0 ? order : order.reverse()) {
      const time = await cpuPerRequest(server, requests);
      if (round >= 0) times[index]?.push(time);
    }
  }
  for (const server of servers) server.process.disconnect();
  const [bare = []] = times;
  const added = times.map((each) => rounded(median(each.map((time, round) => time - (bare[round] ?? Number.NaN)))));
  const [, ours = Number.NaN, ...others] = added;
  const peers = Object.fromEntries(peersOf[framework].map((peer, index) => [label(peer), others[index] ?? null]));
  const row = { id: `http-${framework}`, unit: 'µs CPU added', ours, floor: rounded(median(bare)), peers, ratio: ours };
  console.log(`${row.id}: ${limiters.map((name, index) => `${name} +${added[index]} µs`).join(', ')}`);
  return rowOf({ ...row, goal: goals[framework] });
}

/** The package with its version, and the setting that it was measured with. */
function label(peer: string): string {
  const [name = peer, ...setting] = peer.split(' ');
  return [peerName(name), ...setting].join(' ');
}

async function start(framework: Framework, limiter: string): Promise<Server> {
  const child = fork(join(import.meta.dirname, 'http-server.ts'), [framework, limiter]);
  const [port] = await once(child, 'message');
  const opened = Array.from({ length: sockets }, () => connect(Number(port), '127.0.0.1').setEncoding('latin1'));
  await Promise.all(opened.map((socket) => once(socket, 'connect')));
  return { process: child, sockets: opened };
}

async function cpuPerRequest(server: Server, requests: number): Promise<number> {
  const before = await cpuOf(server);
  await Promise.all(server.sockets.map((socket) => send(socket, requests / sockets)));
  return ((await cpuOf(server)) - before) / requests;
}

async function cpuOf({ process: child }: Server): Promise<number> {
  const answered = once(child, 'message');
  child.send('cpu');
  const [microseconds] = await answered;
  return Number(microseconds);
}

/** One request after the other on a connection that is kept. */
function send(socket: Socket, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let left = count;
    let text = '';
    const onData = (chunk: string): void => {
      text += chunk;
      if (!text.endsWith('handled')) return;
      if (!text.startsWith('HTTP/1.1 200')) reject(new Error(`the server must answer 200, got ${text}`));
      text = '';
      left--;
      if (left > 0) socket.write(request);
      else {
        socket.off('data', onData).off('close', onClose);
        resolve();
      }
    };
    const onClose = (): void => reject(new Error('the server closed the connection'));
    socket.on('data', onData).once('close', onClose);
    socket.write(request);
  });
}

function rounded(microseconds: number): number {
  return Math.round(microseconds * 10) / 10;
}
