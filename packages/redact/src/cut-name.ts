// Before a capital, before the last one of several, and where a script without capitals ends: `caféToken`, `APIKey`, `用户token`.
const border = /[\p{Ll}\p{Lo}](?=\p{Lu})|\p{Lu}(?=\p{Lu}\p{Ll})|\p{Lo}(?=[a-z])/gu;

/**
 * Cuts a name into its words: `dbPassword`, `DB_PASSWORD` and `db.password[1]` are all `db`, `password`. One word has one form,
 * however its accents and widths are written (NFKC of Unicode).
 */
export function cutName(name: string): string[] {
  return name
    .normalize('NFKC')
    .replace(border, '$& ')
    .toLowerCase()
    .split(/[^a-z\u0080-\uffff]+/)
    .filter((word) => word !== '');
}
