// One of the lesson's three cards.

import {h, replace} from './dom.js';
import {number, percent, plural} from './format.js';
import {drawing} from './network.js';
import {boundary, grid, rows} from './boundary.js';
import {link} from './route.js';
import {theory} from './lesson-theory.js';

export function panel(one) {
  const heading = h('h2', {}, one.title);
  const start = h('p', {class: 'start'}, one.start);
  const picture = h('div', {class: 'picture'});
  const verdict = h('p', {class: 'verdict'});
  const outcome = h('div', {class: 'outcome'});
  const said = h('ul', {class: 'theory'});
  const element = h('article', {class: 'card panel'},
    heading, start, picture, verdict, outcome, h('h3', {}, 'What theory says before training'), said);

  function draw(spec, layers, weights) {
    const [inputs] = spec.architecture;
    replace(picture, drawing({inputs, layers, weights, label: `${one.title}: ${verdict.textContent}`}));
  }

  return {
    element,
    verdict: () => verdict.textContent,
    // Before the training: the classes that theory gives.
    foretell(next, prediction) {
      heading.textContent = next.title;
      start.textContent = next.start;
      const [hidden] = prediction.orbits;
      verdict.textContent = distinct(hidden.distinct_neurons, hidden.units, 'will be');
      element.classList.remove('done');
      draw(next.spec, prediction.orbits, null);
      replace(outcome);
      replace(said, theory(prediction, next.spec).map((line) => h('li', {}, line)));
    },
    // After it: what was measured.
    tell(next, {job, symmetry, weights}) {
      const [hidden] = symmetry.layers;
      const {result} = job;
      verdict.textContent = distinct(hidden.end.distinct_neurons, hidden.units, 'is');
      element.classList.add('done');
      draw(next.spec, symmetry.layers.map((layer) => ({units: layer.units, classes: layer.end.classes})),
        weights.layers);
      const shown = h('div', {class: 'answers'});
      replace(outcome, shown, h('div', {class: 'figures'},
        h('p', {class: 'figure'}, h('strong', {}, number(result.final.train_loss, 3)), ' loss'),
        result.final.train_accuracy === undefined ? null
          : h('p', {class: 'figure'}, h('strong', {}, percent(result.final.train_accuracy, 0)), ' right'),
        h('p', {class: 'meaning'}, meaning(hidden, result)),
        h('p', {}, h('a', {href: link('job', job.id)}, 'All about this job'))));
      answers(job, shown).catch(() => shown.remove());
    },
  };
}

async function answers(job, place) {
  const [answer, data] = await Promise.all([grid(job.id), rows(job.spec.dataset)]);
  replace(place, boundary({answer, rows: data,
    label: 'What the network answers over its two inputs, with the rows it was trained on', size: 5}));
}

function distinct(count, units, verb) {
  if (count === units) return verb === 'is' ? `All ${number(units)} neurons are distinct`
    : `All ${number(units)} neurons will be distinct`;
  if (verb === 'is') return `${number(count)} of ${plural(units, 'neuron')} ${count === 1 ? 'is' : 'are'} distinct`;
  return `${number(count)} of ${plural(units, 'neuron')} will be distinct`;
}

const few = (count) => (count === 1 ? 'one neuron' : plural(count, 'neuron'));

function meaning(hidden, result) {
  const near = hidden.near.distinct_neurons;
  const isOne = hidden.end.distinct_neurons < hidden.units;
  const alike = !isOne && near < hidden.units
    ? `Within 1 % of the largest weight they are ${near === 1 ? 'one' : `${number(near)} kinds`} still. ` : '';
  switch (result.outcome) {
    case 'plateau': return `${alike}It learned nothing: this is the loss of one constant answer.`;
    case 'diverged': return `${alike}The loss left all bounds at step ${number(result.diverged_at)}.`;
    case 'converged': return `${alike}It solved the task.`;
    default: return isOne
      ? `It learned what ${few(hidden.end.distinct_neurons)} can, and no more.`
      : `${alike}It learned, and had further to go.`;
  }
}
