import { aString, checkValue } from '@scry/internal/check-options';

/** The names of the methods of `T`. */
export type MethodsOf<T> = { [K in keyof T]-?: T[K] extends (...args: never[]) => unknown ? K : never }[keyof T];

type Method = (...args: never[]) => unknown;
type MakePoint = (name: string, fn: Method) => Method;

/**
 * An object that stands before the client: the methods named are injection points, everything else is the client's own. Methods
 * run with the client itself as `this`, so that private fields work; and no Proxy costs each access.
 */
export function instrumented<T extends object>(
  client: T,
  points: Partial<Record<MethodsOf<T>, string>>,
  point: MakePoint,
): T {
  checkValue('instrument: client', client, ['object', 'an object']);
  checkValue('instrument: points', points, ['object', 'an object']);
  const front: T = Object.create(client);
  for (const key of keysOf(client)) forward(front, client, key);
  for (const [key, name] of Object.entries(points)) {
    // Whether it is a method is what is checked here.
    const method = client[key as keyof T];
    checkValue(`instrument: ${key}`, method, ['function', 'a method of the client']);
    checkValue(`instrument: the point of ${key}`, name, aString);
    Object.defineProperty(front, key, descriptor(front, client, point(name as string, method as Method)));
  }
  return front;
}

/** Every property of the client and of its classes, but not those that each object has. */
function keysOf(client: object): ReadonlySet<PropertyKey> {
  const keys = new Set<PropertyKey>();
  for (let each = client; each && each !== Object.prototype; each = Object.getPrototypeOf(each)) {
    for (const key of Reflect.ownKeys(each)) keys.add(key);
  }
  keys.delete('constructor');
  return keys;
}

function forward(front: object, client: object, key: PropertyKey): void {
  const bound = new WeakMap<object, unknown>();
  Object.defineProperty(front, key, {
    configurable: true,
    enumerable: Object.prototype.propertyIsEnumerable.call(client, key),
    get() {
      const value: unknown = Reflect.get(client, key);
      if (typeof value !== 'function') return value;
      if (!bound.has(value)) bound.set(value, descriptor(front, client, value as Method).value);
      return bound.get(value);
    },
    set(value: unknown) {
      Reflect.set(client, key, value);
    },
  });
}

/** A method that runs on the client, and that returns the front where it returns the client for the next call of a chain. */
function descriptor(front: object, client: object, method: Method): PropertyDescriptor {
  function onClient(this: unknown, ...args: never[]): unknown {
    if (new.target) return Reflect.construct(method, args);
    const answer = Reflect.apply(method, client, args);
    return answer === client ? front : answer;
  }
  return {
    value: Object.defineProperties(onClient, Object.getOwnPropertyDescriptors(method)),
    configurable: true,
    writable: true,
  };
}
