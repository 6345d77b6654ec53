/** Where a socket is about to connect. */
export interface ConnectTarget {
  readonly host: string;
  readonly port: number;
}

/** The arguments of `socket.connect`, sorted: Node takes them in four forms, and passes them on to itself in a fifth. */
export interface ConnectCall {
  readonly options: Readonly<Record<string, unknown>>;
  readonly listener: unknown;
}

/** `undefined` for what is no TCP connection: pipes, Unix sockets, and arguments that Node itself will refuse. */
export function connectCall(args: readonly unknown[]): ConnectCall | undefined {
  const [first] = args;
  if (Array.isArray(first)) return connectCall(first.filter((each) => each !== null));
  const listener = args.find((each) => typeof each === 'function');
  if (typeof first === 'object' && first !== null) {
    // Node reads any property of it, too.
    const options = first as Readonly<Record<string, unknown>>;
    return !options['path'] && isPort(options['port']) ? { options, listener } : undefined;
  }
  const [, host] = args;
  return isPort(first) ? { options: { port: first, ...(typeof host === 'string' && { host }) }, listener } : undefined;
}

function isPort(port: unknown): boolean {
  return typeof port === 'number' || (typeof port === 'string' && /^\d+$/.test(port));
}

/** As Node reads them: without a host it is this one. */
export function connectTarget({ options: { host, port } }: ConnectCall): ConnectTarget {
  return { host: typeof host === 'string' && host !== '' ? host : 'localhost', port: Number(port) };
}
