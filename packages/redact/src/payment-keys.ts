// Keys of services that move money and goods.
import type { Detector } from './detector.ts';
import { maskFull as mask } from './masks.ts';

/** Access tokens, and secrets of applications, of Square. */
export const squareToken: Detector = {
  id: 'square-token',
  triggers: ['sq0atp-', 'sq0csp-', 'EAAA'],
  pattern: /(?<![\w-])(?:sq0atp-[\w-]{22}|sq0csp-[\w-]{43}|EAAA[\w-]{60})(?![\w-])/,
  mask,
};

/** Access tokens and shared secrets of apps of Shopify. */
export const shopifyToken: Detector = {
  id: 'shopify-token',
  triggers: ['shpat_', 'shpca_', 'shppa_', 'shpss_'],
  pattern: /(?<![A-Za-z\d])shp(?:at|ca|pa|ss)_[a-fA-F\d]{32}(?!\w)/,
  mask,
};

/** Access tokens of Braintree. */
export const braintreeToken: Detector = {
  id: 'braintree-token',
  triggers: ['access_token$'],
  pattern: /(?<!\w)access_token\$(?:production|sandbox)\$[a-z\d]{16}\$[a-f\d]{32}(?!\w)/,
  mask,
};

/** Keys of the API of Razorpay. */
export const razorpayKey: Detector = {
  id: 'razorpay-key',
  triggers: ['rzp_'],
  pattern: /(?<![A-Za-z\d])rzp_(?:live|test)_[A-Za-z\d]{14}(?!\w)/,
  mask,
};

/** Secret keys of Flutterwave. */
export const flutterwaveKey: Detector = {
  id: 'flutterwave-key',
  triggers: ['FLWSECK'],
  pattern: /(?<!\w)FLWSECK(?:_TEST)?-[a-zA-Z\d]{12,40}(?:-X)?(?!\w)/,
  mask,
};

/** Keys of the API of Adyen. */
export const adyenKey: Detector = {
  id: 'adyen-key',
  triggers: ['AQE'],
  pattern: /(?<![\w+/])AQE[A-Za-z\d+/]{60,160}={0,2}-[A-Za-z\d+/]{30,60}={0,2}-[^\s"',;)\]&]{10,30}/,
  mask,
};

/** Keys of the API of EasyPost, of production and of tests. */
export const easypostKey: Detector = {
  id: 'easypost-key',
  triggers: ['EZAK', 'EZTK'],
  pattern: /(?<!\w)EZ[AT]K[A-Za-z\d]{54}(?!\w)/,
  mask,
};

/** Tokens of the API of Shippo. */
export const shippoToken: Detector = {
  id: 'shippo-token',
  triggers: ['shippo_'],
  pattern: /(?<![A-Za-z\d])shippo_(?:live|test)_[a-f\d]{40}(?!\w)/,
  mask,
};
