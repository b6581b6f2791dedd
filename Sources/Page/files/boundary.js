// What a network answers over two inputs, as a picture with the rows it was trained on.

import {get, query} from './api.js';
import {heatmap} from './heatmap.js';
import {number} from './format.js';
import {category} from './palette.js';

const FINEST = 64;
// Numbers of one answer: a wide layer is shown on a coarser grid.
const MOST_NUMBERS = 1e6;
// The two ends of the scale for logits, and beyond two classes those of the classes.
const POINTS = ['#1b4f8a', '#b34700'];

// The rows of a job's data set, or null where they have no place in the picture.
export async function rows(dataset, signal) {
  if (!dataset.name && !dataset.id) return null;
  const {name, id, ...rest} = dataset;
  const place = `v1/datasets/${encodeURIComponent(name ?? id)}/rows`;
  const answer = await get(`${place}${query({...rest, limit: 400})}`, {signal});
  return answer.features === 2 ? answer : null;
}

// The values of a layer's `units` neurons over a grid of two inputs.
export function grid(job, {layer, at, units = 1, signal} = {}) {
  const size = Math.min(FINEST, Math.floor(Math.sqrt(MOST_NUMBERS / units)));
  return get(`v1/jobs/${job}/outputs${query({grid: size, layer, at})}`, {signal});
}

export function boundary({answer, unit = 0, rows: data, label, size = 4}) {
  const {x, y} = answer.grid;
  // Several outputs answer with a class, a single one and neurons with a number.
  const isClass = answer.output && answer.units > 1 && answer.predicted !== null;
  // Along x within each y.
  const at = (index) => (isClass ? answer.predicted[index] : answer.values[index][unit]);
  const values = y.map((_, row) => x.map((__, column) => at(row * x.length + column)));
  const finite = values.flat().filter((value) => value !== null);
  const most = Math.min(6, Math.max(...finite.map(Math.abs), 1e-12));
  const told = (value) => (isClass ? `class ${answer.class_names?.[value] ?? value}` : number(value));
  return heatmap({
    values, label, flip: true, size,
    scale: isClass ? {kind: 'class'} : {kind: 'signed', low: -most, high: most},
    describe: (row, column, value) => `(${number(x[column], 3)}, ${number(y[row], 3)}): ${told(value)}`,
    points: data && ((context, width, height) => dots(context, width, height, answer.grid, data, isClass)),
  });
}

function dots(context, width, height, {x, y}, data, isClass) {
  const [left, right, low, high] = [x[0], x.at(-1), y[0], y.at(-1)];
  context.lineWidth = width / 330;
  context.strokeStyle = '#fff';
  data.inputs.forEach((input, index) => {
    const target = data.targets[index];
    const across = (input[0] - left) / (right - left) * width;
    const down = (1 - (input[1] - low) / (high - low)) * height;
    context.beginPath();
    context.arc(across, down, Math.max(2.6, width / 105), 0, 7);
    context.fillStyle = data.task !== 'classification' ? '#333' : isClass ? category(target) : POINTS[target] ?? '#333';
    context.fill();
    context.stroke();
  });
}
