/** Cuts a name into its words: `dbPassword`, `DB_PASSWORD` and `db.password[1]` are all `db`, `password`. */
export function cutName(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\u0080-\uffff]+/)
    .filter((word) => word !== '');
}
