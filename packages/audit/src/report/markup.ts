/** Text that is HTML already. */
export interface Markup {
  readonly html: string;
}

type Part = Markup | readonly Markup[] | string | number | undefined;

// Direction overrides would let a name rewrite the line that it stands in; control characters are no HTML.
const unseen = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A template of HTML: what is put in is escaped, unless it is markup itself. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { html: texts.map((text, index) => text + htmlOf(parts[index])).join('') };
}

function htmlOf(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'object') return 'html' in part ? part.html : part.map((each) => each.html).join('\n');
  const visible = String(part).replace(unseen, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return visible.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
