import type { FC } from 'hono/jsx';
import { documentStyle } from '../../../platform/http/document-style.ts';
import { count, instant } from '../../../platform/http/figures.ts';
import type { DocumentContent, DocumentTable } from './content.ts';

/** A page on its own, for the screen and for paper: nothing is loaded, nothing is run. */
export function writeHtml(content: DocumentContent): Uint8Array {
  return Buffer.from(`<!doctype html>${(<Document {...content} />).toString()}`);
}

const Document: FC<DocumentContent> = ({ title, subject, from, to, generatedAt, downloads, tables }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="robots" content="noindex" />
      <title>{title}</title>
      {/* a constant of ours, which must not be escaped */}
      <style dangerouslySetInnerHTML={{ __html: documentStyle }} />
    </head>
    <body>
      <h1>{title}</h1>
      <p>
        {subject}, {from} to {to} (UTC)
      </p>
      <p class="total" id="total">
        {count(downloads)}
      </p>
      <p>downloads in these days</p>
      {tables.map((table) => (
        <Table {...table} />
      ))}
      <p>Generated {instant(generatedAt)} UTC. Counting follows the IAB Tech Lab podcast measurement guidelines 2.1.</p>
    </body>
  </html>
);

const Table: FC<DocumentTable> = ({ section, title, of, units, rows, note }) => (
  <section id={section}>
    <h2>{title}</h2>
    {note !== undefined && <p>{note}</p>}
    {rows.length === 0 ? (
      <p>Nothing in these days.</p>
    ) : (
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{of}</th>
              {units.map((unit) => (
                <th scope="col">{unit}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, label, values }) => (
              <tr data-key={key}>
                <th scope="row">{label}</th>
                {values.map((value) => (
                  <td>{value === null ? '–' : count(value)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )}
  </section>
);
