/** A place in the tree of all paths; what is below it is reached by names. */
export interface PathNode {
  readonly names: Map<string, PathNode>;
  any?: PathNode;
  /** Below `**`, which may also stand for no name at all. */
  deep?: PathNode;
  readonly loops: boolean;
  /** The path that ends here. */
  rule?: string;
  keeps?: boolean;
}

export interface PathTree {
  readonly root: PathNode;
  /** Whether no path has a wildcard: then the names in the tree are all that need be looked at. */
  readonly exact: boolean;
}

const token = /(?:^|\.)(\*\*?|[^.*[\]"'!]+)|\[(?:(\*)|(\d+)|"([^"]*)"|'([^']*)')\]/y;

/** Makes one tree of paths that `isPath` takes. */
export function createPathTree(paths: readonly string[]): PathTree {
  const root = createNode(false);
  let exact = true;
  for (const path of paths) {
    const names = parsePath(path);
    if (names.includes(anyName) || names.includes(anyNames)) exact = false;
    let node = root;
    // Below a value that is redacted there is nothing left to redact: a last `**` means what `*` does.
    names.forEach((name, i) => {
      node = child(node, name === anyNames && i === names.length - 1 ? anyName : name);
    });
    if (path.startsWith('!')) node.keeps = true;
    else node.rule = path;
  }
  return { root, exact };
}

export function isPath(path: string): boolean {
  return parsePath(path).length > 0;
}

/** Where a name leads to from several places at once; undefined: nowhere. */
export function step(places: readonly PathNode[], name: string): PathNode[] | undefined {
  const next: PathNode[] = [];
  for (const place of places) {
    if (place.loops) add(next, place);
    add(next, place.names.get(name));
    add(next, place.any);
  }
  return next.length === 0 ? undefined : next;
}

/** The place and, since `**` may stand for nothing, the one behind it. */
export function add(places: PathNode[], place: PathNode | undefined): PathNode[] {
  if (place === undefined || places.includes(place)) return places;
  places.push(place);
  return add(places, place.deep);
}

const anyName = Symbol('*');
const anyNames = Symbol('**');

/** The names that a path is made of; none: it is no path. */
function parsePath(path: string): (string | symbol)[] {
  const names: (string | symbol)[] = [];
  const text = path.replace(/^!/, '');
  token.lastIndex = 0;
  while (token.lastIndex < text.length || names.length === 0) {
    const found = token.exec(text);
    if (found === null) return [];
    const [, dotted, star, index, double, single = ''] = found;
    if (star ?? (dotted === '*' ? dotted : undefined)) names.push(anyName);
    else if (dotted === '**') names.push(anyNames);
    else names.push(dotted ?? index ?? double ?? single);
  }
  return names;
}

function child(node: PathNode, name: string | symbol): PathNode {
  if (name === anyName) {
    node.any ??= createNode(false);
    return node.any;
  }
  if (name === anyNames) {
    node.deep ??= createNode(true);
    return node.deep;
  }
  // The two symbols are all there are.
  const key = name as string;
  const known = node.names.get(key) ?? createNode(false);
  node.names.set(key, known);
  return known;
}

function createNode(loops: boolean): PathNode {
  return { names: new Map(), loops };
}
