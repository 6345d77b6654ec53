import type { FC } from 'hono/jsx';
import type { Pacing, PacingState } from './pacing.ts';

const names: Readonly<Record<PacingState, string>> = {
  'not-started': 'not started',
  behind: 'behind',
  'on-track': 'on track',
  ahead: 'ahead',
};

/** Told by words; the colour is beside them. */
export const PacingMark: FC<{ readonly state: PacingState }> = ({ state }) => (
  <span class={`state ${state}`} data-pacing={state}>
    {names[state]}
  </span>
);

export function ratioOf({ ratio }: Pacing): string {
  return ratio === undefined ? '' : `${(ratio * 100).toFixed(0)} %`;
}
