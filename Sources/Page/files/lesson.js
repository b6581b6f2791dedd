// The lesson: three starts of one network side by side, what theory says of each, and what comes of it.

import {announce, button, field, h, replace, select} from './dom.js';
import {number, percent} from './format.js';
import {keep} from './route.js';
import {panel} from './lesson-panel.js';
import {panels, predict, runs, values as known} from './lesson-runs.js';
import {chart} from './chart.js';

export const title = 'Lesson';

const LAGS = 200;

export async function show(place, {values, signal}) {
  const state = known(values);
  const cards = panels(state).map(panel);
  const trainButton = button('Train the three networks', () => train(), {class: 'primary large', id: 'lesson-train'});
  const charts = h('section', {class: 'charts', 'aria-label': 'Curves'});
  const note = h('p', {class: 'note', role: 'status'});
  replace(place,
    h('section', {class: 'intro'},
      h('h1', {}, 'Why do weights start at random?'),
      h('p', {class: 'lead'}, 'One network, one task, three starts. Neurons that start equal get equal gradients ',
        'and stay copies of one another: however many there are, they work as one. ',
        'Neurons of one colour and letter are copies.')),
    controls(state, trainButton, changed), note,
    h('section', {class: 'trio', 'aria-label': 'Three starts'}, cards.map((card) => card.element)), charts);

  let timer = null;
  let asking = new AbortController();
  signal.addEventListener('abort', () => { clearTimeout(timer); asking.abort(); });

  function changed() {
    state.trained = '';
    keep('lesson', null, state.address());
    clearTimeout(timer);
    timer = setTimeout(theory, LAGS);
  }

  // What is asked for from here on; what was asked for before, or is about to be, is not wanted any more.
  function begin() {
    clearTimeout(timer);
    asking.abort();
    asking = new AbortController();
    return asking.signal;
  }

  async function theory() {
    const mine = begin();
    replace(charts);
    note.textContent = '';
    trainButton.disabled = false;
    const three = panels(state);
    try {
      const predictions = await predict(three, mine);
      three.forEach((one, index) => cards[index].foretell(one, predictions[index]));
    } catch (error) {
      if (!mine.aborted) note.textContent = error.message;
    }
  }

  async function train() {
    const mine = begin();
    trainButton.disabled = true;
    note.textContent = 'Training …';
    const three = panels(state);
    try {
      const [predictions, results] = await Promise.all(
        [predict(three, mine), runs(three, mine)]);
      three.forEach((one, index) => {
        cards[index].foretell(one, predictions[index]);
        cards[index].tell(one, results[index]);
      });
      state.trained = '1';
      keep('lesson', null, state.address());
      replace(charts, curves(three, results, state));
      note.textContent = '';
      announce(three.map((one, index) => `${one.title}: ${cards[index].verdict()}`).join('. '));
    } catch (error) {
      if (!mine.aborted) note.textContent = error.message;
    } finally {
      if (!mine.aborted) trainButton.disabled = false;
    }
  }

  await (state.trained ? train() : theory());
}

function controls(state, trainButton, changed) {
  const slider = (name, label, range, shown) => {
    const output = h('output', {}, shown(state[name]));
    const input = h('input', {type: 'range', ...range, value: state.position(name),
      'aria-valuetext': shown(state[name]), oninput: () => {
      state.move(name, Number(input.value));
      output.textContent = shown(state[name]);
      input.setAttribute('aria-valuetext', output.textContent);
      changed();
    }});
    return h('div', {class: 'slider'}, field(label, input), output);
  };
  const pick = (name, label, options) => field(label, select(options, state[name], (value) => {
    state[name] = value;
    changed();
  }));
  return h('section', {class: 'controls', 'aria-label': 'Experiment'},
    slider('alpha', 'Constant α', {min: 0, max: 2, step: 0.05}, (value) => number(value)),
    slider('epsilon', 'Nudge ε', {min: 0, max: 12, step: 1}, (value) => (value ? number(value) : 'none')),
    slider('width', 'Neurons', {min: 2, max: 16, step: 1}, number),
    slider('seed', 'Seed', {min: 0, max: 30, step: 1}, number),
    pick('data', 'Data', [['circle', 'disc in a ring'], ['moons', 'two moons'], ['spiral', 'spirals'],
      ['xor', 'exclusive or'], ['gauss', 'two clouds']]),
    pick('activation', 'Activation', ['tanh', 'relu', 'sigmoid']),
    trainButton);
}

function curves(three, results, state) {
  const lines = results.map((result, index) => ({
    label: three[index].title, colour: three[index].colour(), dash: three[index].dash,
    x: result.curves.step, y: result.curves.train_loss}));
  const apart = results.map((result, index) => ({
    label: three[index].title, colour: three[index].colour(), dash: three[index].dash,
    x: result.similarity.steps, y: result.similarity.layers[0].incoming.largest_difference}))
    .filter((line) => line.y.some((value) => value > 0));
  const together = three.map((one) => one.title).filter((name) => apart.every((line) => line.label !== name));
  return [
    h('div', {class: 'card'}, chart({
      title: 'Loss over the training', name: 'lesson-loss', xLabel: 'step', yLabel: 'loss', series: lines}),
    h('p', {class: 'note'}, results.map((result, index) =>
      `${three[index].title}: ${number(result.job.result.final.train_loss)}${
        result.job.result.final.train_accuracy === undefined ? '' : `, ${percent(result.job.result.final.train_accuracy)} right`}`).join(' · '))),
    h('div', {class: 'card'}, chart({
      title: 'How far apart two neurons’ weights are, at most', name: 'lesson-differences', xLabel: 'step',
      yLabel: 'largest difference', log: true, series: apart}),
    h('p', {class: 'note'}, apart.length < 3
      ? `${together.join(' and ')}: 0 at every step, bit for bit, which no log scale shows.`
      : state.epsilon ? `A difference of ${number(state.epsilon)} grows by a factor at each step until it shows.`
        : '')),
  ];
}
