import type { Facts } from './compile-condition.ts';
import type { CompiledPolicy } from './compiled-policy.ts';
import { type Held, Standing } from './standing.ts';
import { ownText, type Value } from './typed-value.ts';

/** What stands behind one `Rbac`: the policy in force, and the wall clock. */
export interface Engine {
  compiled: CompiledPolicy;
  readonly now: () => number;
}

// Who acts for somebody who acts for somebody …: longer chains are allowed nothing.
const longestChain = 8;

/** A resolved principal: a copy of the input, and what it comes to until time or policy moves on. */
export class Handle {
  readonly engine: Engine;
  readonly input: object;
  /** Whom it acts for. */
  readonly owner: Handle | undefined;
  standing: Standing;
  facts: Facts;
  /** The times between which the standing is right. */
  from = -Infinity;
  until = Infinity;
  /** Whether these are there, and the clock must be asked. */
  private timed = false;
  private compiled: CompiledPolicy;

  constructor(engine: Engine, given: unknown, chain = 1) {
    this.engine = engine;
    this.input = copyOf(given);
    const owner = own(this.input, 'onBehalfOf');
    this.owner = owner === undefined || chain > longestChain ? undefined : new Handle(engine, owner, chain + 1);
    this.compiled = engine.compiled;
    this.facts = factsOf(this.compiled, this.input);
    this.standing = this.resolve();
  }

  /** Brings it up to date. */
  live(): this {
    const { compiled } = this.engine;
    if (compiled === this.compiled && (!this.timed || this.isOfNow())) return this;
    this.compiled = compiled;
    this.facts = factsOf(compiled, this.input);
    this.standing = this.resolve();
    return this;
  }

  private isOfNow(): boolean {
    const now = this.engine.now();
    return now >= this.from && now < this.until;
  }

  private resolve(): Standing {
    const { compiled } = this;
    const owner = own(this.input, 'onBehalfOf');
    const roles = own(this.input, 'roles');
    const scopes = own(this.input, 'scopes');
    if (owner !== undefined && this.owner === undefined) return compiled.nobody;
    if (owner !== undefined && roles === undefined) return new Standing({ compiled, scopes, borrows: true });
    const held = this.holdings(Array.isArray(roles) ? roles : []);
    const plain = scopes === undefined && held.inactive.length + held.lapsed.length === 0;
    if (!plain || held.active.some(isLimited)) return new Standing({ compiled, scopes, ...held });
    return held.active.reduce((standing, { role }) => standing.plus(role.name), compiled.nobody);
  }

  /** Sorts what was assigned, and finds out how long that stays so. */
  private holdings(roles: readonly unknown[]) {
    const found: Record<'active' | 'inactive' | 'lapsed', Held[]> = { active: [], inactive: [], lapsed: [] };
    const switchedOn = own(this.input, 'activeRoles');
    const isActive = (name: string) =>
      switchedOn === undefined || (Array.isArray(switchedOn) && switchedOn.includes(name));
    this.from = -Infinity;
    this.until = Infinity;
    this.timed = false;
    for (const each of roles) {
      const assigned = typeof each === 'object' && each !== null ? each : { role: each };
      const name = own(assigned, 'role');
      const role = typeof name === 'string' ? this.compiled.roles.get(name) : undefined;
      const tenantId = own(assigned, 'tenantId');
      if (role === undefined || !this.isHere(tenantId)) continue;
      const inForce = this.isInForce(own(assigned, 'notBefore'), own(assigned, 'expires'));
      const held = { role, scopes: own(assigned, 'scopes'), atHome: tenantId !== undefined };
      if (isActive(role.name)) found[inForce ? 'active' : 'lapsed'].push(held);
      else if (inForce) found.inactive.push(held);
    }
    return found;
  }

  private isHere(tenantId: unknown): boolean {
    if (tenantId === undefined) return true;
    const tenant = this.facts.values[this.compiled.tenantPlace];
    return tenant !== undefined && tenant !== '' && tenant === tenantId; // who has no tenant is nowhere
  }

  private isInForce(notBefore: unknown = -Infinity, expires: unknown = Infinity): boolean {
    // What is no number is no time: such an assignment is never in force.
    if (!isTime(notBefore) || !isTime(expires)) return false;
    if (notBefore === -Infinity && expires === Infinity) return true;
    this.timed = true;
    const now = this.engine.now();
    for (const time of [notBefore, expires]) {
      if (time > now) this.until = Math.min(this.until, time);
      else this.from = Math.max(this.from, time); // a clock that is set back makes it wrong again
    }
    return notBefore <= now && now < expires;
  }
}

export function factsOf(compiled: CompiledPolicy, source: object): Facts {
  const { principalAttributes } = compiled;
  const values: (Value | undefined)[] = [];
  for (const [name, type] of principalAttributes) values.push(ownText(source, name, type));
  return { values, source };
}

/** An own property by name; what is there is unknown. */
export function own(of: object, name: string): unknown {
  return Object.hasOwn(of, name) ? (of as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** Whether it grants less than the role by its name does. */
function isLimited({ role, scopes, atHome }: Held): boolean {
  return scopes !== undefined || (atHome === true && role.role.crossTenant !== undefined);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(value);
}

/** The own properties, and those of the lists and assignments in it; of a handle, what that was made of. */
function copyOf(given: unknown): object {
  if (given instanceof Handle) return given.input;
  if (typeof given !== 'object' || given === null) return {};
  return copyOwn(given, (value, key) => (key === 'onBehalfOf' ? value : copyInto(value, 3)));
}

/** Those that are not enumerable too: a limit that a loop does not see is a limit. */
function copyOwn(of: object, copy: (value: unknown, key: string) => unknown): object {
  return Object.fromEntries(Object.getOwnPropertyNames(of).map((key) => [key, copy(own(of, key), key)]));
}

/** As deep as scopes of an assignment in a list lie. */
function copyInto(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth === 0) return value;
  if (Array.isArray(value)) return value.map((each) => copyInto(each, depth - 1));
  return copyOwn(value, (each) => copyInto(each, depth - 1));
}
