import type { Detector } from './detector.ts';
import { bitsPerCharacter } from './entropy.ts';
import { maskFull } from './masks.ts';

/** What a name such as `API_KEY`, `client-secret` or `authToken` is set to, where it looks random. A public key is none. */
export const assignedSecret: Detector = {
  id: 'assigned-secret',
  triggers: ['ey', 'EY', 'oken', 'OKEN', 'ecret', 'ECRET'],
  pattern:
    /(?:[Aa]pi|API|[Aa]uth|AUTH|[Ss]ecret|SECRET|[Aa]ccess|ACCESS|[Cc]lient|CLIENT|[Ll]icense|LICENSE|[Aa]pp|APP|[Ss]igning|SIGNING|[Ww]ebhook|WEBHOOK)[_.-]?(?:[Kk]ey|KEY|[Tt]oken|TOKEN|[Ss]ecret|SECRET)["']?(?: ?[:=]>? ?)["']?([\w.~+/-]{16,200}=*)/,
  validate: (found) => /\d/.test(found) && /[A-Za-z]/.test(found) && bitsPerCharacter(found) >= 3,
  mask: maskFull,
};
