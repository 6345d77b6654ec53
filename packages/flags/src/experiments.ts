export type { Arm, Arms, ConversionArm, MeanArm } from './experiments/arm.ts';
export { summarize } from './experiments/arm.ts';
export { type CompareOptions, type Comparison, compare } from './experiments/compare.ts';
export { type ExposedFlags, type Exposure, type ExposureOptions, exposures } from './experiments/exposures.ts';
export { type SequentialLook, type SequentialOptions, sequential } from './experiments/sequential.ts';
export { type SampleRatio, srm } from './experiments/srm.ts';
