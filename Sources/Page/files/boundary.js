// What a network answers over two inputs, as a picture with the rows it was trained on.

import {get, query} from './api.js';
import {heatmap} from './heatmap.js';
import {number} from './format.js';

const SIZE = 64;

// The rows of a job's data set, or null where they have no place in the picture.
export async function rows(dataset, signal) {
  if (!dataset.name && !dataset.id) return null;
  const {name, id, ...rest} = dataset;
  const answer = await get(`v1/datasets/${encodeURIComponent(name ?? id)}/rows${query({...rest, limit: 400})}`,
    {signal});
  return answer.features === 2 ? answer : null;
}

// A neuron's, or an output's, values over the grid of a job with two inputs.
export const grid = (job, {layer, at, signal} = {}) =>
  get(`v1/jobs/${job}/outputs${query({grid: SIZE, layer, at})}`, {signal});

export function boundary({answer, unit = 0, rows: data, label, size = 4}) {
  const {x, y} = answer.grid;
  // Rows of the answer go along x within each y.
  const values = y.map((_, row) => x.map((__, column) => answer.values[row * x.length + column][unit]));
  const finite = values.flat().filter((value) => value !== null);
  const most = Math.min(6, Math.max(...finite.map(Math.abs), 1e-12));
  return heatmap({
    values, label, flip: true, size,
    scale: {kind: 'signed', low: -most, high: most},
    describe: (row, column, value) => `(${number(x[column], 3)}, ${number(y[row], 3)}): ${number(value)}`,
    points: data && data.inputs ? (context, width, height) => {
      const [left, right, low, high] = [x[0], x.at(-1), y[0], y.at(-1)];
      data.inputs.forEach((input, index) => {
        const target = data.targets[index];
        context.beginPath();
        context.arc((input[0] - left) / (right - left) * width, (1 - (input[1] - low) / (high - low)) * height,
          Math.max(2.6, width / 105), 0, 7);
        context.fillStyle = typeof target === 'number' && Number.isInteger(target)
          ? ['#1b4f8a', '#b34700', '#00704e', '#a2447e'][target % 4] : '#333';
        context.fill();
        context.lineWidth = width / 330;
        context.strokeStyle = '#fff';
        context.stroke();
      });
    } : null,
  });
}
