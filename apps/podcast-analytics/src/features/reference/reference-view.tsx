import type { FC } from 'hono/jsx';
import type { ApiDocument, Operation } from './api-document.ts';
import { curlExample } from './curl-example.ts';
import { schemaText } from './schema-text.ts';

interface ReferenceProps {
  readonly document: ApiDocument;
  /** Where this server is, for the examples. */
  readonly origin: string;
}

/** All routes of the API, each to be opened. Made of the document that programs read. */
export const ReferenceView: FC<ReferenceProps> = ({ document, origin }) => (
  <main id="main">
    <div class="heading">
      <h1>API</h1>
      <p class="note">
        A program sends its key as <code>X-API-Key</code>. The same for programs:{' '}
        <a href="/openapi.json">OpenAPI 3.1</a>.
      </p>
    </div>
    <section class="card reference" aria-labelledby="routes-title">
      <h2 id="routes-title">Routes</h2>
      {Object.entries(document.paths).flatMap(([path, operations]) =>
        Object.entries(operations).map(([method, operation]) => (
          <Route path={path} method={method.toUpperCase()} operation={operation} origin={origin} />
        )),
      )}
    </section>
    <section class="card" aria-labelledby="error-title">
      <h2 id="error-title">Errors</h2>
      <pre>{schemaText(document.components.schemas['Error'])}</pre>
    </section>
  </main>
);

interface RouteProps {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
  readonly origin: string;
}

const Route: FC<RouteProps> = ({ path, method, operation, origin }) => (
  <details data-route={`${method} ${path}`}>
    <summary>
      <code>
        {method} {path}
      </code>{' '}
      {operation.summary}
    </summary>
    {operation.description && <p>{operation.description}</p>}
    <pre>{curlExample({ origin, path, method, operation })}</pre>
    {operation.parameters.length > 0 && <Parameters parameters={operation.parameters} />}
    {operation.requestBody && (
      <>
        <h3>Body</h3>
        <pre>{bodyText(operation.requestBody.content)}</pre>
      </>
    )}
    {Object.entries(operation.responses).map(([status, { description, content }]) => (
      <>
        <h3>
          {status === 'default' ? 'Any error' : status} <small>{description}</small>
        </h3>
        {content && <pre>{bodyText(content)}</pre>}
      </>
    ))}
  </details>
);

const Parameters: FC<Pick<Operation, 'parameters'>> = ({ parameters }) => (
  <section class="scroll" tabindex={0} aria-label="Parameters">
    <table>
      <thead>
        <tr>
          <th scope="col">Parameter</th>
          <th scope="col">In</th>
          <th scope="col">Type</th>
        </tr>
      </thead>
      <tbody>
        {parameters.map((parameter) => (
          <tr>
            <th scope="row">
              <code>{parameter.name}</code> {parameter.required && <small>required</small>}
            </th>
            <td>{parameter.in}</td>
            <td>
              {schemaText(parameter.schema)}
              {parameter.schema.default !== undefined && (
                <small> default {JSON.stringify(parameter.schema.default)}</small>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

function bodyText(content: Operation['responses'][string]['content']): string {
  return Object.entries(content ?? {})
    .map(([type, { schema }]) => (type === 'application/json' ? schemaText(schema) : type))
    .join('\n');
}
