import { createHash } from 'node:crypto';

/** Of pages that stand on their own: files that are sent, printed and shared. They bring it along, so it needs no server. */
export const documentStyle = `
:root{font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;color:#161a22;background:#fff}
body{max-width:820px;margin:0 auto;padding:32px 20px}
h1{margin:0;font-size:26px;letter-spacing:-.015em}
h2{margin:32px 0 8px;font-size:16px;break-after:avoid}
p{margin:4px 0;color:#566072}
.total{margin:20px 0 0;font-size:34px;font-weight:650;color:#161a22;line-height:1.2}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}
thead{display:table-header-group}
tr{break-inside:avoid}
th,td{padding:4px 8px;border-bottom:1px solid #e2e5ea;text-align:right;font-weight:400;vertical-align:top;white-space:nowrap}
th:first-child{min-width:110px;text-align:left;white-space:normal;overflow-wrap:anywhere}
thead th{color:#566072;font-size:12px}
tfoot th,tfoot td{border:0;font-weight:650}
@media print{body{max-width:none;padding:0}@page{margin:18mm 16mm}}
@media(max-width:520px){.scroll{overflow-x:auto}th,td{padding:4px 5px}}
`;

/** How a content security policy names it: the one style within a page that it allows. */
export const documentStyleHash = `'sha256-${createHash('sha256').update(documentStyle).digest('base64')}'`;
