export { formatRateLimit, type HeaderFormat, type HeaderOptions } from './format-rate-limit.ts';
export { type HeaderSource, parseRateLimit, type RateLimitInfo, type RateLimitItem } from './parse-rate-limit.ts';
