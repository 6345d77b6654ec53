import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboardJson } from './dashboard-json.ts';
import { dashboards } from './dashboards.ts';

for (const dashboard of dashboards) {
  writeFileSync(join(import.meta.dirname, `${dashboard.uid}.json`), dashboardJson(dashboard));
}
