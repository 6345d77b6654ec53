import type { FC } from 'hono/jsx';
import { encode } from 'uqr';

/** A text for a camera, as elements of SVG: a picture with a data: address would need a wider content security policy. */
export const QrCode: FC<{ readonly text: string; readonly label: string }> = ({ text, label }) => {
  const { data, size } = encode(text, { ecc: 'M', border: 4 }); // four modules of margin: ISO/IEC 18004, 9.1
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect width={size} height={size} class="light" />
      <path class="dark" d={data.flatMap(pathOfRow).join('')} />
    </svg>
  );
};

function pathOfRow(row: readonly boolean[], y: number): string[] {
  return row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []));
}
