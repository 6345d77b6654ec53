import { existsSync } from 'node:fs';
import type { Service } from './describe-with.ts';

const paths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const chromium: Service = {
  name: 'Chromium',
  install: 'apt-get install chromium',
  find: () => paths.find(existsSync),
};
