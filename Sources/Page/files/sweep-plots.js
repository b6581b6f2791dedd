// A sweep as a plot along one field, mean and deviation over what else varied, and as a heat map over two.

import {field, h, replace, select} from './dom.js';
import {number, plural, sentence} from './format.js';
import {category} from './palette.js';
import {chart} from './chart.js';
import {heatmap, key} from './heatmap.js';
import {different, isSame, label, measures, summarised} from './sweep-values.js';

// `statistics` answers the sweep's statistics by the fields that it is given.
export function plots({rows, varied}, {statistics, signal}, state, remember) {
  const names = measures(rows);
  if (!names.length) return [h('p', {class: 'note'}, 'No job has ended yet.')];
  const numeric = varied.filter((pointer) => different(rows, pointer).every((value) => typeof value === 'number'));
  // Seeds are what one averages over.
  const axes = [...numeric].sort((a, b) => (a === '/seed') - (b === '/seed'));
  const groups = varied.filter((pointer) => pointer !== '/seed');
  const choice = {
    value: names.some(([name]) => name === state.value) ? state.value : names[0][0],
    x: varied.includes(state.x) ? state.x : axes[0],
  };
  choice.by = varied.includes(state.by) || state.by === 'none' ? state.by
    : groups.find((pointer) => pointer !== choice.x) ?? 'none';
  const other = varied.filter((pointer) => pointer !== choice.x);
  choice.y = varied.includes(state.y) && state.y !== choice.x ? state.y
    : other.find((pointer) => pointer !== '/seed') ?? other[0];
  const line = h('section', {class: 'card'});
  const map = h('section', {class: 'card stack', 'aria-label': 'Heat map'});
  const options = (pointers) => pointers.map((pointer) => [pointer, pointer.slice(1)]);
  const pick = (name, text, all) =>
    field(text, select(all, choice[name], (value) => { choice[name] = value; remember({[name]: value}); draw(); }));
  const controls = h('div', {class: 'filters'}, pick('value', 'Measure', names),
    numeric.length ? pick('x', 'Along', options(numeric)) : null,
    other.length ? pick('by', 'One line for each', [['none', 'nothing'], ...options(varied)]) : null);

  let turn = 0;
  async function draw() {
    const text = names.find(([name]) => name === choice.value)[1];
    const across = choice.y && choice.y !== choice.x ? choice.y : other.find((pointer) => pointer !== choice.x);
    if (!choice.x) return;
    const mine = turn += 1;
    const lines = choice.by === 'none' || choice.by === choice.x ? [choice.x] : [choice.x, choice.by];
    try {
      const [byLine, byPlace] = await Promise.all([statistics(lines), across ? statistics([choice.x, across]) : null]);
      // Something else was chosen while these were on their way.
      if (mine !== turn) return;
      replace(line, along(rows, byLine.groups, choice, text, state, remember));
      if (across) replace(map, table(rows, byPlace.groups, {...choice, y: across}, text));
    } catch (error) {
      if (!signal.aborted) replace(line, h('p', {class: 'note'}, error.message));
    }
  }
  draw();
  return [controls, choice.x ? line : null, choice.x && other.length ? map : null];
}

function along(rows, summaries, {value, x, by}, text, state, remember) {
  const xs = different(rows, x);
  const groups = by === 'none' || by === x ? [null] : different(rows, by);
  const series = [];
  const bands = [];
  let most = 0;
  groups.forEach((group, index) => {
    const points = xs.map((at) => summarised(
      summaries.find(({values}) => values[x] === at && (group === null || isSame(values[by], group))), value));
    most = Math.max(most, ...points.map((point) => point?.count ?? 0));
    const name = group === null ? text : label(group);
    series.push({label: name, x: xs, y: points.map((point) => point?.mean ?? null), colour: category(index)});
    if (points.some((point) => point && point.deviation > 0)) {
      bands.push({label: `${name} ± deviation`, x: xs,
        low: points.map((point) => point && point.mean - point.deviation),
        high: points.map((point) => point && point.mean + point.deviation), fill: `${category(index)}33`});
    }
  });
  const isLogX = xs.length > 2 && xs[0] > 0 && xs.at(-1) / xs[0] >= 20;
  return [chart({title: `${sentence(text)} against ${x.slice(1)}`, name: `sweep-${x.slice(1).replaceAll('/', '-')}`,
    xLabel: x.slice(1) + (isLogX ? ' (log)' : ''), yLabel: text, series, bands, logX: isLogX, height: 320,
    log: state.log === '1', onLog: (log) => remember({log: log ? '1' : ''})}),
  h('p', {class: 'note'}, most > 1
    ? `Mean of up to ${plural(most, 'job')} at each place; the band is one standard deviation to either side.`
      : 'One job at each place.')];
}

function table(rows, summaries, {value, x, y}, text) {
  const [xs, ys] = [different(rows, x), different(rows, y)];
  const values = ys.map((down) => xs.map((across) => summarised(
    summaries.find((group) => isSame(group.values[x], across) && isSame(group.values[y], down)), value)?.mean ?? null));
  const known = values.flat().filter((one) => one !== null);
  const scale = {kind: 'amount', low: Math.min(...known), high: Math.max(...known)};
  return [h('h2', {}, `${sentence(text)} over ${x.slice(1)} and ${y.slice(1)}`),
    h('div', {class: 'grid-map', style: {'--columns': String(xs.length)}},
      h('div', {class: 'axis-y'}, ys.map((one) => h('span', {}, label(one)))),
      heatmap({values, scale, size: 48, label: `${text} over ${x.slice(1)} across and ${y.slice(1)} down`,
        describe: (row, column, one) =>
          `${x.slice(1)} ${label(xs[column])}, ${y.slice(1)} ${label(ys[row])}: ${number(one)}`}),
      h('div', {class: 'axis-x'}, xs.map((one) => h('span', {}, label(one))))),
    key(scale)];
}
