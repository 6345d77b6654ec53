export { defaultDetectors, strictDetectors } from './default-detectors.ts';
export { type BuiltInDetectorId, type Detector, type DetectorId, defineDetector } from './detector.ts';
export type { Finding } from './finding.ts';
export { type Mask, masks } from './masks.ts';
export type { CensorContext, KeyChanges, KeyRule, RedactEvent, RedactOptions } from './redact-options.ts';
export { createRedactor, type Redactor } from './redactor.ts';
export { validators } from './validators.ts';
