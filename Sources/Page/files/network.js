// A drawing of a network in which neurons of one class have one colour and one letter.

import {svg} from './dom.js';
import {number, plural} from './format.js';
import {amount, category, css, isDark, signed} from './palette.js';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const MOST = 16;

export const letter = (index) =>
  (index < 26 ? '' : LETTERS[Math.floor(index / 26) - 1]) + LETTERS[index % 26];

// The colour of class `index` of `count`: one for clones, as different as can be for many.
export function classColour(index, count) {
  if (count <= 8) return category(index === 0 ? 1 : index === 1 ? 0 : index);
  const part = index / (count - 1);
  return css(amount(isDark() ? 0.3 + 0.7 * part : 0.05 + 0.8 * part));
}

// layers: [{units, classes: [[neuron]]}] without the inputs; weights as /weights gives them, or null.
export function drawing({inputs, layers, weights = null, label, width = 300, height = 210}) {
  const columns = [column(inputs, null), ...layers.map((layer) => column(layer.units, layer.classes))];
  const places = columns.map((neurons, at) => neurons.map((neuron, row) => ({
    ...neuron,
    x: 24 + at * (width - 48) / (columns.length - 1),
    y: neurons.length === 1 ? height / 2 : 14 + row * (height - 28) / (neurons.length - 1),
  })));
  const root = svg('svg', {viewBox: `0 0 ${width} ${height}`, class: 'network', role: 'img', 'aria-label': label});
  for (let at = 1; at < places.length; at += 1) {
    const matrix = weights?.[at - 1]?.weights;
    const largest = matrix ? Math.max(1e-300, ...matrix.flat().map(Math.abs)) : 1;
    for (const to of places[at]) for (const from of places[at - 1]) {
      const weight = matrix?.[to.neuron]?.[from.neuron];
      const part = weight === undefined ? null : weight / largest;
      root.append(svg('line', {
        x1: from.x, y1: from.y, x2: to.x, y2: to.y,
          class: part === null ? 'edge unknown' : part === 0 ? 'edge zero' : 'edge',
        ...(part ? {stroke: css(signed(Math.sign(part) * (0.35 + 0.65 * Math.abs(part)))),
          'stroke-width': 0.4 + 2 * Math.abs(part)} : {}),
      }));
    }
  }
  places.forEach((neurons, at) => {
    const radius = Math.min(9, (height - 28) / Math.max(1, neurons.length - 1) / 2.1);
    for (const neuron of neurons) root.append(node(neuron, radius, at === 0 || at === places.length - 1));
    const units = at === 0 ? inputs : layers[at - 1].units;
    if (units > MOST) {
      root.append(svg('text', {x: neurons[0].x, y: height - 1, class: 'more'}, `${MOST} of ${number(units)}`));
    }
  });
  return root;
}

function column(units, classes) {
  const member = new Map();
  classes?.forEach((neurons, index) => neurons.forEach((neuron) => member.set(neuron, index)));
  return Array.from({length: Math.min(units, MOST)}, (_, neuron) => (
    {neuron, group: member.get(neuron) ?? null, groups: classes?.length ?? 0}));
}

function node({x, y, neuron, group, groups}, radius, isEnd) {
  if (isEnd || group === null) return svg('circle', {cx: x, cy: y, r: Math.min(radius, 7), class: 'end'});
  return svg('g', {},
    svg('title', {}, `Neuron ${neuron + 1}, class ${letter(group)} of ${plural(groups, 'class', 'classes')}`),
    svg('circle', {cx: x, cy: y, r: radius, fill: classColour(group, groups), class: 'neuron'}),
    radius > 5 ? svg('text', {x, y, class: 'letter'}, letter(group)) : null);
}
