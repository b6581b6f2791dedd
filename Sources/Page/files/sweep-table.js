// A sweep's jobs as a table that sorts by any column.

import {align, button, h, table} from './dom.js';
import {link} from './route.js';
import {number, percent, short, words} from './format.js';
import {label, measured} from './sweep-values.js';

export function results({rows, varied}, state, remember) {
  const layers = Math.max(0, ...rows.map((row) => row.distinct_neurons?.length ?? 0));
  const columns = [
    ...varied.map((pointer) => ({name: pointer, text: pointer.slice(1), read: (row) => row.values[pointer],
      show: (value) => (value === undefined || value === null ? '–' : label(value))})),
    {name: 'state', text: 'state', read: (row) => row.state,
      show: (value) => h('span', {class: `state ${value}`}, value)},
    {name: 'outcome', text: 'outcome', read: (row) => row.outcome, show: (value) => (value ? words(value) : '')},
    {name: 'final_train_loss', text: 'loss', read: (row) => row.final_train_loss, show: number},
    {name: 'final_test_loss', text: 'test loss', read: (row) => row.final_test_loss, show: number},
    {name: 'final_train_accuracy', text: 'right', read: (row) => row.final_train_accuracy,
      show: (value) => percent(value)},
    ...Array.from({length: layers},
      (_, index) => ({name: `distinct_neurons/${index}`,
      text: layers > 1 ? `distinct, layer ${index + 1}` : 'distinct neurons',
      read: (row) => measured(row, `distinct_neurons/${index}`), show: number})),
  ].filter((column) => column.name !== 'final_test_loss' || rows.some((row) => row.final_test_loss !== null));
  const body = h('tbody', {});
  const heads = columns.map((column) => button(column.text, () => {
    const isDown = state.sort === column.name;
    remember({sort: isDown ? `-${column.name}` : column.name});
    fill();
  }));
  const element = table('Jobs of the sweep', [...heads, 'job'], []);
  element.querySelector('tbody').replaceWith(body);
  const cells = element.querySelectorAll('thead th');

  function fill() {
    const name = (state.sort ?? '').replace(/^-/, '');
    const sign = state.sort?.startsWith('-') ? -1 : 1;
    const by = columns.find((column) => column.name === name);
    columns.forEach((column, index) => {
      if (column === by) cells[index].setAttribute('aria-sort', sign === 1 ? 'ascending' : 'descending');
      else cells[index].removeAttribute('aria-sort');
    });
    const sorted = by ? [...rows].sort((one, other) => sign * order(by.read(one), by.read(other))) : rows;
    body.replaceChildren(...sorted.map((row) => h('tr', {},
      columns.map((column) => h('td', {class: typeof column.read(row) === 'number' ? 'number' : ''},
        column.show(column.read(row)))),
      h('td', {}, row.job ? h('a', {href: link('job', row.job), 'aria-label': `Job ${row.job}`}, short(row.job))
        : 'deleted'))));
    align(element);
  }
  fill();
  return element;
}

// Numbers by size, texts by letters, what is not there last.
function order(one, other) {
  if (one === other) return 0;
  if (one === null || one === undefined) return 1;
  if (other === null || other === undefined) return -1;
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return label(one).localeCompare(label(other));
}
