const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

// Neither XML 1.0 (2.2) nor HTML has these, however they are written.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const noCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu;

/** Text for the content and the attributes of XML and HTML. */
export function escapeXml(text: string): string {
  return text.replace(noCharacters, '\ufffd').replace(/[&<>"']/g, (character) => String(names[character]));
}
