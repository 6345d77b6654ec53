interface Platform {
  readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> };
}

/** A variable of the environment, on platforms that have one. */
export function environment(name: string): string | undefined {
  return (globalThis as Platform).process?.env?.[name];
}
