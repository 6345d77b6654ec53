/** What differs from one failure to the next of the same kind, or from one version of a server to the next. */
const volatile = ['stack', 'retryTime', 'line', 'length', 'chaos', 'cause', 'errors', 'socket'];

/** Everything that can be read of an error, its classes, causes and parts included. */
export function fieldByField(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const names = Object.getOwnPropertyNames(error).filter((name) => !volatile.includes(name));
  return {
    classes: classesOf(error),
    name: error.name,
    text: String(error),
    enumerable: Object.keys(error).filter((name) => !volatile.includes(name)),
    fields: Object.fromEntries(names.map((name) => [name, Reflect.get(error, name)])),
    ...('socket' in error && { socket: endpointOf(error.socket) }),
    ...('cause' in error && { cause: fieldByField(error.cause) }),
    ...(error instanceof AggregateError && { errors: error.errors.map(fieldByField) }),
  };
}

function classesOf(error: object): string[] {
  const names: string[] = [];
  for (let each = Object.getPrototypeOf(error); each !== Object.prototype; each = Object.getPrototypeOf(each)) {
    const { name } = each.constructor;
    // Node has classes of its own for system calls, and hides them behind the name of the one above.
    if (name !== names.at(-1)) names.push(name);
  }
  return names;
}

function endpointOf(socket: unknown): unknown {
  const { remoteAddress, remotePort } = Object(socket);
  return { remoteAddress, remotePort };
}
