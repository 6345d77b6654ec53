export { installNet, type NetHook } from './net/install-net.ts';
export { type NetAction, type NetRule, netRule } from './net/net-rule.ts';
