import * as z from 'zod';

/** Compiles, and says why not. The flags are OPAWG's: none. */
const pattern = z
  .string()
  .min(1)
  .superRefine((source, context) => {
    try {
      new RegExp(source);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    }
  });

const entry = z.object({
  name: z.string().min(1),
  pattern,
  category: z.string().optional(),
  examples: z.array(z.string()).optional(),
  description: z.string().optional(),
  urls: z.array(z.string()).optional(),
});

/** A file of the Open Podcast Analytics Working Group's user-agents-v2: the first entry that matches names the agent. */
export const patternsFile = z.object({
  entries: z.array(entry).superRefine((entries, context) => {
    const seen = new Set<string>();
    for (const [index, { name }] of entries.entries()) {
      if (seen.has(name))
        context.addIssue({ code: 'custom', path: [index, 'name'], message: `"${name}" is named twice` });
      seen.add(name);
    }
  }),
});

export type PatternsFile = z.infer<typeof patternsFile>;
