// Heat maps on a canvas: one cell a value, read by pointer or arrow keys.

import {h} from './dom.js';
import {number} from './format.js';
import {amount, category, css, signed, token} from './palette.js';

// values[row][column]; null cells stay empty. `describe(row, column, value)` is what is read of a cell.
// scale: {kind: 'amount' | 'signed', low, high}, or {kind: 'class'} for whole numbers from 0.
export function heatmap({values, scale, label, describe, points = null, flip = false, size = null}) {
  const rows = values.length;
  const columns = values[0]?.length ?? 0;
  const cell = size ?? Math.max(1, Math.min(24, Math.floor(384 / Math.max(rows, columns))));
  const canvas = h('canvas', {width: columns * cell, height: rows * cell, class: 'heatmap', tabindex: '0', role: 'img',
    'aria-label': label});
  const reading = h('output', {class: 'reading', 'aria-live': 'polite'}, ' ');
  const context = canvas.getContext('2d');
  // Cells that are large enough to count stand apart.
  const gap = cell >= 10 && !points ? 1 : 0;
  const cursor = {row: 0, column: 0};
  paint();

  function paint() {
    for (let row = 0; row < rows; row += 1) for (let column = 0; column < columns; column += 1) {
      const value = values[flip ? rows - 1 - row : row][column];
      context.fillStyle = value === null || value === undefined ? token('--card') : colour(value, scale);
      context.fillRect(column * cell, row * cell, cell - gap, cell - gap);
    }
    points?.(context, canvas.width, canvas.height);
  }
  function tell() {
    const row = flip ? rows - 1 - cursor.row : cursor.row;
    reading.textContent = describe(row, cursor.column, values[row][cursor.column]);
  }
  canvas.addEventListener('pointermove', (event) => {
    const box = canvas.getBoundingClientRect();
    cursor.column = Math.min(columns - 1, Math.max(0, Math.floor((event.clientX - box.left) / box.width * columns)));
    cursor.row = Math.min(rows - 1, Math.max(0, Math.floor((event.clientY - box.top) / box.height * rows)));
    tell();
  });
  canvas.addEventListener('keydown', (event) => {
    const [down, right] = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1],
      ArrowRight: [0, 1]}[event.key] ?? [];
    if (down === undefined) return;
    event.preventDefault();
    cursor.row = Math.min(rows - 1, Math.max(0, cursor.row + down));
    cursor.column = Math.min(columns - 1, Math.max(0, cursor.column + right));
    tell();
  });
  return h('div', {class: 'heat'}, canvas, reading);
}

function colour(value, {kind, low, high}) {
  if (kind === 'class') return category(value);
  if (kind === 'signed') return css(signed(value / Math.max(Math.abs(low), Math.abs(high), 1e-300)));
  return css(amount(high > low ? (value - low) / (high - low) : 0.5));
}

// The colours with their values.
export function key(scale, format = number) {
  const canvas = h('canvas', {width: 120, height: 10, class: 'scale', 'aria-hidden': 'true'});
  const context = canvas.getContext('2d');
  for (let x = 0; x < 120; x += 1) {
    const part = x / 119;
    const value = scale.kind === 'signed'
      ? (part * 2 - 1) * Math.max(Math.abs(scale.low), Math.abs(scale.high))
        : scale.low + part * (scale.high - scale.low);
    context.fillStyle = colour(value, scale);
    context.fillRect(x, 0, 1, 10);
  }
  const most = Math.max(Math.abs(scale.low), Math.abs(scale.high));
  const [from, to] = scale.kind === 'signed' ? [-most, most] : [scale.low, scale.high];
  return h('span', {class: 'key'}, format(from), canvas, format(to));
}
