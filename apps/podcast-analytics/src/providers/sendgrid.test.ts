import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SendGridSandbox, startSendGridSandbox } from './sandbox/sendgrid-sandbox.ts';
import { createSendGrid, type Mail, type SendGrid } from './sendgrid.ts';

let sandbox: SendGridSandbox;
let sendgrid: SendGrid;
beforeAll(async () => {
  sandbox = await startSendGridSandbox({ now: () => 7 });
  const from = { email: 'reports@podcast.example', name: 'Reports' };
  sendgrid = createSendGrid({ name: 'sendgrid', baseUrl: sandbox.url, fetch }, 'SG.test', from);
});
afterAll(() => sandbox.close());

const mailOf = (given: Partial<Mail> = {}): Mail => ({
  to: [{ email: 'ann@example.com' }],
  subject: 'Your report',
  text: 'It is attached.',
  ...given,
});

describe('a mail', () => {
  test('arrives with its texts and attachments as they were', async () => {
    const content = Buffer.from([0, 255, 13, 10]);
    const { messageId } = await sendgrid.send(
      mailOf({ html: '<p>It is attached.</p>', attachments: [{ filename: 'r.csv', type: 'text/csv', content }] }),
    );
    expect(sandbox.mails()[0]).toEqual({
      id: messageId,
      at: 7,
      to: ['ann@example.com'],
      from: 'reports@podcast.example',
      subject: 'Your report',
      text: 'It is attached.',
      html: '<p>It is attached.</p>',
      attachments: [{ filename: 'r.csv', type: 'text/csv', content }],
    });
  });

  test.each([
    [{ to: [] }, 'to: expected 1 to 1000 addresses, got 0'],
    [{ subject: '' }, 'subject: expected one line'],
    [{ subject: 'a\r\nBcc: eve@example.com' }, 'subject: expected one line'],
    [{ text: '' }, 'text: expected a text'],
    [
      { attachments: [{ filename: 'x', type: 'x', content: Buffer.alloc(20_000_001) }] },
      'attachments: expected at most 20000000 bytes, got 20000001',
    ],
  ])('that is wrong is not sent (%#)', async (given, message) => {
    const before = sandbox.requests;
    await expect(sendgrid.send(mailOf(given))).rejects.toThrow(message);
    expect(sandbox.requests).toBe(before);
  });

  test('to no address of mail is refused, and the field is named', async () => {
    await expect(sendgrid.send(mailOf({ to: [{ email: 'nobody' }] }))).rejects.toMatchObject({
      code: 'refused',
      reason: 'personalizations.0.to.0.email',
      retryable: false,
    });
  });

  test('that SendGrid cannot take now may be sent later', async () => {
    sandbox.faults.set({ kind: 'rate-limit', retryAfterSeconds: 3 }, 1);
    await expect(sendgrid.send(mailOf())).rejects.toMatchObject({ code: 'rate-limited', retryAfterMs: 3000 });
  });
});
