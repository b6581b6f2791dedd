// How alike the neurons are: the matrix at each kept step, and over the training.

import {field, h, replace, select} from './dom.js';
import {get, query} from './api.js';
import {number, plural, words} from './format.js';
import {chart} from './chart.js';
import {heatmap, key} from './heatmap.js';
import {classColour, letter} from './network.js';
import {steps} from './steps.js';

const OF = [['incoming', 'incoming weights'], ['outgoing', 'outgoing weights'], ['activation', 'activations'],
  ['gradient', 'gradients']];
const SCALE = {kind: 'signed', low: -1, high: 1};
const SHOWN = 64;

export async function neurons(place, job, state, signal, remember) {
  const path = `v1/jobs/${job.id}`;
  const hidden = job.spec.architecture.layers.slice(0, -1);
  if (!hidden.length) { replace(place, h('p', {class: 'note'}, 'The network has no hidden layer.')); return; }
  let layer = Math.min(Math.max(1, Number(state.layer) || 1), hidden.length);
  let of = OF.some(([name]) => name === state.of) ? state.of : 'incoming';
  let step = state.step;
  const matrix = h('div', {class: 'matrix'});
  const partition = h('section', {class: 'card stack', 'aria-label': 'Classes'});
  const series = h('section', {class: 'card stack', 'aria-label': 'Over the training'});

  let turn = 0;
  async function drawMatrix() {
    const mine = turn += 1;
    try {
      const answer = await get(`${path}/similarity/matrix${query({layer, of, step})}`, {signal});
      // Another step was chosen while this one was on its way.
      if (mine !== turn) return;
      const what = OF.find(([name]) => name === of)[1];
      replace(matrix, heatmap({
        values: answer.values, scale: SCALE,
          label: `Similarity of the ${what} of layer ${layer} at step ${answer.step}, neuron by neuron`,
        describe: (row, column, value) =>
          `neurons ${row + 1} and ${column + 1}: ${value === null ? 'none, as one is zero' : number(value)}`}));
    } catch (error) {
      if (!signal.aborted) replace(matrix, h('p', {class: 'note'}, error.message));
    }
  }
  const chosen = (changes) => {
    ({layer = layer, of = of, step = step} = changes);
    remember({layer: String(layer), of, step});
  };
  replace(place,
    h('div', {class: 'two'},
      h('section', {class: 'card stack', 'aria-label': 'Similarity'}, h('h2', {}, 'Neuron by neuron'),
        h('div', {class: 'row'},
          field('Layer', select(hidden.map((_, index) => [index + 1, `${index + 1}`]), layer,
            (value) => { chosen({layer: Number(value)}); drawMatrix(); tellSeries(); tellClasses(); })),
          field('Of', select(OF, of, (value) => { chosen({of: value}); drawMatrix(); tellSeries(); }))),
        steps(job.result.snapshots, step, (value) => { chosen({step: value}); return drawMatrix(); }, signal),
        matrix, h('p', {class: 'note'}, key(SCALE), ' cosine; 1 is one direction, which is not yet one neuron')),
      partition), series);

  let similarity = null;
  async function tellSeries() {
    try {
      similarity ??= await get(`${path}/similarity`, {signal});
    } catch (error) {
      if (!signal.aborted) replace(series, h('p', {class: 'note'}, error.message));
      return;
    }
    const one = similarity.layers[layer - 1];
    const line = (label, y) => ({label, x: similarity.steps, y: y ?? []});
    replace(series, h('h2', {}, `Layer ${layer} over the training`), h('div', {class: 'charts'},
      chart({title: 'Distinct neurons and ranks', name: `${job.id}-distinct`, xLabel: 'step', yLabel: 'number',
        series: [
        line('distinct neurons', one.distinct_neurons), line('distinct directions', one.distinct_directions),
          line('effective rank', one.effective_rank)]}),
      chart({title: `Similarity of ${OF.find(([name]) => name === of)[1]}`, name: `${job.id}-similarity`,
        xLabel: 'step', yLabel: 'cosine', empty: 'It is not measured.', series: [
        line('mean', one[of].mean), line('smallest', one[of].min), line('largest', one[of].max)]}),
      chart({title: 'Largest difference between two neurons', name: `${job.id}-difference`, xLabel: 'step',
        yLabel: 'difference', log: true, series: [
        line(OF.find(([name]) => name === of)[1], one[of].largest_difference)]}),
      chart({title: 'Turned since the start', name: `${job.id}-turned`, xLabel: 'step', yLabel: 'degrees',
        series: [line('weights', one.turned_degrees)]})));
  }
  let symmetry = null;
  async function tellClasses() {
    try {
      symmetry ??= await get(`${path}/symmetry?tolerance=0.01`, {signal});
    } catch (error) {
      if (!signal.aborted) replace(partition, h('h2', {}, 'Classes'), h('p', {class: 'note'}, error.message));
      return;
    }
    const one = symmetry.layers[layer - 1];
    const growth = symmetry.transverse.classes?.find((entry) => entry.layer === layer);
    replace(partition, h('h2', {}, `Classes of layer ${layer}`),
      h('p', {class: 'note'}, 'Neurons of one letter are equal bit for bit.'),
      h('h3', {}, 'At the start'), chips(one.start.classes), h('h3', {}, 'At the end'), chips(one.end.classes),
      h('p', {}, splitting(one)),
      h('p', {}, `Within 1 % of the largest weight: ${plural(one.near.distinct_neurons, 'kind')}.`),
      growth?.predicted_escape ? h('p', {},
        `Theory had a difference show at step ${number(growth.predicted_escape)}; `,
        growth.observed_escape === null ? 'it showed at none.' : `it showed at step ${number(growth.observed_escape)}.`) : null,
      symmetry.quotient.widths?.length
        ? h('p', {class: 'note'}, `The network is one of widths ${symmetry.quotient.widths.join('-')}: `,
          `${number(symmetry.quotient.parameters)} numbers in place of ${number(symmetry.quotient.full_parameters)}.`) : null);
  }
  await Promise.all([drawMatrix(), tellSeries(), tellClasses()]);
}

const listed = (causes) => causes.map((one) => words(one.name ?? one)).join(', ');

function splitting(layer) {
  if (layer.first_split !== null) {
    const causes = layer.split_by?.length ? `, by ${listed(layer.split_by)}` : '';
    return `They first came apart at step ${number(layer.first_split)}${causes}.`;
  }
  if (layer.start.distinct_neurons === layer.units) {
    return `They were apart from the start, by ${listed(layer.broken_at_start_by) || 'their numbers'}.`;
  }
  return 'No class came apart.';
}

function chips(classes) {
  const of = new Map();
  classes.forEach((members, index) => members.forEach((neuron) => of.set(neuron, index)));
  const count = of.size;
  return h('div', {class: 'chips'}, [...of.keys()].sort((a, b) => a - b).slice(0, SHOWN).map((neuron) =>
    h('span', {class: 'chip', title: `Neuron ${neuron + 1}`,
      style: {'--chip': classColour(of.get(neuron), classes.length)}}, letter(of.get(neuron)))),
  count > SHOWN ? h('span', {class: 'note'}, `and ${number(count - SHOWN)} more`) : null);
}
