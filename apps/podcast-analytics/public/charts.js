/** Draws lines from the table beside them: a column is a line, its heading the name, and a cell without a number a gap. */
(() => {
  const drawn = new WeakSet();

  function draw() {
    for (const place of document.querySelectorAll('[data-lines]')) {
      const table = document.getElementById(place.dataset.lines);
      if (drawn.has(place) || !table || table.tBodies[0].rows.length < 2) continue;
      drawn.add(place);
      drawLines(place, table);
    }
  }

  function drawLines(place, table) {
    const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const axis = {
      stroke: () => color('--ink-2'),
      font: '12px system-ui, sans-serif',
      grid: { stroke: () => color('--line'), width: 1 },
      ticks: { show: false },
    };
    const rows = [...table.tBodies[0].rows];
    const names = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
    const xs = rows.map((row) => Number(row.cells[0].dataset.x));
    const ys = names.map((_, n) => rows.map((row) => numberOf(row.cells[n + 1])));
    const size = () => ({ width: place.clientWidth, height: place.clientHeight });
    const legend = document.createElement('ul');
    legend.className = 'legend';
    legend.append(...names.map((name) => Object.assign(document.createElement('li'), { textContent: name })));
    const integers = (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? tick.toLocaleString('en') : ''));
    const chart = new uPlot(
      {
        ...size(),
        padding: [12, 12, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: false, range: (_, min, max) => [min, Math.max(min + 1, max)] },
          y: { range: (_, __, max) => [0, Math.max(4, max * 1.05)] },
        },
        axes: [
          { ...axis, size: 28, grid: { show: false }, values: integers },
          { ...axis, size: 56, values: integers },
        ],
        series: [
          {},
          ...names.map((_, n) => ({
            stroke: () => color(`--line-${n + 1}`),
            width: 2,
            points: { show: false },
          })),
        ],
      },
      [xs, ...ys],
      place,
    );
    place.after(legend);
    new ResizeObserver(() => chart.setSize(size())).observe(place);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => chart.redraw(false, true));
    place.dataset.drawn = 'true';
  }

  function numberOf(cell) {
    return cell?.dataset.y === undefined ? null : Number(cell.dataset.y);
  }

  draw();
  document.addEventListener('htmx:after:swap', draw);
})();
