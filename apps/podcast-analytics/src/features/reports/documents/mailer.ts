/** What of a provider of mail is needed here; `providers/sendgrid.ts` has it. */
export interface Mailer {
  send(mail: {
    readonly to: readonly { readonly email: string }[];
    readonly subject: string;
    readonly text: string;
    readonly attachments: readonly { readonly filename: string; readonly type: string; readonly content: Uint8Array }[];
    readonly signal?: AbortSignal;
  }): Promise<unknown>;
}
