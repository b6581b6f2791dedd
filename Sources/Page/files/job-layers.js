// What goes through each layer over the training: signals, errors sent back, dead and saturated shares.

import {field, h, replace, select, table} from './dom.js';
import {get} from './api.js';
import {number, percent, sentence, words} from './format.js';
import {chart} from './chart.js';

// Names of the columns, without the layer's number; others are their own words.
const NAMES = {
  backpropagated_rms: 'errors sent back, root mean square', gradient_norm: 'gradient of the weights, norm',
  activation_mean: 'activations, mean', activation_variance: 'activations, variance',
  dead_fraction: 'dead neurons, share', saturated_fraction: 'saturated activations, share',
};
const named = (measure) => NAMES[measure] ?? words(measure);

export async function layers(place, job, state, signal, remember) {
  const path = `v1/jobs/${job.id}`;
  const [health, curves] = await Promise.all([get(`${path}/health`, {signal}), get(`${path}/curves`, {signal})]);
  const columns = {...curves.columns, ...health.columns};
  const measures = [...new Set(Object.keys(columns).map((name) => /^(.*)_(\d+)$/.exec(name)?.[1]).filter(Boolean))];
  let measure = measures.includes(state.measure) ? state.measure : 'backpropagated_rms';
  const box = h('div', {});
  const now = h('section', {class: 'card stack', 'aria-label': 'At the end'}, h('h2', {}, 'At the end'),
    h('p', {class: 'note'}, 'It is measured …'));
  replace(place, h('section', {class: 'card stack', 'aria-label': 'Layers'}, h('h2', {}, 'Layer by layer'),
    field('Measure', select(measures.map((name) => [name, named(name)]), measure,
      (value) => { measure = value; remember({measure}); draw(); })), box), now);
  function draw() {
    const x = measure in health.columns || `${measure}_1` in health.columns ? health.columns.step : curves.columns.step;
    const series = Object.keys(columns).map((name) => [name, /^(.*)_(\d+)$/.exec(name)])
      .filter(([, match]) => match?.[1] === measure)
      .map(([name, match]) => ({label: `layer ${match[2]}`, x, y: columns[name]}));
    replace(box, chart({title: sentence(named(measure)), name: `${job.id}-${measure}`, xLabel: 'step',
      yLabel: named(measure), series, log: state.log === '1', onLog: (log) => remember({log: log ? '1' : ''})}));
  }
  draw();
  try {
    const found = await get(`${path}/measurements`, {signal});
    const value = (one, shown = number) => (one === null || one === undefined ? '–' : typeof one === 'object'
      ? (one.value === null ? words(one.reason ?? '–') : shown(one.value)) : shown(one));
    const rows = [
      ['Activation', (layer) => layer.activation], ['Mean', (layer) => value(layer.activation_mean)],
        ['Variance', (layer) => value(layer.activation_variance)],
      ['Dead', (layer) => value(layer.dead_fraction, percent)],
        ['Saturated', (layer) => value(layer.saturated_fraction, percent)],
      ['Errors sent back', (layer) => value(layer.backpropagated_rms)],
        ['Weight gradient', (layer) => value(layer.weight_gradient_norm)],
      ['Update to weight', (layer) => value(layer.update_to_weight_ratio)],
        ['Effective rank', (layer) => value(layer.effective_rank)],
        ['Stable rank', (layer) => value(layer.stable_rank)]];
    replace(now, h('h2', {}, `At step ${number(found.step)}`),
      table('Measurements by layer',
        ['measured', ...found.layers.map((layer) => (layer.output ? 'output' : `layer ${layer.layer}`))],
        rows.map(([name, read]) => h('tr', {}, h('th', {scope: 'row'}, name),
          found.layers.map((layer) => h('td', {class: 'number'}, read(layer)))))),
      h('p', {class: 'note'}, `Largest eigenvalue of the Hessian: ${value(found.hessian.largest_eigenvalue)}; `,
        `smallest: ${value(found.hessian.smallest_eigenvalue)}.`));
  } catch (error) {
    if (!signal.aborted) replace(now, h('h2', {}, 'At the end'), h('p', {class: 'note'}, error.message));
  }
}
