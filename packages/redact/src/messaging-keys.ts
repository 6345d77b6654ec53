// Keys of services that send mail and messages.
import type { Detector } from './detector.ts';
import { maskFull as mask } from './masks.ts';

/** Keys of the API of SendGrid. */
export const sendgridKey: Detector = {
  id: 'sendgrid-key',
  triggers: ['SG.'],
  pattern: /(?<![\w.-])SG\.[\w-]{22}\.[\w-]{43}(?![\w-])/,
  mask,
};

/** Keys of the API of Mailgun. */
export const mailgunKey: Detector = {
  id: 'mailgun-key',
  triggers: ['key-'],
  pattern: /(?<![\w-])key-[a-f\d]{32}(?!\w)/,
  mask,
};

/** Keys of the API of Mailchimp, which end in their data centre. */
export const mailchimpKey: Detector = {
  id: 'mailchimp-key',
  triggers: ['-us'],
  pattern: /(?<![\w-])[a-f\d]{32}-us\d{1,2}(?!\w)/,
  mask,
};

/** Keys of the API and of SMTP of Brevo. */
export const brevoKey: Detector = {
  id: 'brevo-key',
  triggers: ['xkeysib-', 'xsmtpsib-'],
  pattern: /(?<![\w-])x(?:key|smtp)sib-[a-f\d]{64}-[A-Za-z\d]{16}(?!\w)/,
  mask,
};

/** Keys of the API of Resend. */
export const resendKey: Detector = {
  id: 'resend-key',
  triggers: ['re_'],
  pattern: /(?<![A-Za-z\d_])re_[A-Za-z\d]{8}_[A-Za-z\d]{24}(?!\w)/,
  mask,
};

/** Keys of the API of Twilio; the SID of an account is no secret. */
export const twilioKey: Detector = {
  id: 'twilio-key',
  triggers: ['SK'],
  pattern: /(?<!\w)SK[a-f\d]{32}(?!\w)/,
  mask,
};

/** Tokens of bots of Discord: an id in base64, a time, a signature. */
export const discordToken: Detector = {
  id: 'discord-token',
  triggers: [],
  pattern: /(?<![\w.-])[MNO][A-Za-z\d]{22,27}\.[\w-]{6}\.[\w-]{27,38}(?![\w-])/,
  mask,
};

/** The token in the address of a webhook of Discord. */
export const discordWebhook: Detector = {
  id: 'discord-webhook',
  triggers: ['/api/webhooks/'],
  pattern: /discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/([\w-]{60,80})/,
  mask,
};

/** Tokens of bots of Telegram. */
export const telegramToken: Detector = {
  id: 'telegram-token',
  triggers: [':AA'],
  pattern: /(?<!\d)\d{8,10}:AA[\w-]{33}(?![\w-])/,
  mask,
};

/** The signature in the address of an incoming webhook of Teams. */
export const teamsWebhook: Detector = {
  id: 'teams-webhook',
  triggers: ['.webhook.office.com/'],
  pattern: /\.webhook\.office\.com\/webhookb2\/([\w@/-]{80,250})/,
  mask,
};
