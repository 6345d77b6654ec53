import type { Socket } from 'node:net';
import { observe } from '@scry/internal/observe';
import { isLocked } from '../production-lock.ts';
import { type Address, addressOf, formatAddress, resolveAddress } from './address.ts';
import { dial } from './dial.ts';
import { Link } from './link.ts';
import { type Listener, listenAt } from './listener.ts';
import type { ProxyEvent } from './proxy-event.ts';
import type { SharedSettings } from './proxy-options.ts';
import { type Source, upstreamSource } from './source.ts';
import type { ProxyChanges } from './tcp-proxy.ts';
import type { Stream, Toxic } from './toxic.ts';
import { ToxicChain } from './toxic-chain.ts';

export interface OpenProxyOptions {
  readonly name: string;
  readonly listen: string;
  readonly upstream: string;
  readonly toxics: readonly Toxic[];
  readonly settings: SharedSettings;
}

type Untold<E> = E extends unknown ? Omit<E, 'name'> : never;

/** A proxy: where it listens, where it connects to, its toxics and its connections. */
export class OpenProxy {
  readonly name: string;
  readonly settings: SharedSettings;
  readonly chain: ToxicChain;
  listen: string;
  upstream: string;
  readonly #clients = new Set<Socket>();
  readonly #past = { upstream: { received: 0, sent: 0 }, downstream: { received: 0, sent: 0 } };
  #listener: Listener | undefined;
  #accepted = 0;
  /** Changes wait for each other. */
  #changes: Promise<void> = Promise.resolve();

  constructor({ name, listen, upstream, toxics, settings }: OpenProxyOptions) {
    this.name = name;
    this.listen = listen;
    this.upstream = upstream;
    this.settings = settings;
    this.chain = new ToxicChain({
      seed: [settings.seed, name],
      locked: () => isLocked(settings.allowInProduction),
      onChange: (type, toxic) => this.#tell({ type, toxic }),
    });
    for (const toxic of toxics) this.chain.add(toxic);
  }

  get enabled(): boolean {
    return this.#listener !== undefined;
  }

  get connections(): number {
    return this.#clients.size;
  }

  /** Nothing has changed when it rejects: the new address is taken before the old one is given up. */
  update(changes: ProxyChanges): Promise<void> {
    const changed = this.#changes.then(() => this.#update(changes));
    this.#changes = changed.catch(() => {});
    return changed;
  }

  /** Whether it would have to move, or to connect to elsewhere. */
  async differs({ listen, upstream }: Required<Omit<ProxyChanges, 'enabled'>>): Promise<boolean> {
    return upstream !== this.upstream || formatAddress(await resolveAddress(addressOf(listen))) !== this.listen;
  }

  traffic(stream: Stream): { readonly received: number; readonly sent: number } {
    const sum = { ...this.#past[stream] };
    for (const link of this.chain.links) {
      const { received, sent } = link.traffic(stream);
      sum.received += received;
      sum.sent += sent;
    }
    return sum;
  }

  async #update({
    listen = this.listen,
    upstream = this.upstream,
    enabled = this.enabled,
  }: ProxyChanges): Promise<void> {
    const address = await resolveAddress(addressOf(listen));
    const moves = formatAddress(address) !== this.listen;
    const next = enabled && (moves || !this.#listener) ? await this.#listenAt(address) : undefined;
    if (!enabled || next) this.#listener?.stop();
    if (!enabled || next || upstream !== this.upstream) this.#closeAll();
    if (!enabled) this.#listener = undefined;
    if (next) this.#listener = next;
    if (next) this.listen = formatAddress(next.address);
    else if (moves) this.listen = listen;
    this.upstream = upstream;
  }

  #listenAt(address: Address): Promise<Listener> {
    const { maxConnections } = this.settings;
    return listenAt(address, { maxConnections, onClient: (client) => this.#accept(client) });
  }

  #closeAll(): void {
    for (const link of this.chain.links) link.destroy();
    for (const client of this.#clients) client.destroy();
  }

  /** Connects a client to the server. Whatever becomes of it ends with the client's socket. */
  #accept(client: Socket): void {
    const connection = ++this.#accepted;
    const { clock, maxHeldBytes } = this.settings;
    const { chain } = this;
    this.#clients.add(client);
    client.on('error', () => {}); // who listens to it comes later
    client.once('close', () => {
      this.#clients.delete(client);
      giveUp();
    });
    const onConnect = (server: Source): void => {
      const onClosed = (): void => {
        chain.links.delete(link);
        this.#remember(link);
        this.#tell({ type: 'closed', connection });
      };
      const link = new Link({ client, server, connection, clock, maxHeldBytes, onClosed });
      chain.attach(link);
      this.#tell({ type: 'connected', connection });
      link.start();
    };
    const onError = (error: Error): void => {
      client.resetAndDestroy();
      this.#tell({ type: 'refused', connection, error });
    };
    const connect = (): Source => upstreamSource(addressOf(this.upstream));
    const giveUp = dial({ connect, chain, connection, clock, onConnect, onError });
  }

  #remember(link: Link): void {
    for (const stream of ['upstream', 'downstream'] as const) {
      const { received, sent } = link.traffic(stream);
      this.#past[stream].received += received;
      this.#past[stream].sent += sent;
    }
  }

  #tell(event: Untold<ProxyEvent>): void {
    const { onEvent } = this.settings;
    // The name makes it whole again, which the compiler cannot see through a union.
    if (onEvent) observe(onEvent, { name: this.name, ...event } as ProxyEvent);
  }
}
