import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { createBoundedList } from '../bounded-list.ts';
import { parseJson } from '../parse-json.ts';
import { type SandboxAnswer, type SandboxRequest, type SandboxServer, startSandboxServer } from './sandbox-server.ts';

const address = z.object({ email: z.string().regex(/^[^\s@]+@[^\s@]+$/), name: z.string().optional() });

/** The part of SendGrid's message that the platform uses, with the rules that it checks. */
const message = z.object({
  personalizations: z.array(z.object({ to: z.array(address).min(1) })).min(1),
  from: address,
  subject: z.string().min(1),
  content: z
    .tuple([z.object({ type: z.literal('text/plain'), value: z.string().min(1) })])
    .rest(z.object({ type: z.string(), value: z.string().min(1) })),
  attachments: z
    .array(z.object({ filename: z.string(), type: z.string(), content: z.base64(), disposition: z.string() }))
    .default([]),
});

export interface SandboxMail {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly to: readonly string[];
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string | undefined;
  readonly attachments: readonly { readonly filename: string; readonly type: string; readonly content: Buffer }[];
}

export interface SendGridSandbox extends SandboxServer {
  /** What was sent, the newest first. */
  mails(): readonly SandboxMail[];
}

/** Takes mails as SendGrid does, and keeps them instead of sending them. */
export async function startSendGridSandbox({
  now,
  port,
}: {
  now: () => number;
  port?: number;
}): Promise<SendGridSandbox> {
  const mails = createBoundedList<SandboxMail>(200);

  function answer({ method, path, headers, body }: SandboxRequest): SandboxAnswer {
    if (method !== 'POST' || path !== '/v3/mail/send') return refuse(404, null, 'not found');
    if (!/^Bearer \S+$/.test(headers['authorization'] ?? ''))
      return refuse(401, null, 'The provided authorization grant is invalid, expired, or revoked');
    const parsed = message.safeParse(parseJson(body));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return refuse(400, issue?.path.join('.') ?? null, issue?.message ?? 'Bad Request');
    }
    const mail = mailOf(parsed.data, now());
    mails.add(mail);
    return { status: 202, headers: { 'x-message-id': mail.id } };
  }

  const problem = (status: number) => refuse(status, null, `The sandbox was told to answer with ${status}.`).body;
  const server = await startSandboxServer({ answer, problem, port });
  return Object.assign(server, { mails: () => mails.all() });
}

function mailOf(
  { personalizations, from, subject, content, attachments }: z.infer<typeof message>,
  at: number,
): SandboxMail {
  return {
    id: randomUUID(),
    at,
    to: personalizations.flatMap(({ to }) => to.map(({ email }) => email)),
    from: from.email,
    subject,
    text: content[0].value,
    html: content.find(({ type }) => type === 'text/html')?.value,
    attachments: attachments.map(({ filename, type, content: base64 }) => {
      return { filename, type, content: Buffer.from(base64, 'base64') };
    }),
  };
}

function refuse(status: number, field: string | null, text: string): SandboxAnswer {
  return { status, body: { errors: [{ message: text, field, help: null }] } };
}
