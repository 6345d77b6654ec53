import { apiReportFaults } from './api-report.ts';
import { readPackages } from './package.ts';

for (const each of readPackages()) {
  const faults = apiReportFaults(each, true);
  for (const fault of faults) console.error(`${each.name}: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
  else console.log(`${each.name}: ${each.entries.length} reports in ${each.shortName}/api`);
}
