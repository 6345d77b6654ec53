/** The style of a report: for light and dark, from a phone to a wall. */
export const reportStyle = `
:root{color-scheme:light dark;--ink:#1c2024;--paper:#fff;--line:#d9dde2;--soft:#5c6670;--ok:#1a7f4b;--bad:#c22f2f;--warn:#96610a;--fault:#6b4fbb}
@media(prefers-color-scheme:dark){:root{--ink:#e7eaee;--paper:#14171a;--line:#333a41;--soft:#9aa5b1;--ok:#4cc38a;--bad:#ff7b72;--warn:#e2a33c;--fault:#a992f0}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:72rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.75rem;line-height:1.2;margin:.5rem 0;overflow-wrap:anywhere}
h2{font-size:1.15rem;margin:2.5rem 0 .75rem}
p{margin:.5rem 0;max-width:45rem;overflow-wrap:anywhere}
.outcome{display:inline-block;padding:.1rem .7rem;border:2px solid;border-radius:1rem;font-weight:600}
.completed{color:var(--ok)}.deviated,.not-recovered{color:var(--bad)}.aborted,.invalid{color:var(--warn)}
.verdict{font-weight:600}
dl{display:flex;flex-wrap:wrap;gap:.5rem 2rem;margin:1rem 0}
dt{color:var(--soft);font-size:.85rem}dd{margin:0;overflow-wrap:anywhere}
.timeline{list-style:none;margin:0;padding:0}
.timeline li{display:grid;grid-template-columns:minmax(0,16rem) 1fr;gap:0 1rem;align-items:center;padding:.15rem 0;border-top:1px solid var(--line)}
.label{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
small{color:var(--soft)}
.track{position:relative;height:.8rem}
.bar{position:absolute;top:0;bottom:0;min-width:3px;border-radius:3px;background:var(--ok)}
.faults .bar{background:var(--fault)}
.bar.not-met,.bar.failed{background:var(--bad)}.bar.aborted{background:var(--warn)}
.scale{display:flex;justify-content:space-between;max-width:none;margin:.25rem 0 0 17rem;color:var(--soft);font-size:.85rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-top:1px solid var(--line)}
th{color:var(--soft);font-weight:500;border-top:0}
td:nth-child(-n+2),td:nth-child(n+4):nth-child(-n+5){white-space:nowrap}
td:nth-child(3){min-width:9rem}
td.ok{color:var(--ok)}td.not-met,td.failed{color:var(--bad);font-weight:600}td.aborted{color:var(--warn)}
pre{margin:0;max-height:8rem;min-width:14rem;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.8rem}
@media(max-width:40rem){.timeline li{grid-template-columns:1fr;padding:.4rem 0}.scale{margin-left:0}}
`;
