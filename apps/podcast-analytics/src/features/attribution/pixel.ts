import { randomUUID } from 'node:crypto';
import { clientAddress } from '../../platform/http/client-address.ts';
import type { HttpApp } from '../../platform/http/create-http-app.ts';
import type { Logger } from '../../platform/logger.ts';
import type { ArrivedConversion } from './conversion.ts';
import { pixelQuery } from './conversion-input.ts';
import type { HouseholdKeys } from './household-keys.ts';
import { householdsOf } from './households.ts';

/** Where conversions go that nobody waits for: it keeps them until they are stored. */
export type ConversionIntake = (arrived: ArrivedConversion) => Promise<unknown>;

export interface PixelParts {
  readonly intake: ConversionIntake;
  readonly keys: HouseholdKeys;
  readonly logger: Logger;
  readonly trustProxy: number;
  readonly now: () => number;
}

/** One transparent dot: the smallest that browsers take (GIF89a). */
const dot = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/**
 * The pixel that stands in an advertiser's page. It sets no cookie and is never cached; it answers with its dot whatever is down
 * here, for the page is not ours to break.
 */
export function servePixel(app: HttpApp, { intake, keys, logger, trustProxy, now }: PixelParts): void {
  /** Whose it is can be told by its key alone; a conversion of nobody is better than none. */
  const keysOrNone = (time: number) =>
    keys(time).catch((error: unknown) => {
      logger.warn({ error: String(error) }, 'no key of a household can be read');
      return new Map();
    });

  app.get('/a/:file{[A-Za-z0-9_-]{22}\\.gif}', async (context) => {
    const query = pixelQuery.parse(context.req.query());
    const time = now();
    try {
      const address = clientAddress(context, trustProxy);
      await intake({
        id: randomUUID(),
        campaign: { pixelToken: context.req.param('file').slice(0, -4) },
        kind: query.kind,
        time,
        valueMinor: query.value,
        ...(query.order !== undefined && { orderId: query.order }),
        ...(query.currency !== undefined && { currency: query.currency }),
        households: householdsOf(address, time, await keysOrNone(time)),
      });
    } catch (error) {
      logger.error({ requestId: context.get('requestId'), error: String(error) }, 'conversion of a pixel is lost');
    }
    context.header('Cross-Origin-Resource-Policy', 'cross-origin');
    return context.body(dot, 200, { 'content-type': 'image/gif', 'cache-control': 'no-store' });
  });
}
