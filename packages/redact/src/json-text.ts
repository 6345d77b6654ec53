/** Whether a text begins as an object or a list does; blanks before it are no secret. */
export function mayBeJson(text: string): boolean {
  const first = text.charCodeAt(0);
  return first > 0x20 ? first === 0x7b || first === 0x5b : /^[ \t\n\r]*[{[]/.test(text);
}

/** Whether a text says more than its value: a name that stands twice hides what the first one had. */
export function isRewritten(value: unknown, text: string): boolean {
  const written = JSON.stringify(value);
  return written !== text && written !== withoutSpace(text);
}

function withoutSpace(json: string): string {
  return json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
}
