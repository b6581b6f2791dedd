// A prediction in sentences.

import {number, plural} from './format.js';

export function theory(prediction, spec) {
  const lines = [orbits(prediction), gradients(prediction.first_step), plateau(prediction.plateau),
    growth(prediction.transverse, spec)];
  return lines.filter(Boolean);
}

function orbits({orbits: layers}) {
  const [hidden] = layers;
  const classes = hidden.equitable_classes;
  if (hidden.distinct_neurons === hidden.units) {
    return classes < hidden.units
      ? `Each neuron has numbers of its own; ${plural(classes, 'class', 'classes')} of them stay alike in sum.`
      : 'Each neuron has weights of its own, and nothing keeps any two together.';
  }
  return `The neurons form ${plural(hidden.distinct_neurons, 'class', 'classes')}, `
    + 'and training keeps the members of a class equal for ever.';
}

function gradients({layers}) {
  const isFrozen = (layer) => layer.zero_weight_gradients === layer.weights;
  if (layers.every(isFrozen)) {
    return layers.slice(0, -1).every((layer) => layer.zero_bias_gradients === layer.biases)
      ? 'No weight has a gradient at the first step: only the last bias can move.'
      : 'No weight has a gradient at the first step: only biases can move.';
  }
  return isFrozen(layers[0])
    ? 'The first layer has no gradient at the first step; it moves once the last layer has.' : null;
}

function plateau({loss, of, stays}) {
  if (loss === null || loss === undefined) return null;
  const name = of === 'label_entropy' ? 'the entropy of the labels' : 'the spread of the targets';
  return stays ? `The loss stays at ${number(loss)}, ${name}.`
    : `One constant answer would have the loss ${number(loss)}, ${name}.`;
}

function growth(transverse, spec) {
  const repelling = transverse.classes?.find((one) => one.growth_a_step);
  if (!repelling) return null;
  const factor = number(repelling.growth_a_step, 5);
  const {perturbation} = transverse;
  if (repelling.escape_steps !== null && repelling.escape_steps !== undefined) {
    const pace = plural(Math.round(repelling.escape_steps), 'step');
    return `A difference of ${number(perturbation)} grows ${factor}-fold a step at first; `
      + `at that pace it shows after about ${pace} of ${number(spec.training.steps)}.`;
  }
  if (perturbation) return `A difference of ${number(perturbation)} changes ${factor}-fold a step at first.`;
  return repelling.verdict === 'repels'
    ? `Any difference would grow ${factor}-fold a step, but there is none to grow.`
    : 'A small difference would shrink: the copies hold together.';
}
