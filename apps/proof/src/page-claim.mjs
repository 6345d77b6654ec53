// `node:assert` for a page: the values of README blocks, as text in which no two of them look alike.
export function deepStrictEqual(actual, expected) {
  const [came, wanted] = [written(actual), written(expected)];
  if (came !== wanted) throw new Error(`expected ${wanted}, got ${came}`);
}

function written(value) {
  return JSON.stringify(value, (_, each) => {
    if (each === null || typeof each === 'boolean' || typeof each === 'string' || Array.isArray(each)) return each;
    if (typeof each !== 'object') return `${typeof each}: ${String(each)}`;
    if (Object.getPrototypeOf(each) !== Object.prototype) throw new Error(`expected plain values, got ${each}`);
    return Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}
