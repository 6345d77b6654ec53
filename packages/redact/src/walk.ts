import { observe } from '@scry/internal/observe';
import type { Finding } from './finding.ts';
import { isRewritten, mayBeJson } from './json-text.ts';
import type { KnownName, Verdict } from './name-rules.ts';
import { labelsOf } from './paired-label.ts';
import { add, type PathNode, step } from './path-tree.ts';
import { copyRead, put, readElement } from './plain-copy.ts';
import { type Policy, withoutRules } from './policy.ts';
import { removed, unreadable } from './sentinels.ts';
import { walkExotic } from './walk-exotic.ts';
import { walkPaths } from './walk-paths.ts';

export type Places = readonly PathNode[] | undefined;

/**
 * One way through one value. What is redacted is copied together with what leads to it; all else is shared with the original.
 * Each property is read once: a copy is made of what was read, so that a getter cannot show one thing and give another.
 */
export class Walk {
  readonly policy: Policy;
  /** Whether the result is for JSON.stringify, which must not meet a BigInt. */
  json: boolean;
  /** Whether also what no rule asks about is looked at, because JSON.stringify could not read it. */
  private readonly careful: boolean;
  readonly findings: Finding[] | undefined;
  /** Whether somebody will ask where a value stands. */
  private readonly tracked: boolean;
  /** Values that may still be seen. */
  private left: number;
  private ancestors: object[] = [];
  private readonly names: (string | number)[] = [];
  /** What was read, of the objects that are being walked, before the first property that changes: copies begin with it. */
  private read: unknown[] = [];
  private reads = 0;
  /** The name that was met last. */
  private last: KnownName;

  constructor(policy: Policy, json: boolean, findings: Finding[] | undefined, careful = false) {
    this.policy = policy;
    this.json = json;
    this.careful = careful;
    this.findings = findings;
    this.tracked = findings !== undefined || typeof policy.censor === 'function';
    this.left = policy.maxNodes;
    this.last = policy.names.start;
  }

  /** The value without its secrets; the value itself if it has none. */
  root(value: unknown): unknown {
    const { tree, pathsOnly } = this.policy;
    if (pathsOnly && !this.careful) {
      if (tree === undefined) return value;
      try {
        return walkPaths(this, value, tree.root, 0);
      } catch {
        // A getter threw, perhaps one that no path names. All is looked at then, and only what throws is hidden.
        this.findings?.splice(0);
      }
    }
    return this.value(value, 0, tree && add([], tree.root));
  }

  /** Makes ready for another value, and holds nothing of this one. */
  rest(): void {
    // New lists, not emptied ones: an old list that holds young values costs the collector more than a new one.
    if (this.ancestors.length > 0) this.ancestors = [];
    if (this.read.length > 0) this.read = [];
    this.reads = 0;
    this.left = this.policy.maxNodes;
    this.last = this.policy.names.start;
  }

  /** A value that has no name, or an innocent one; `depth` names lead to it. */
  value(value: unknown, depth: number, at: Places): unknown {
    if (--this.left < 0) return this.blank('max-nodes', depth);
    if (typeof value === 'string') return this.text(value, depth, at);
    if (typeof value === 'object' && value !== null) return this.container(value, depth, at);
    if (typeof value === 'function') return this.container(value, depth, at);
    return typeof value === 'bigint' && this.json ? String(value) : value;
  }

  /** A value under a name; `holder` is what both are of, at `depth`. */
  property(value: unknown, name: string | number, depth: number, at: Places, holder: object): unknown {
    return this.named(value, name, depth, at, holder, typeof name === 'string' ? this.verdict(name) : null);
  }

  /** A value at a place in the tree of exact paths. */
  onPath(value: unknown, name: string, depth: number, place: PathNode): unknown {
    if (this.tracked) this.names[depth] = name;
    if (place.keeps || value === undefined) return value;
    if (place.rule !== undefined) return this.censored(value, depth, 'path', place.rule);
    return walkPaths(this, value, place, depth + 1);
  }

  private named(
    value: unknown,
    name: string | number,
    depth: number,
    at: Places,
    holder: object,
    verdict: Verdict | null,
  ): unknown {
    if (this.tracked) this.names[depth] = name;
    if (value === unreadable) return this.blank('unreadable', depth + 1, '[UNREADABLE]');
    const next = at && step(at, String(name));
    const end = next && (next.find((node) => node.keeps) ?? next.find((node) => node.rule !== undefined));
    if (end?.keeps) return this.json ? new Walk(withoutRules(this.policy), true, undefined, true).root(value) : value;
    if (end?.rule !== undefined && value !== undefined) return this.censored(value, depth, 'path', end.rule);
    if (typeof value === 'boolean' || value === null || value === undefined) return this.value(value, depth + 1, next);
    const rule = verdict?.paired ? this.pairedRule(verdict, holder) : verdict?.rule;
    return rule === undefined ? this.value(value, depth + 1, next) : this.censored(value, depth, 'name', rule);
  }

  /** The name as it may be shown. */
  shownName(name: string, depth: number): string {
    const verdict = this.verdict(name);
    return verdict === null ? name : this.shown(verdict, name, depth);
  }

  text(text: string, depth: number, at: Places): string {
    const { scanner, jsonStrings, maxStringLength } = this.policy;
    const maybeJson = jsonStrings && mayBeJson(text);
    if (scanner === undefined && !maybeJson) return text;
    if (text.length > maxStringLength) return this.blank('max-string-length', depth);
    const rewritten = maybeJson ? this.jsonText(text, depth, at) : undefined;
    if (rewritten !== undefined || scanner === undefined) return rewritten ?? text;
    const result = scanner.redact(text);
    if (result !== text && this.findings !== undefined) {
      for (const { rule, start, end } of scanner.find(text)) {
        this.findings.push({ path: this.names.slice(0, depth), by: 'value', rule, start, end });
      }
    }
    return result;
  }

  container(value: object, depth: number, at: Places): unknown {
    if (depth >= this.policy.maxDepth) return this.blank('max-depth', depth);
    const { ancestors, reads } = this;
    for (let i = 0; i < depth; i++) {
      if (ancestors[i] === value) return this.blank('circular', depth, '[CIRCULAR]');
    }
    ancestors[depth] = value;
    try {
      return this.contents(value, depth, at);
    } catch {
      this.reads = reads;
      return this.blank('unreadable', depth, '[UNREADABLE]');
    }
  }

  /** What stands where a value could not be looked at. */
  blank(rule: string, depth: number, text: string = this.policy.blank): string {
    this.findings?.push({ path: this.names.slice(0, depth), by: 'value', rule });
    return text;
  }

  private contents(value: object, depth: number, at: Places): unknown {
    // A method that only JSON.stringify would call, on any value.
    if (typeof (value as { toJSON?: unknown }).toJSON !== 'function') {
      const prototype = Object.getPrototypeOf(value);
      if (prototype === Object.prototype || prototype === null) {
        return this.object(value as Readonly<Record<string, unknown>>, depth, at, prototype);
      }
      if (Array.isArray(value)) return this.array(value, depth, at);
    }
    return walkExotic(this, value, depth, at);
  }

  private object(
    holder: Readonly<Record<string, unknown>>,
    depth: number,
    at: Places,
    prototype: object | null,
  ): unknown {
    const { read, tracked } = this;
    const { names } = this.policy;
    const start = this.reads;
    let reads = start;
    let copy: Record<string, unknown> | undefined;
    for (const name in holder) {
      let value: unknown;
      try {
        value = holder[name];
      } catch {
        value = unreadable;
      }
      let known = this.last.next;
      if (known.name !== name) known = names.after(this.last, name);
      this.last = known;
      const { verdict } = known;
      let result = value;
      let shown = name;
      if (at !== undefined || value === unreadable || verdict !== null) {
        this.reads = reads;
        result = this.named(value, name, depth, at, holder, verdict);
        if (verdict !== null) shown = this.shown(verdict, name, depth);
      } else if (typeof value === 'number' && this.left > 0) {
        this.left--;
      } else {
        this.reads = reads;
        if (tracked) this.names[depth] = name;
        result = this.value(value, depth + 1, undefined);
      }
      if (copy === undefined) {
        if (Object.is(result, value) && shown === name) {
          read[reads++] = value;
          continue;
        }
        copy = prototype === null ? Object.create(null) : {};
        copyRead(copy as Record<string, unknown>, holder, read, start, reads);
      }
      if (result !== removed) put(copy as Record<string, unknown>, shown, result);
    }
    this.reads = start;
    return copy ?? holder;
  }

  array(holder: readonly unknown[], depth: number, at: Places): unknown {
    const { read, tracked } = this;
    const start = this.reads;
    const { length } = holder;
    let reads = start;
    let copy: unknown[] | undefined;
    for (let i = 0; i < length; i++) {
      // The rest is cut: a sparse array may have more places than there is memory.
      const over = this.left <= 0;
      const value = over ? undefined : readElement(holder, i);
      let result = value;
      this.reads = reads;
      if (over || value === unreadable || at !== undefined) {
        result = over ? this.blank('max-nodes', depth) : this.property(value, i, depth, at, holder);
      } else {
        if (tracked) this.names[depth] = i;
        result = this.value(value, depth + 1, undefined);
      }
      if (copy === undefined) {
        if (Object.is(result, value)) {
          read[reads++] = value;
          continue;
        }
        copy = read.slice(start, reads);
      }
      copy.push(result === removed ? undefined : result);
      if (over) break;
    }
    this.reads = start;
    return copy ?? holder;
  }

  private censored(value: unknown, depth: number, by: 'name' | 'path', rule: string): unknown {
    const { censor, remove, blank, name, onEvent } = this.policy;
    const path = this.tracked ? this.names.slice(0, depth + 1) : [];
    this.findings?.push({ path, by, rule });
    if (remove) return removed;
    if (typeof censor === 'string') return censor;
    try {
      return censor(value, { path: [...path], by, rule });
    } catch (error) {
      if (onEvent) observe(onEvent, { type: 'censor-failed', name, path, error });
      return blank;
    }
  }

  private shown({ shown, hidden = '' }: Verdict, name: string, depth: number): string {
    if (shown !== name) {
      this.findings?.push({ path: [...this.names.slice(0, depth), shown], by: 'value', rule: hidden });
    }
    return shown;
  }

  private pairedRule(verdict: Verdict, holder: object): string | undefined {
    const rules = labelsOf(holder).map((label) => this.verdict(label)?.rule);
    return verdict.rule ?? rules.find((rule) => rule !== undefined);
  }

  private verdict(name: string): Verdict | null {
    return this.policy.names.after(this.policy.names.start, name).verdict;
  }

  private jsonText(text: string, depth: number, at: Places): string | undefined {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      return undefined;
    }
    const result = this.value(parsed, depth, at);
    return result === parsed && !isRewritten(parsed, text) ? text : JSON.stringify(result);
  }
}
