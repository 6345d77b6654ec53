/** Draws the chart from the table beside it, so that both always show the same numbers. */
(() => {
  const drawn = new WeakMap();

  function draw() {
    for (const place of document.querySelectorAll('[data-chart]')) {
      if (drawn.has(place)) continue;
      const rows = [...document.querySelectorAll(`#${place.dataset.chart} tbody tr`)];
      if (rows.length < 2) continue;
      drawn.set(place, createChart(place, rows));
    }
  }

  function createChart(place, rows) {
    const times = rows.map((row) => Date.parse(row.querySelector('time').dateTime) / 1000);
    const values = rows.map((row) => Number(row.querySelector('[data-downloads]').dataset.downloads));
    const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const axis = {
      stroke: () => color('--ink-2'),
      font: '12px system-ui, sans-serif',
      grid: { stroke: () => color('--line'), width: 1 },
      ticks: { show: false },
    };
    const size = () => ({ width: place.clientWidth, height: place.clientHeight });
    const readout = document.createElement('div');
    readout.className = 'readout';
    const chart = new uPlot(
      {
        ...size(),
        padding: [16, 8, 0, 0],
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'UTC'),
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
        scales: {
          y: { range: (_, __, max) => [0, Math.max(4, max * 1.05)] },
          x: { range: (_, min, max) => [min - 43200, max + 43200] },
        },
        axes: [
          { ...axis, grid: { show: false }, space: 70, values: (_, ticks) => ticks.map(dayName) },
          {
            ...axis,
            size: 52,
            values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? tick.toLocaleString('en') : '')),
          },
        ],
        series: [
          {},
          {
            stroke: () => color('--accent'),
            fill: () => color('--accent'),
            width: 0,
            paths: uPlot.paths.bars({ size: [0.72, 40], radius: 0.12 }),
            points: { show: false },
          },
        ],
        hooks: {
          setCursor: [
            ({ cursor: { idx, left } }) => {
              readout.hidden = idx === null || idx === undefined || left < 0;
              if (readout.hidden) return;
              readout.textContent = `${dayName(times[idx])}: ${values[idx].toLocaleString('en')}`;
            },
          ],
        },
      },
      [times, values],
      place,
    );
    readout.hidden = true;
    place.append(readout);
    new ResizeObserver(() => chart.setSize(size())).observe(place);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => chart.redraw(false, true));
    place.dataset.drawn = 'true';
    return chart;
  }

  const format = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

  function dayName(seconds) {
    return format.format(new Date(seconds * 1000));
  }

  draw();
  // The last event of a swap: before it htmx still sets the attributes of what came.
  document.addEventListener('htmx:after:swap', draw);
})();
