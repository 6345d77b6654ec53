// A string that never ends is one too: were it none, each of its quotes would be tried, and read to the end.
const token = /"(?:[^"\\]|\\[\s\S])*"?|[{}[\]:,]/g;
const halfACharacter = /\p{Surrogate}/u;
const deepest = 32;

/**
 * Reads JSON as I-JSON has it (RFC 7493): a name stands once in an object, strings hold whole characters, numbers are finite.
 * A text that two parsers read differently is an answer that two parties read differently.
 *
 * @throws SyntaxError that says what is wrong.
 */
export function parseIJson(text: string): unknown {
  refuseDepthAndTwins(text);
  return JSON.parse(text, function checked(_key, value: unknown) {
    if (value === Infinity || value === -Infinity) throw new SyntaxError('a number is too large');
    if (typeof value === 'string' && halfACharacter.test(value)) throw new SyntaxError('a string has half a character');
    return value;
  });
}

/** Only the text tells: the parser keeps the last of two members, and nesting is counted before anything is built. */
function refuseDepthAndTwins(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  let string = '';
  for (const [found] of text.matchAll(token)) {
    if (found === '{' || found === '[') open.push(found === '{' ? new Set() : undefined);
    else if (found === '}' || found === ']') open.pop();
    else if (found === ':') addName(open.at(-1), string);
    else string = found;
    if (open.length > deepest) throw new SyntaxError(`it is nested deeper than ${deepest}`);
  }
}

function addName(names: Set<string> | undefined, string: string): void {
  if (!names) return; // no JSON: the parser says so
  // Two spellings of one name are one name.
  const name = String(JSON.parse(string));
  if (halfACharacter.test(name)) throw new SyntaxError('a name has half a character');
  if (names.has(name)) throw new SyntaxError(`the name ${JSON.stringify(name)} stands twice in one object`);
  names.add(name);
}
