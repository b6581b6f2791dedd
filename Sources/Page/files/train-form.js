// The fields of a spec's form. Each knows its place in the spec; what is chosen from comes from the
// catalogues.

import {field, h, select} from './dom.js';
import {catalogue} from './api.js';
import {at, setting} from './spec-edit.js';
import {alphaOf, epsilonOf, schemeOf, starting} from './spec-start.js';
import {words} from './format.js';

// What is no number goes to the service as it is, which says what is wrong with it.
const numeral = (text) => (text === '' ? undefined : Number.isNaN(Number(text)) ? text : Number(text));

const datasetOf = (spec) => (typeof spec.dataset === 'object' ? spec.dataset?.name : spec.dataset) ?? 'xor';
const optimizerOf = (spec) => {
  const given = spec.training?.optimizer;
  return (typeof given === 'object' ? given?.name : given) ?? 'sgd';
};

const OF_LAYERS = ['/activation', '/init', '/alpha', '/init/perturbation'];

// The form over `spec()`; `change` takes the next spec. Gives the element, and how to show a spec.
export async function form(spec, change) {
  const [schemes, datasets, optimizers, activations, losses, schedules] = await Promise.all(
    ['schemes', 'datasets', 'optimizers', 'activations', 'losses', 'schedules'].map(catalogue));
  const fields = [];
  const groups = [];

  // A control with its pointer: `read` gives its value out of a spec, `write` the spec with another.
  // Faults at `other` are of it too.
  function add(group, label, pointer, control, read, write, hint, other) {
    const element = field(label, control, hint);
    const fault = h('div', {class: 'faults'});
    element.append(fault);
    control.addEventListener('change', () => change(write(spec(), control.value.trim())));
    fields.push({pointers: [pointer, other].filter(Boolean), control, fault, read});
    group.append(element);
    return element;
  }
  const numeric = (pointer) => [
    (now) => at(now, pointer) ?? '', (now, value) => setting(now, pointer, numeral(value))];
  const text = () => h('input', {type: 'text', autocomplete: 'off', spellcheck: 'false'});
  const numberInput = (group, label, pointer, hint) => add(group, label, pointer, text(), ...numeric(pointer), hint);
  const group = (name) => {
    const element = h('fieldset', {class: 'group'}, h('legend', {}, name));
    groups.push(element);
    return element;
  };
  const options = (items) => items.map((item) => [item.name, words(item.name)]);
  const choice = (element, label, pointer, items, read, write) =>
    add(element, label, pointer, select(items, null, null), read, write);
  // Parameters of what was named before mean nothing to another; short forms stay short.
  const named = (pointer, member) => (now, value) => {
    const present = at(now, pointer);
    return typeof present === 'object' && present !== null ? setting(now, pointer, {[member]: value})
      : setting(now, pointer, value);
  };

  const network = group('Network');
  add(network, 'Layers', '/architecture', text(),
    (now) => (Array.isArray(now.architecture) ? now.architecture.join(', ') : ''),
    (now, value) => (value === '' ? now
      : setting(now, '/architecture', value.split(/[\s,–-]+/).filter(Boolean).map(numeral))),
    'inputs, hidden layers, outputs');
  choice(network, 'Activation', '/activation', options(activations), (now) => now.activation ?? 'tanh',
    (now, value) => setting(now, '/activation', value));

  const start = group('Start');
  const takesAlpha = (name) => schemes.find((one) => one.name === name)?.alpha !== null;
  choice(start, 'Scheme', '/init', options(schemes.filter((scheme) => scheme.name !== 'given')), schemeOf,
    (now, scheme) => starting(now, {scheme}, takesAlpha));
  add(start, 'Alpha α', '/alpha', text(), (now) => alphaOf(now) ?? '',
    (now, value) => starting(now, {alpha: numeral(value)}, takesAlpha),
    'the constant, or a factor on the draw', '/init/alpha');
  add(start, 'Nudge ε', '/init/perturbation', text(), (now) => epsilonOf(now) ?? '',
    (now, value) => starting(now, {epsilon: numeral(value)}, takesAlpha),
      'a random number of this size on each weight');
  add(start, 'Seed', '/seed', text(), (now) => now.seed ?? '',
    // Beyond 2^53 a number would be rounded: seeds may be texts.
    (now, value) => setting(now, '/seed',
      value === '' ? undefined : Number.isSafeInteger(Number(value)) ? Number(value) : value));

  const data = group('Data');
  choice(data, 'Data set', '/dataset', datasets.map((one) => [one.id ?? one.name, words(one.name ?? one.id)]),
    (now) => now.dataset?.id ?? datasetOf(now),
    (now, value) => setting(now, '/dataset', datasets.some((one) => one.id === value) ? {id: value} : value));
  for (const [name, label] of [['samples', 'Rows'], ['noise', 'Noise']]) {
    add(data, label, `/dataset/${name}`, text(), (now) => at(now, `/dataset/${name}`) ?? '', (now, value) => {
      const {[name]: _, ...rest} = typeof now.dataset === 'object' ? now.dataset : {name: datasetOf(now)};
      const next = value === '' ? rest : {...rest, [name]: numeral(value)};
      return setting(now, '/dataset', Object.keys(next).length === 1 && next.name ? next.name : next);
    });
  }

  const training = group('Training');
  numberInput(training, 'Steps', '/training/steps');
  numberInput(training, 'Batch size', '/training/batch_size', 'all rows unless told');
  choice(training, 'Optimiser', '/training/optimizer', options(optimizers), optimizerOf,
    named('/training/optimizer', 'name'));
  numberInput(training, 'Learning rate', '/training/learning_rate');
  choice(training, 'Schedule', '/training/schedule',
    options(schedules.filter((one) => one.parameters.every((parameter) => parameter.default !== null))),
    (now) => at(now, '/training/schedule/name') ?? at(now, '/training/schedule') ?? 'constant',
      named('/training/schedule', 'name'));
  choice(training, 'Loss', '/training/loss', [['', 'by the task'], ...options(losses)],
    (now) => at(now, '/training/loss') ?? '',
    (now, value) => setting(now, '/training/loss', value || undefined));
  choice(training, 'Precision', '/precision', ['float32', 'float64'], (now) => now.precision ?? 'float32',
    (now, value) => setting(now, '/precision', value));
  const name = group('Name');
  add(name, 'Name', '/name', text(), (now) => now.name ?? '',
    (now, value) => setting(now, '/name', value || undefined));

  return {
    element: h('div', {class: 'spec-form'}, groups),
    fields,
    show(now) {
      for (const one of fields) {
        const value = one.read(now);
        if (one.control.localName === 'select'
          && ![...one.control.options].some((option) => option.value === String(value))) {
          one.control.append(h('option', {value: String(value)},
            typeof value === 'object' ? 'as the JSON says' : String(value)));
        }
        one.control.value = String(value);
      }
      // Layers that say all of themselves leave these nothing to say.
      const isLayered = !Array.isArray(now.architecture);
      const isWhole = isLayered && Boolean(
        now.architecture?.layers?.every?.((layer) => layer?.init && layer?.activation));
      for (const one of fields) {
        const [pointer] = one.pointers;
        one.control.disabled = pointer === '/architecture' ? isLayered : OF_LAYERS.includes(pointer) && isWhole;
      }
      const scheme = schemes.find((one) => one.name === schemeOf(now));
      const defaults = {
        '/architecture': isLayered ? 'layer by layer: see the JSON' : '',
        '/alpha': scheme?.alpha ? scheme.alpha.default ?? 'needed' : 'not used',
        '/init/perturbation': 'none', '/seed': '0', '/training/steps': '1000',
        '/training/learning_rate': optimizers.find((one) =>
          one.name === optimizerOf(now))?.learning_rate ?? '',
        ...Object.fromEntries((datasets.find((one) => one.name === datasetOf(now))?.parameters ?? [])
          .map((one) => [`/dataset/${one.name}`, one.default])),
      };
      for (const one of fields) if (defaults[one.pointers[0]] !== undefined) one.control.placeholder = String(
        defaults[one.pointers[0]]);
    },
  };
}
