/** Mail by SendGrid, as https://www.twilio.com/docs/sendgrid/api-reference/mail-send describes it (version 3). */
import * as z from 'zod';
import { createProviderClient, type ProviderConnection, type Refusal } from './provider-client.ts';

export interface MailAddress {
  readonly email: string;
  readonly name?: string;
}

export interface Attachment {
  readonly filename: string;
  /** Such as `text/csv`. */
  readonly type: string;
  readonly content: Uint8Array;
}

export interface Mail {
  readonly to: readonly MailAddress[];
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly attachments?: readonly Attachment[];
  readonly signal?: AbortSignal;
}

export interface SendGrid {
  /** Hands a mail over; resolves with the id under which SendGrid knows it. Rejects with a {@link ProviderError}. */
  send(mail: Mail): Promise<{ readonly messageId: string }>;
}

/** SendGrid takes 30 MB for the whole message, in base64, and a thousand recipients. */
const limits = { attachmentBytes: 20_000_000, recipients: 1000, subject: 998 };

const refusal = z
  .object({ errors: z.array(z.object({ message: z.string(), field: z.string().nullish() })).min(1) })
  .transform(({ errors: [first] }): Refusal => ({ reason: first?.field ?? undefined, message: first?.message }));

/**
 * SendGrid knows no idempotency keys: a mail that is sent twice arrives twice. So the connection's `fetch` may send again only
 * what was not taken; whoever must not lose a mail sends it again later, and knows that it may be the second one.
 */
export function createSendGrid(connection: ProviderConnection, apiKey: string, from: MailAddress): SendGrid {
  const send = createProviderClient(connection);
  return {
    async send(mail) {
      const { headers } = await send({
        method: 'POST',
        endpoint: '/v3/mail/send',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(messageOf(checkMail(mail), from)),
        answer: z.unknown(), // 202, without a body
        refusal,
        signal: mail.signal,
      });
      return { messageId: headers.get('x-message-id') ?? '' };
    },
  };
}

function messageOf({ to, subject, text, html, attachments = [] }: Mail, from: MailAddress) {
  return {
    personalizations: [{ to }],
    from,
    subject,
    // The plain text goes first, as SendGrid demands.
    content: [{ type: 'text/plain', value: text }, ...(html === undefined ? [] : [{ type: 'text/html', value: html }])],
    ...(attachments.length > 0 && {
      attachments: attachments.map(({ filename, type, content }) => ({
        filename,
        type,
        content: Buffer.from(content).toString('base64'),
        disposition: 'attachment',
      })),
    }),
  };
}

function checkMail(mail: Mail): Mail {
  const { to, subject, text, attachments = [] } = mail;
  if (to.length < 1 || to.length > limits.recipients) {
    throw new RangeError(`to: expected 1 to ${limits.recipients} addresses, got ${to.length}`);
  }
  // A line end in a subject would begin a header of its own.
  if (!/^[^\r\n]+$/.test(subject) || subject.length > limits.subject) {
    throw new RangeError(`subject: expected one line of 1 to ${limits.subject} characters, got ${subject.length}`);
  }
  if (text === '') throw new RangeError('text: expected a text, got an empty one');
  const bytes = attachments.reduce((sum, { content }) => sum + content.length, 0);
  if (bytes > limits.attachmentBytes) {
    throw new RangeError(`attachments: expected at most ${limits.attachmentBytes} bytes, got ${bytes}`);
  }
  return mail;
}
