/** Whether a name is one of these, in which `*` stands for any characters. */
export function globMatcher(globs: readonly string[]): (name: string) => boolean {
  const escaped = globs.map((glob) => glob.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*'));
  const pattern = new RegExp(`^(?:${escaped.join('|')})$`, 's');
  return (name) => pattern.test(name);
}
