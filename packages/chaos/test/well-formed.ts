// What an XML parser would complain of, for documents as our reports write them: elements that close, attributes that are quoted,
// text without < and without an & of its own.
const token = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>|([^<]+)|(<)/g;
const entity = /&(?!(?:amp|lt|gt|quot|#\d+);)/;

/** The faults of a document; `empty` elements have no end. */
export function wellFormed(document: string, empty: readonly string[] = []): readonly string[] {
  const open: string[] = [];
  const faults: string[] = [];
  for (const [whole, end, name = '', attributes = '', own, text = '', odd] of document.matchAll(token)) {
    if (odd) faults.push(`an element that is none at ${document.slice(document.indexOf(whole)).slice(0, 40)}`);
    if (entity.test(text) || entity.test(attributes)) faults.push(`an & in ${(text || attributes).slice(0, 60)}`);
    if (name === '' || own === '/' || empty.includes(name)) continue;
    if (end === '') open.push(name);
    else if (open.pop() !== name) faults.push(`</${name}> ends what it does not begin`);
  }
  return [...faults, ...open.map((name) => `<${name}> has no end`)];
}
