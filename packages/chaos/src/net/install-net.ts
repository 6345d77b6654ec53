import { Socket } from 'node:net';
import type { Chaos } from '../chaos-api.ts';
import type { Disposing } from '../disposing.ts';
import { type ConnectTarget, connectCall, connectTarget } from './connect-target.ts';
import { heldConnect } from './held-connect.ts';
import { connectPoint } from './net-rule.ts';
import { unhooked } from './unhooked.ts';

/** The hook in the sockets of this process. */
export interface NetHook extends Disposing {
  /** Takes the hook out. Connections that are there already stay. */
  stop(): void;
}

/** One chaos, and its injection point: it answers at once with `undefined` where a connection is left alone. */
interface Gate {
  readonly chaos: Chaos;
  readonly pass: (target: ConnectTarget & { readonly signal: AbortSignal }) => Promise<unknown> | undefined;
}

type Connect = (this: Socket, ...args: unknown[]) => Socket;

const gates = /* @__PURE__ */ new Set<Gate>();
let original: Connect | undefined;

/**
 * Lets the scenarios of `netRule` act on every TCP connection that this process makes, whatever library makes it: they are asked
 * before a socket connects. While nothing is armed that costs one comparison a connection.
 *
 * @example
 * using hook = installNet(chaos);
 * await chaos.run(netRule({ port: 9092, action: { redirect: { host: '127.0.0.1', port: 9093 } } }), () => producer.send(batch));
 */
export function installNet(chaos: Chaos): NetHook {
  const nothing = (): Promise<unknown> | undefined => undefined;
  const gate: Gate = { chaos, pass: chaos.point<Gate['pass']>(connectPoint, nothing, { async: true }) };
  gates.add(gate);
  patch();
  const stop = (): void => {
    gates.delete(gate);
    if (gates.size === 0) unpatch();
  };
  return { stop, [Symbol.dispose]: stop };
}

function patch(): void {
  if (original) return;
  // Its overloads are one function.
  original = Socket.prototype.connect as Connect;
  Socket.prototype.connect = connectThroughGates as typeof Socket.prototype.connect;
}

function unpatch(): void {
  // Somebody may have put a hook of his own on top of this one: then it stays, and lets everything through.
  if (!original || (Socket.prototype.connect as Connect) !== connectThroughGates) return;
  Socket.prototype.connect = original as typeof Socket.prototype.connect;
  original = undefined;
}

function connectThroughGates(this: Socket, ...args: unknown[]): Socket {
  // It is in place only between patch and unpatch.
  const connect = original as Connect;
  if (unhooked.has(this)) return Reflect.apply(connect, this, args);
  for (const { chaos, pass } of gates) {
    const call = chaos.armed === 0 ? undefined : connectCall(args);
    if (!call) continue;
    const closed = new AbortController();
    const verdict = pass({ ...connectTarget(call), signal: closed.signal });
    if (verdict === undefined) continue;
    heldConnect(this, { call, verdict, closed, connect: (options) => connect.call(this, options, call.listener) });
    return this;
  }
  return Reflect.apply(connect, this, args);
}
