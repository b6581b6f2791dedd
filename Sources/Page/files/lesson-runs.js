// The lesson's three specs, their predictions and their trainings.

import {get, post, train} from './api.js';
import {number, short} from './format.js';
import {category} from './palette.js';

const DEFAULTS = {alpha: 0.5, epsilon: 0, width: 10, seed: 1, data: 'circle', activation: 'tanh', trained: ''};
const RATES = {tanh: 0.3, relu: 0.1, sigmoid: 1};
const STEPS = 2000;

// The lesson's state out of an address; what is no value of its own stands at its default.
export function values(given) {
  const state = {...DEFAULTS};
  for (const name of ['alpha', 'epsilon', 'width', 'seed']) {
    const value = Number(given[name]);
    if (given[name] !== undefined && Number.isFinite(value)) state[name] = value;
  }
  for (const name of ['data', 'activation', 'trained']) if (given[name]) state[name] = given[name];
  return {
    ...state,
    // ε goes by powers of ten: 0 is none, 1 is 1e-12, 12 is 0.1.
    position(name) { return name === 'epsilon' ? (this.epsilon ? Math.round(Math.log10(this.epsilon)) + 13 : 0)
      : this[name]; },
    move(name, position) { this[name] = name === 'epsilon' ? (position ? Number(`1e${position - 13}`) : 0)
      : position; },
    address() {
      return Object.fromEntries(Object.keys(DEFAULTS).filter((name) => this[name] !== DEFAULTS[name])
        .map((name) => [name, this[name]]));
    },
  };
}

export function panels(state) {
  const spec = (init) => ({
    architecture: [2, state.width, 1], activation: state.activation, init, seed: state.seed,
    dataset: state.data, precision: 'float64',
    training: {steps: STEPS, learning_rate: RATES[state.activation] ?? 0.1},
  });
  const nudged = state.epsilon ? {perturbation: state.epsilon} : {};
  return [
    {title: 'All zeros', start: 'every weight is 0', spec: spec('zeros'), colour: () => category(0), dash: [2, 4]},
    {
      title: `All ${number(state.alpha)}`,
      start: state.epsilon ? `every weight is ${number(state.alpha)}, give or take ${number(state.epsilon)}`
        : `every weight is ${number(state.alpha)}`,
      spec: spec({scheme: 'constant', alpha: state.alpha, ...nudged}), colour: () => category(1), dash: [8, 4],
    },
    {title: 'Random', start: 'weights are drawn by Xavier’s rule', spec: spec('xavier_uniform'),
      colour: () => category(2), dash: []},
  ];
}

export const predict = (three, signal) =>
  Promise.all(three.map((one) => post('v1/predictions', one.spec, {signal})));

// The three trainings with what is drawn of them. One address gives one set of jobs, however often it
// is opened.
export function runs(three, signal) {
  return Promise.all(three.map(async (one, index) => {
    const spec = {...one.spec, name: `Lesson: ${one.title.toLowerCase()}`, labels: {page: 'lesson'}};
    const key = `page-lesson-1 ${index} ${JSON.stringify(one.spec)}`;
    const job = await train(spec, {signal, headers: {'Idempotency-Key': key.slice(0, 255)}});
    if (job.state !== 'succeeded') throw new Error(
      `The job ${short(job.id)} is ${job.state}. Delete it and train again.`);
    const path = `v1/jobs/${job.id}`;
    const [curves, similarity, symmetry, weights] = await Promise.all([
      get(`${path}/curves?points=400`, {signal}), get(`${path}/similarity`, {signal}),
      get(`${path}/symmetry?tolerance=0.01`, {signal}), get(`${path}/weights`, {signal})]);
    return {job, curves: curves.columns, similarity, symmetry, weights};
  }));
}
