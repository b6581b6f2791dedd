// What came of a job: its curves, its network, what is wrong with it and how to mend that.

import {button, h, replace} from './dom.js';
import {get, post} from './api.js';
import {address} from './route.js';
import {number, percent, plural, sentence, words} from './format.js';
import {chart} from './chart.js';
import {drawing} from './network.js';
import {merged} from './spec-edit.js';

const WIDEST = 60;

export async function overview(place, job, state, signal, remember) {
  const path = `v1/jobs/${job.id}`;
  const {columns} = await get(`${path}/curves`, {signal});
  const {result} = job;
  const picture = h('div', {class: 'picture'});
  const findings = h('section', {class: 'card stack', 'aria-label': 'Diagnosis'}, h('h2', {}, 'Diagnosis'),
    h('p', {class: 'note'}, 'It is examined …'));
  replace(place,
    h('div', {class: 'two'},
      h('section', {class: 'card stack', 'aria-label': 'Symmetry'}, h('h2', {}, 'Symmetry'),
        result.symmetry.layers.map((layer) => h('p', {class: 'verdict small'}, verdict(layer), equitable(layer))),
        picture,
        h('dl', {class: 'facts'}, facts(job))),
      findings),
    h('section', {class: 'card'}, losses(job, columns, state, remember)),
    'train_accuracy' in columns ? h('section', {class: 'card'}, chart({
      title: 'Accuracy', name: `${job.id}-accuracy`, xLabel: 'step', yLabel: 'share of rows right',
      series: lines(columns, ['train_accuracy', 'test_accuracy'], ['training', 'test'])})) : null);
  await Promise.all([draw(picture, job, path, signal), diagnose(findings, job, path, signal)]);
}

const lines = (columns, names, labels) =>
  names.map((name, index) => ({label: labels[index], x: columns.step, y: columns[name]}))
  .filter((line) => line.y?.some((value) => value !== null));

function losses(job, columns, state, remember) {
  return chart({title: 'Loss', name: `${job.id}-loss`, xLabel: 'step', yLabel: 'loss', log: state.log === '1',
    onLog: (log) => remember({log: log ? '1' : ''}),
      series: lines(columns, ['train_loss', 'test_loss'], ['training', 'test'])});
}

function verdict(layer) {
  const {distinct_neurons: distinct, units} = layer;
  return `Layer ${layer.layer}: ${distinct === units ? `all ${plural(units, 'neuron')}${units === 1 ? ' is' : ' are'} distinct`
    : `${number(distinct)} of ${plural(units, 'neuron')} ${distinct === 1 ? 'is' : 'are'} distinct`}`;
}

const equitable = (layer) => (layer.equitable_classes < layer.distinct_neurons
  ? h('small', {class: 'under'},
    `${plural(layer.equitable_classes, 'class', 'classes')} that training keeps alike in sum`) : null);

function facts(job) {
  const {result} = job;
  const pairs = [
    ['Outcome', words(result.outcome) + (result.diverged_at === null ? '' : ` at step ${number(result.diverged_at)}`)],
    ['Loss', `${number(result.initial.train_loss)} → ${number(result.final.train_loss)}`],
    result.final.train_accuracy === undefined ? null : ['Right', percent(result.final.train_accuracy)],
    result.final.test_loss === undefined || result.final.test_loss === null ? null
      : ['Test loss', number(result.final.test_loss)],
    result.final.test_accuracy === undefined || result.final.test_accuracy === null ? null
      : ['Right on test rows', percent(result.final.test_accuracy)],
    result.symmetry_breakers.length
      ? ['Symmetry broken by', result.symmetry_breakers.map((one) => words(one.name ?? one)).join(', ')] : null,
    ['Digest', h('code', {title: result.digest}, result.digest.slice(0, 12))],
  ];
  return pairs.filter(Boolean).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)));
}

async function draw(place, job, path, signal) {
  const units = job.spec.architecture.layers.map((layer) => layer.units);
  if (Math.max(...units) > WIDEST || units.length > 7) {
    replace(place, h('p', {class: 'note'}, 'The network is too large to draw.'));
    return;
  }
  try {
    const [symmetry, weights] = await Promise.all(
      [get(`${path}/symmetry`, {signal}), get(`${path}/weights`, {signal})]);
    replace(place, drawing({
      inputs: job.spec.architecture.inputs, weights: weights.layers, width: 420, height: 220,
      layers: symmetry.layers.map((layer) => ({units: layer.units, classes: layer.end.classes})),
      label: `The network after training. ${job.result.symmetry.layers.map(verdict).join('. ')}`}));
  } catch (error) {
    if (!signal.aborted) replace(place, h('p', {class: 'note'}, error.message));
  }
}

async function diagnose(place, job, path, signal) {
  let answer;
  try {
    answer = await get(`${path}/diagnosis`, {signal});
  } catch (error) {
    if (!signal.aborted) replace(place, h('h2', {}, 'Diagnosis'), h('p', {class: 'note'}, error.message));
    return;
  }
  replace(place, h('h2', {}, 'Diagnosis'),
    answer.findings.map((finding) => h('article', {class: `finding ${finding.severity}`},
    h('h3', {}, sentence(words(finding.code)), finding.layer ? `, layer ${finding.layer}` : ''),
    h('p', {}, finding.meaning), evidence(finding.evidence),
    finding.fix ? button('Train with the fix', async () => {
      const name = `${(job.name ?? 'Job').slice(0, 100)}, mended`;
      const mended = await post('v1/jobs', {...merged(job.spec, finding.fix), name}, {signal});
      location.hash = address('compare', null, {jobs: `${job.id},${mended.id}`});
    }, {class: 'primary'}) : null)));
}

function evidence(values) {
  const flat = Object.entries(values)
    .filter(([, value]) => value !== null && (typeof value !== 'object' || Array.isArray(value)));
  return h('details', {}, h('summary', {}, 'Evidence'),
    h('dl', {class: 'facts'}, flat.map(([name, value]) => h('div', {},
    h('dt', {}, words(name)), h('dd', {},
      Array.isArray(value) ? value.map((one) => number(one)).join(', ') : number(value))))));
}
