// A spec as a form and as JSON, both at once; what theory says of it; training it.

import {announce, button, h, replace, select} from './dom.js';
import {catalogue, post, Problem} from './api.js';
import {currentKey} from './key.js';
import {address, keep} from './route.js';
import {curl, written} from './spec-edit.js';
import {form} from './train-form.js';
import {showFaults} from './train-faults.js';
import {theory} from './lesson-theory.js';
import {plural, words} from './format.js';

export const title = 'Train';

const FIRST = {architecture: [2, 10, 1], init: 'constant', alpha: 0.5, seed: 1, dataset: 'circle',
  training: {steps: 2000, learning_rate: 0.3}};

export async function show(place, {values, signal}) {
  let spec = read(values.spec) ?? FIRST;
  const presets = await catalogue('presets');
  const fields = await form(() => spec, changed);
  const rest = h('div', {class: 'faults', 'aria-live': 'polite'});
  const json = h('textarea', {class: 'code', rows: '12', spellcheck: 'false', autocomplete: 'off',
    'aria-label': 'The spec as JSON'});
  const said = h('div', {class: 'said'});
  const command = h('pre', {class: 'command', tabindex: '0', 'aria-label': 'The same as a command'});
  const submit = button('Train', start, {class: 'primary large'});
  let checking = new AbortController();
  let timer;
  signal.addEventListener('abort', () => { checking.abort(); clearTimeout(timer); });

  replace(place,
    h('section', {class: 'intro'}, h('h1', {}, 'Train a network'),
      h('p', {class: 'lead'}, 'Fill in the form or write the JSON: each follows the other. ',
        'Only the layers are needed.')),
    h('div', {class: 'row'}, preset(presets, (chosen) => changed(structuredClone(chosen.spec)))),
    h('div', {class: 'two'},
      h('section', {class: 'card', 'aria-label': 'Form'}, fields.element),
      h('section', {class: 'card stack', 'aria-label': 'JSON'}, json, rest,
        h('div', {class: 'row'}, submit, button('Copy as curl', copy)), said, command)));
  json.addEventListener('input', () => {
    let next;
    try {
      next = JSON.parse(json.value);
      if (typeof next !== 'object' || next === null || Array.isArray(next)) throw new Error('A spec is a JSON object.');
    } catch (error) {
      checking.abort();
      clearTimeout(timer);
      json.setAttribute('aria-invalid', 'true');
      showFaults([{detail: error.message}], fields.fields, rest, () => spec, changed);
      return;
    }
    changed(next, false);
  });
  changed(spec);

  function changed(next, rewrites = true) {
    spec = next;
    json.removeAttribute('aria-invalid');
    if (rewrites) json.value = written(spec);
    fields.show(spec);
    command.textContent = curl('POST', 'v1/jobs', spec, Boolean(currentKey()));
    keep('train', null, {spec: JSON.stringify(spec)});
    clearTimeout(timer);
    timer = setTimeout(check, 250);
  }

  // What theory says is asked for at every change: the answer tells the faults too.
  async function check() {
    checking.abort();
    const {signal: mine} = checking = new AbortController();
    try {
      const prediction = await post('v1/predictions', spec, {signal: mine});
      showFaults([], fields.fields, rest, () => spec, changed);
      const [hidden] = prediction.orbits;
      replace(said, h('h2', {class: 'small'}, 'What theory says'), h('ul', {class: 'theory'},
        [hidden.output ? null
          : `Layer 1: ${hidden.distinct_neurons} of ${plural(hidden.units, 'neuron')} will be distinct.`,
            ...theory(prediction, prediction.spec)]
          .filter(Boolean).map((line) => h('li', {}, line))));
    } catch (error) {
      if (mine.aborted) return;
      told(error);
    }
  }

  function told(error) {
    const errors = error instanceof Problem && error.errors.length ? error.errors : [{detail: error.message}];
    showFaults(errors, fields.fields, rest, () => spec, changed);
    replace(said);
    announce(plural(errors.length, 'fault'));
  }

  async function start() {
    submit.disabled = true;
    try {
      const job = await post('v1/jobs', spec, {signal});
      location.hash = address('job', job.id);
    } catch (error) {
      if (!signal.aborted) told(error);
    } finally {
      submit.disabled = false;
    }
  }

  async function copy() {
    try {
      await navigator.clipboard.writeText(command.textContent);
      announce('The command is copied.');
    } catch {
      getSelection().selectAllChildren(command);
      announce('The command is selected: copy it.');
    }
  }
}

function preset(presets, choose) {
  const options = [['', 'Start from an example …'],
    ...presets.map((one) => [one.name, `${words(one.name)}: ${one.lesson}`])];
  const element = select(options, '', (name) => {
    const chosen = presets.find((one) => one.name === name);
    if (chosen) choose(chosen);
  }, {'aria-label': 'Examples', class: 'examples'});
  return element;
}

function read(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
