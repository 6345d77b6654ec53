import type { Dashboard, Panel } from './dashboards.ts';

const columns = 24;
const size = { w: 8, h: 8 };

/** A dashboard in Grafana's own JSON (its HTTP API, "Dashboard JSON model"). */
export function dashboardJson({ uid, title, panels }: Dashboard): string {
  const model = {
    uid: `podcast-analytics-${uid}`,
    title: `Podcast analytics: ${title}`,
    tags: ['podcast-analytics'],
    timezone: 'utc',
    schemaVersion: 39,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    panels: panels.map(panelJson),
  };
  return `${JSON.stringify(model, null, 2)}\n`;
}

function panelJson({ title, lines, unit = 'short' }: Panel, index: number): object {
  const perRow = columns / size.w;
  return {
    id: index + 1,
    type: 'timeseries',
    title,
    gridPos: { ...size, x: (index % perRow) * size.w, y: Math.floor(index / perRow) * size.h },
    datasource: { type: 'prometheus', uid: 'prometheus' },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: Object.entries(lines).map(([legendFormat, expr], n) => ({ refId: `Q${n + 1}`, legendFormat, expr })),
  };
}
