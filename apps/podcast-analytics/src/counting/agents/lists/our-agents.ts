import type { AgentLists } from '../match-agent.ts';
import { apps } from './apps.ts';
import { bots } from './bots.ts';
import { browsers } from './browsers.ts';
import { devices } from './devices.ts';
import { libraries } from './libraries.ts';
import { referrers } from './referrers.ts';

/** The list that comes with the application, for who has not loaded OPAWG's files. */
export const ourAgents: AgentLists = Object.freeze({ bots, apps, libraries, browsers, devices, referrers });
