// Keys of providers of models.
import type { Detector } from './detector.ts';
import { maskFull as mask } from './masks.ts';

/** Keys of projects, service accounts, administrators and users of OpenAI. */
export const openaiKey: Detector = {
  id: 'openai-key',
  triggers: ['T3BlbkFJ', 'sk-proj-', 'sk-svcacct-', 'sk-admin-'],
  pattern: /(?<![\w-])sk-(?:(?:proj|svcacct|admin|None)-[\w-]{20,200}|[A-Za-z\d]{20}T3BlbkFJ[A-Za-z\d]{20})(?![\w-])/,
  mask,
};

/** Keys of the API and of administrators, and OAuth tokens, of Anthropic. */
export const anthropicKey: Detector = {
  id: 'anthropic-key',
  triggers: ['sk-ant-'],
  pattern: /(?<![\w-])sk-ant-(?:api|admin|oat|ort)\d\d-[\w-]{80,120}(?![\w-])/,
  mask,
};

/** Tokens of users and organizations of Hugging Face. */
export const huggingfaceToken: Detector = {
  id: 'huggingface-token',
  triggers: ['hf_', 'api_org_'],
  pattern: /(?<![A-Za-z\d])(?:hf|api_org)_[A-Za-z]{34}(?!\w)/,
  mask,
};

/** Keys of the API of Groq. */
export const groqKey: Detector = {
  id: 'groq-key',
  triggers: ['gsk_'],
  pattern: /(?<![A-Za-z\d])gsk_[A-Za-z\d]{52}(?!\w)/,
  mask,
};

/** Tokens of the API of Replicate. */
export const replicateToken: Detector = {
  id: 'replicate-token',
  triggers: ['r8_'],
  pattern: /(?<![A-Za-z\d])r8_[A-Za-z\d]{37}(?!\w)/,
  mask,
};

/** Keys of the API of Perplexity. */
export const perplexityKey: Detector = {
  id: 'perplexity-key',
  triggers: ['pplx-'],
  pattern: /(?<![\w-])pplx-[A-Za-z\d]{48}(?!\w)/,
  mask,
};

/** Keys of the API of xAI. */
export const xaiKey: Detector = {
  id: 'xai-key',
  triggers: ['xai-'],
  pattern: /(?<![\w-])xai-[A-Za-z\d]{80}(?!\w)/,
  mask,
};
