import { bodyLimit } from 'hono/body-limit';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import { invalid, RequestError } from '../../platform/http/request-error.ts';
import type { StripeEvent } from './stripe-event.ts';
import type { StripeEvents } from './stripe-events.ts';

const mostBytes = 256 * 1024;

interface StripeWebhooks {
  readonly events: StripeEvents;
  /** Checks the signature over the body as it came. @throws an Error that says what is wrong with it */
  readonly readEvent: (body: string, signature: string | undefined) => StripeEvent;
}

/** What Stripe tells by itself. It is answered with 200 once it is stored. */
export function serveStripeWebhooks(app: HttpApp, { events, readEvent }: StripeWebhooks): void {
  const limit = bodyLimit({
    maxSize: mostBytes,
    onError: () => {
      throw new RequestError(413, 'too-large', `expected an event of at most ${mostBytes} bytes`);
    },
  });
  app.post('/webhooks/stripe', limit, async (context) => {
    const body = await context.req.text();
    await events.take(read(() => readEvent(body, context.req.header('stripe-signature'))));
    return context.json({ received: true });
  });
}

function read(event: () => StripeEvent): StripeEvent {
  try {
    return event();
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : 'expected an event of Stripe');
  }
}
