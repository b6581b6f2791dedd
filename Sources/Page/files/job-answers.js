// What the network answers over its two inputs, and what each of its neurons sees, step by step.

import {field, h, replace, select} from './dom.js';
import {get, query} from './api.js';
import {number, percent} from './format.js';
import {boundary, grid, rows} from './boundary.js';
import {steps} from './steps.js';
import {table} from './dom.js';

const PICTURES = 32;

export async function answers(place, job, state, signal, remember) {
  const path = `v1/jobs/${job.id}`;
  const {inputs, layers} = job.spec.architecture;
  const task = h('section', {class: 'card stack', 'aria-label': 'Figures'});
  if (inputs < 2) { replace(place, task); await figures(); return; }
  let layer = Math.min(Math.max(1, Number(state.layer) || 1), layers.length - 1 || 1);
  let step = state.step === undefined ? job.result.snapshots.at(-1) : Number(state.step);
  const whole = h('div', {class: 'boundary'});
  const single = h('div', {class: 'gallery'});
  const data = inputs === 2 ? await rows(job.spec.dataset, signal).catch(() => null) : null;
  const hidden = layers.slice(0, -1);
  replace(place, h('div', {class: 'two'},
    h('section', {class: 'card stack', 'aria-label': 'Answers'}, h('h2', {}, 'What it answers'),
      steps(job.result.snapshots, step, (value) => { step = value; remember({step}); return draw(); }, signal),
      whole, inputs > 2 ? h('p', {class: 'note'}, 'Over the first two inputs; the others stand at their means.')
        : null),
    task),
  hidden.length ? h('section', {class: 'card stack', 'aria-label': 'Neurons'}, h('h2', {}, 'What each neuron sees'),
    hidden.length > 1 ? field('Layer',
      select(hidden.map((_, index) => [index + 1, `${index + 1}`]), layer,
      (value) => { layer = Number(value); remember({layer}); draw(); })) : null,
    single) : null);

  let turn = 0;
  async function draw() {
    const mine = turn += 1;
    try {
      const [output, units] = await Promise.all([
        grid(job.id, {at: step, units: layers.at(-1).units, signal}),
        hidden.length ? grid(job.id, {at: step, layer, units: layers[layer - 1].units, signal}) : null]);
      // Another step was chosen while this one was on its way.
      if (mine !== turn) return;
      replace(whole, boundary({answer: output, rows: data, size: 8,
        label: `The network’s answer over its two inputs at step ${step}`}));
      if (!units) return;
      const count = Math.min(units.units, PICTURES);
      replace(single, Array.from({length: count}, (_, unit) => h('figure', {},
        boundary({answer: units, unit, rows: null, size: 2,
          label: `Neuron ${unit + 1} of layer ${layer} at step ${step}`}), h('figcaption', {}, `neuron ${unit + 1}`))),
      units.units > count ? h('p', {class: 'note'}, `The first ${count} of ${number(units.units)}.`) : null);
    } catch (error) {
      if (!signal.aborted) replace(whole, h('p', {class: 'note'}, error.message));
    }
  }
  async function figures() {
    try {
      const answer = await get(`${path}/outputs${query({limit: 1})}`, {signal});
      const {figures: found, class_names: names} = answer;
      replace(task, h('h2', {}, 'On the training rows'),
        h('dl', {class: 'facts'}, [['Rows', number(found.rows)], ['Loss', number(found.loss)],
          found.accuracy === null || found.accuracy === undefined ? null : ['Right', percent(found.accuracy)]]
          .filter(Boolean).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)))),
        found.confusion ? table('Rows by class, down, and by answer, across',
          ['class', ...found.confusion.map((_, index) => `answered ${names?.[index] ?? index}`)],
          found.confusion.map((row, index) =>
            h('tr', {}, h('th', {scope: 'row'}, String(names?.[index] ?? index)),
            row.map((value) => h('td', {class: 'number'}, number(value)))))) : null);
    } catch (error) {
      if (!signal.aborted) replace(task, h('p', {class: 'note'}, error.message));
    }
  }
  await Promise.all([draw(), figures()]);
}
