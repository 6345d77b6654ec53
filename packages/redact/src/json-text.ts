/** Whether a text says more than its value: a name that stands twice hides what the first one had. */
export function isRewritten(value: unknown, text: string): boolean {
  const written = JSON.stringify(value);
  return written !== text && written !== withoutSpace(text);
}

function withoutSpace(json: string): string {
  return json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
}
