// The rows of a sweep as values by the fields that varied.

import {number, words} from './format.js';

const MEASURES = ['final_train_loss', 'best_train_loss', 'initial_train_loss', 'final_test_loss',
  'final_train_accuracy', 'final_test_accuracy', 'seconds'];

// What can be drawn: the measures that some row has, distinct neurons by layer.
export function measures(rows) {
  const named = MEASURES.filter((name) => rows.some((row) => typeof row[name] === 'number'))
    .map((name) => [name, words(name)]);
  const layers = Math.max(0, ...rows.map((row) => row.distinct_neurons?.length ?? 0));
  return [...named, ...Array.from({length: layers},
    (_, index) => [`distinct_neurons/${index}`, `distinct neurons, layer ${index + 1}`])];
}

export function measured(row, name) {
  const [member, index] = name.split('/');
  const value = index === undefined ? row[member] : row[member]?.[index];
  return typeof value === 'number' ? value : null;
}

export const label = (value) => (typeof value === 'number' ? number(value) : typeof value === 'string' ? words(value)
  : JSON.stringify(value));

// Different values of a field in their order; numbers by size.
export function different(rows, field) {
  const seen = new Map(rows.map((row) => [JSON.stringify(row.values[field]), row.values[field]]));
  const values = [...seen.values()];
  return values.every((value) => typeof value === 'number') ? values.sort((a, b) => a - b) : values;
}

export const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// The summary of a measure in a group of the sweep's statistics; null where no job has a value.
export function summarised(group, name) {
  const [member, index] = name.split('/');
  return (index === undefined ? group?.[member] : group?.[member]?.[index]) ?? null;
}
