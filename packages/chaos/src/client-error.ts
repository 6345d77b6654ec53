/** A client's class of errors. */
export type ErrorClass = abstract new (...args: never[]) => Error;

/** What a client puts on its errors, besides the message. */
export interface ClientErrorParts {
  /** The names of its class and of those above it, nearest first, without Error. */
  readonly classes: readonly string[];
  /** The client's own class, where `instanceof` matters. */
  readonly from?: ErrorClass | undefined;
  readonly name?: string;
  readonly fields?: object;
}

/**
 * An error of a client that is not imported here: its class has the same name and the same ancestors, and is the client's own
 * one where that is given.
 */
export function clientError(
  message: string | undefined,
  { classes, from, name, fields = {} }: ClientErrorParts,
): Error {
  const error = new Error(message);
  // Every class has a prototype, which the type of an abstract one does not say.
  Object.setPrototypeOf(error, (from ?? classOf(classes, name)).prototype as object);
  return Object.assign(error, fields);
}

const known = /* @__PURE__ */ new Map<string, new () => Error>();

function classOf([nearest, ...above]: readonly string[], name?: string): new () => Error {
  if (nearest === undefined) return Error;
  const key = `${[nearest, ...above].join()}:${name}`;
  const found = known.get(key);
  if (found) return found;
  const made = Object.defineProperty(class extends classOf(above) {}, 'name', { value: nearest });
  if (name !== undefined) Object.defineProperty(made.prototype, 'name', { value: name });
  known.set(key, made);
  return made;
}
