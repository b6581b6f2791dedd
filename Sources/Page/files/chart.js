// Line charts, drawn by uPlot: zoom by dragging, values at the cursor, linear and log axes, CSV, PNG.

import {button, download, h, replace, segments} from './dom.js';
import {number} from './format.js';
import {category, dashes, token} from './palette.js';

const FONT = '12px system-ui, sans-serif';

const isAvailable = () => typeof uPlot !== 'undefined';

const missing = () => h('p', {class: 'note'},
  'Charts need the library uPlot, which this program was built without. Run ', h('code', {}, 'make binary'),
  ' and start it again. The figures are also there as CSV.');

// series: [{label, x, y, colour, dash, axis}], x ascending; y null where there is nothing.
// bands: [{label, x, low, high, colour}].
export function chart({title, series, bands = [], log = false, logX = false, xLabel, yLabel, name = 'chart',
  height = 260, onLog, empty}) {
  const box = h('figure', {class: 'chart'});
  const place = h('div', {class: 'plot', tabindex: '0', role: 'img'});
  const state = {log, plot: null};
  const drawn = series.filter((one) => one.x.length);
  const head = h('figcaption', {}, h('span', {}, title),
    h('span', {class: 'tools'},
      segments(`Scale of ${title}`, [['linear', 'linear'], ['log', 'log']], log ? 'log' : 'linear', (value) => {
        state.log = value === 'log';
        onLog?.(state.log);
        draw();
      }),
      button('CSV', () => download(`${name}.csv`, csv(drawn, xLabel), 'text/csv'), {class: 'quiet'}),
      button('PNG', () => picture(state.plot, `${name}.png`), {class: 'quiet'})));
  box.append(head, place);
  place.setAttribute('aria-label', spoken(title, drawn));

  function draw() {
    state.plot?.destroy();
    state.plot = null;
    if (!drawn.length) { replace(place, h('p', {class: 'note'}, empty ?? 'Nothing is recorded yet.')); return; }
    if (state.log && !drawn.some((one) => one.y.some((value) => value > 0))) {
      replace(place, h('p', {class: 'note'}, 'Every value is 0, which no log scale shows.'));
      return;
    }
    if (!isAvailable()) { replace(place, missing()); return; }
    replace(place);
    state.plot = plot(place, {series: drawn, bands, log: state.log, logX, xLabel, yLabel, height});
  }
  // Not within the observer's own round, which a change of size would begin anew.
  const watcher = new ResizeObserver(() => requestAnimationFrame(() => {
    if (!state.plot && place.clientWidth) draw();
    else if (state.plot && place.clientWidth && Math.abs(state.plot.width - place.clientWidth) > 1) {
      state.plot.setSize({width: place.clientWidth, height});
    }
  }));
  watcher.observe(place);
  place.addEventListener('keydown', (event) => { if (state.plot) keys(state.plot, event); });
  return box;
}

function plot(place, {series, bands, log, logX, xLabel, yLabel, height}) {
  const positive = (values) => log ? values.map((value) => (value > 0 ? value : null)) : values;
  const tables = series.map((one) => [one.x, positive(one.y)])
    .concat(bands.flatMap((band) => [[band.x, positive(band.low)], [band.x, positive(band.high)]]));
  const data = uPlot.join(tables);
  const lines = series.map((one, index) => ({
    label: one.label, stroke: one.colour ?? category(index), width: 2, dash: one.dash ?? dashes(index),
    spanGaps: true, points: {show: one.x.length < 40 || logX}, value: (_, value) => number(value),
  }));
  const edges = bands.flatMap((band) => [0, 1].map(() => (
    {label: band.label, stroke: 'transparent', spanGaps: true, points: {show: false},
      value: (_, value) => number(value)})));
  const axis = {stroke: token('--muted'), font: FONT, grid: {stroke: token('--line'), width: 1},
    ticks: {stroke: token('--line'), width: 1, size: 4}};
  const options = {
    width: place.clientWidth, height, padding: [10, 22, 0, 0],
    scales: {x: {time: false, distr: logX ? 3 : 1}, y: {distr: log ? 3 : 1}},
    cursor: {drag: {x: true, y: false}, points: {size: 7}},
    legend: {live: true},
    series: [{label: xLabel, value: (_, value) => number(value)}, ...lines, ...edges],
    bands: bands.map((band, index) => {
      const first = 1 + series.length + index * 2;
      return {series: [first + 1, first], fill: band.fill};
    }),
    axes: [
      {...axis, label: xLabel, labelFont: FONT, labelSize: 18, size: 32,
        values: (_, ticks) => ticks.map((tick) => (tick === null ? '' : number(tick, 3)))},
      {...axis, label: yLabel, labelFont: FONT, labelSize: 18, size: 56,
        values: (_, ticks) => ticks.map((tick) => (tick === null ? '' : number(tick, 3)))},
    ],
  };
  const drawn = new uPlot(options, data, place);
  // A band's edges are no lines of their own.
  drawn.root.querySelectorAll('.u-legend .u-series').forEach((row, index) => { row.hidden = index > series.length; });
  return drawn;
}

// Arrows move the cursor, + and - zoom, 0 shows all.
function keys(plot, event) {
  const x = plot.data[0];
  const {min, max} = plot.scales.x;
  const index = plot.cursor.idx ?? 0;
  const moves = {ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10};
  if (event.key in moves) {
    const next = Math.min(Math.max(index + moves[event.key], 0), x.length - 1);
    plot.setCursor({left: plot.valToPos(x[next], 'x'), top: plot.bbox.height / devicePixelRatio / 2});
  } else if (event.key === '+' || event.key === '-') {
    const middle = x[index] ?? (min + max) / 2;
    const half = (max - min) / (event.key === '+' ? 4 : 1);
    plot.setScale('x', {min: Math.max(x[0], middle - half), max: Math.min(x.at(-1), middle + half)});
  } else if (event.key === '0') plot.setScale('x', {min: x[0], max: x.at(-1)});
  else return;
  event.preventDefault();
}

const spoken = (title, series) => `${title}. ${series.map((one) => {
  const known = one.y.filter((value) => value !== null && value !== undefined);
  return known.length ? `${one.label}: from ${number(known[0])} to ${number(known.at(-1))}` : `${one.label}: no values`;
}).join('; ')}. Arrow keys move the cursor, plus and minus zoom, 0 shows all.`;

function csv(series, xLabel) {
  const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const xs = [...new Set(series.flatMap((one) => one.x))].sort((a, b) => a - b);
  const at = series.map((one) => new Map(one.x.map((x, index) => [x, one.y[index]])));
  const lines = xs.map((x) => [x, ...at.map((values) => values.get(x) ?? '')].join(','));
  return [[xLabel, ...series.map((one) => one.label)].map(quoted).join(','), ...lines].join('\r\n') + '\r\n';
}

function picture(plot, name) {
  if (!plot) return;
  const source = plot.ctx.canvas;
  const canvas = h('canvas', {width: source.width, height: source.height});
  const context = canvas.getContext('2d');
  context.fillStyle = token('--card');
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0);
  canvas.toBlob((blob) => download(name, blob), 'image/png');
}
