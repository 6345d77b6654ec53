// The form of llms.txt (llmstxt.org): a title, a summary as a quotation, words, and sections that are lists of links.

const item = /^- \[[^\]]+\]\([^()\s]+\)(?:: .+)?$/;

export function llmsFaults(text: string): string[] {
  const [head = '', ...sections] = text.split(/^## /m);
  const [title, ...rest] = head.trim().split('\n\n');
  return [
    ...(/^# .+$/.test(title ?? '') ? [] : ['it must begin with one H1']),
    ...(rest[0]?.split('\n').every((line) => line.startsWith('> ')) ? [] : ['a summary, quoted, must follow the H1']),
    ...(head.split('\n').some((line) => line.startsWith('#') && line !== title)
      ? ['it may have no heading but H2s']
      : []),
    ...sections.flatMap(sectionFaults),
  ];
}

function sectionFaults(section: string): string[] {
  const [name, ...lines] = section.trim().split('\n');
  const items = lines.filter((line) => line.startsWith('-'));
  return [
    ...(items.length > 0 ? [] : [`${name} lists nothing`]),
    ...items.filter((line) => !item.test(line)).map((line) => `${name} has an item that is no link: ${line}`),
  ];
}
