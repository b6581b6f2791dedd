// Several jobs in one chart, and how alike they came to answer.

import {button, field, h, replace, select, table} from './dom.js';
import {get, query} from './api.js';
import {address, keep, link} from './route.js';
import {architecture, jobName, number, percent, scheme, sentence, words} from './format.js';
import {chart} from './chart.js';
import {category} from './palette.js';

export const title = 'Compare';

const MOST = 100;
const MOST_PAIRED = 8;
// Series of /similarity, one a hidden layer.
const OF_LAYERS = {distinct_neurons: 'distinct neurons', distinct_directions: 'distinct directions',
  effective_rank: 'effective rank', turned_degrees: 'degrees turned'};

export async function show(place, {values, signal}) {
  const ids = [...new Set((values.jobs ?? '').split(',').filter(Boolean))].slice(0, MOST);
  if (!ids.length) return choose(place, signal);
  const state = {metric: values.metric ?? 'train_loss', x: values.x ?? 'step', log: values.log ?? '',
    jobs: ids.join(',')};
  const remember = (changes) => { Object.assign(state, changes); keep('compare', null, state); };
  const wait = h('p', {class: 'note', role: 'status'}, 'Waiting for the jobs to end …');
  replace(place, h('h1', {}, 'Compare'), wait);
  const jobs = await Promise.all(ids.map(async (id) => {
    let job = await get(`v1/jobs/${encodeURIComponent(id)}`, {signal});
    while (job.state === 'queued' || job.state === 'running') job = await get(`v1/jobs/${job.id}?wait=20`, {signal});
    return job;
  }));
  const done = jobs.filter((job) => job.state === 'succeeded');
  if (!done.length) { wait.textContent = 'None of these jobs has a result.'; return; }
  const names = distinctNames(done);
  const [{items}, similarities] = await Promise.all([
    get(`v1/curves${query({jobs: done.map((job) => job.id).join(','), points: 1000})}`, {signal}),
    Promise.all(done.map((job) => (job.spec.record.similarity ? get(`v1/jobs/${job.id}/similarity`, {signal})
      : null)))]);
  const box = h('section', {class: 'card'});
  const metrics = measures(items, similarities);
  replace(place, h('h1', {}, 'Compare'),
    h('div', {class: 'filters'},
      field('Measure', select(metrics, state.metric, (value) => { remember({metric: value}); draw(); })),
      field('Along', select([['step', 'steps'], ['epoch', 'epochs'], ['seconds', 'seconds']], state.x,
        (value) => { remember({x: value}); draw(); }))),
    box,
    h('section', {class: 'card'}, table('Jobs that are compared',
      ['Job', 'Start', 'Outcome', 'Loss', 'Right', 'Distinct neurons', 'Equitable classes',
      h('span', {class: 'unseen'}, 'Leave out')], done.map((job, index) => h('tr', {},
      h('td', {}, h('span', {class: 'named'}, h('span', {class: 'swatch', style: {'--swatch': category(index)}}),
        h('a', {class: 'name', href: link('job', job.id)}, names[index]))),
      h('td', {}, scheme(job.spec)), h('td', {}, words(job.result.outcome)),
      h('td', {class: 'number'}, number(job.result.final.train_loss)),
        h('td', {class: 'number'}, percent(job.result.final.train_accuracy)),
      h('td', {class: 'number'}, job.result.symmetry.layers.map((layer) =>
        `${layer.distinct_neurons} of ${layer.units}`).join(', ')),
      h('td', {class: 'number'}, job.result.symmetry.layers.map((layer) => layer.equitable_classes).join(', ')),
      h('td', {}, done.length > 1 ? h('a',
        {href: link('compare', null, {...state, jobs: ids.filter((id) => id !== job.id).join(',')}),
        'aria-label': `Leave out ${names[index]}`}, 'leave out') : null))))),
    ...(jobs.length > done.length ? [h('p', {class: 'note'},
      `${jobs.length - done.length} of the jobs have no result and are left out.`)] : []));

  function draw() {
    const name = metrics.some(([value]) => value === state.metric) ? state.metric : 'train_loss';
    const label = metrics.find(([value]) => value === name)[1];
    const series = done.map((job, index) => (
      {...column(items[index].curves.columns, similarities[index], name, state.x), label: names[index],
      colour: category(index)}))
      .filter((one) => one.y);
    replace(box, chart({title: sentence(label), name: `compare-${name}`, xLabel: state.x, yLabel: label, series,
      height: 340,
      log: state.log === '1', onLog: (log) => remember({log: log ? '1' : ''})}));
  }
  draw();
  if (done.length > 1 && done.length <= MOST_PAIRED) await representations(place, done, names, signal);
}

function measures(items, similarities) {
  const columns = new Set(items.flatMap((item) => Object.keys(item.curves.columns)));
  for (const axis of ['step', 'epoch', 'seconds']) columns.delete(axis);
  const hidden = Math.max(0, ...similarities.map(
    (one) => (one ? one.layers.filter((layer) => !layer.output).length : 0)));
  const layers = Object.entries(OF_LAYERS).flatMap(([name, text]) =>
    Array.from({length: hidden}, (_, index) => [`${name}/${index + 1}`, `${text}, layer ${index + 1}`]));
  return [...[...columns].map((name) => [name, words(name).replace(/ (\d+)$/, ', layer $1')]), ...layers];
}

// A measure's values with those of the axis.
function column(columns, similarity, name, axis) {
  const along = columns[axis] ?? columns.step;
  const [measure, layer] = name.split('/');
  if (!layer) return {x: along, y: columns[name]};
  const at = new Map(columns.step.map((step, index) => [step, along[index]]));
  const series = similarity?.layers[layer - 1];
  if (!series || series.output) return {x: [], y: null};
  const kept = similarity.steps.map((step, index) => [at.get(step), series[measure]?.[index] ?? null])
    .filter(([x]) => x !== undefined);
  return {x: kept.map(([x]) => x), y: kept.map(([, y]) => y)};
}

function distinctNames(jobs) {
  const names = jobs.map(jobName);
  return names.map((name, index) => (names.filter((one) => one === name).length > 1
    ? `${name}, seed ${jobs[index].spec.seed}, ${jobs[index].id.slice(-4)}` : name));
}

async function representations(place, jobs, names, signal) {
  let answer;
  try {
    answer = await get(`v1/compare${query({jobs: jobs.map((job) => job.id).join(',')})}`, {signal});
  } catch (error) {
    if (!signal.aborted) place.append(h('p', {class: 'note'}, error.message));
    return;
  }
  const nameOf = (id) => names[jobs.findIndex((job) => job.id === id)];
  const value = (one) => (one?.value === null || one === undefined ? '–' : number(one.value, 3));
  const rows = answer.representations.flatMap((pair) => (pair.layers ?? []).map((layer) => h('tr', {},
    h('td', {}, nameOf(pair.run)), h('td', {}, nameOf(pair.other_run)), h('td', {class: 'number'}, layer.layer),
    h('td', {class: 'number'}, value(layer.linear_cka)), h('td', {class: 'number'}, value(layer.debiased_cka)),
    h('td', {class: 'number'}, value(layer.svcca)),
      h('td', {class: 'number'}, value(layer.procrustes_squared_distance)))));
  if (rows.length) place.append(h('section', {class: 'card stack'}, h('h2', {}, 'How alike they answer'),
    table('Representations pair by pair',
      ['Job', 'Other job', 'Layer', 'Linear CKA', 'Debiased CKA', 'SVCCA', 'Procrustes'], rows),
    h('p', {class: 'note'}, 'CKA does not see duplication: ten copies of a neuron count as one.')));
}

async function choose(place, signal) {
  const {items} = await get('v1/jobs?state=succeeded&limit=50', {signal});
  const chosen = new Set();
  const go = button('Compare', () => { location.hash = address('compare', null, {jobs: [...chosen].join(',')}); },
    {class: 'primary', disabled: true});
  replace(place, h('section', {class: 'intro'}, h('h1', {}, 'Compare'),
    h('p', {class: 'lead'}, 'Choose the jobs whose curves you want in one chart.')),
    items.length ? h('section', {class: 'card stack'}, items.map((job) => {
      const box = h('input', {type: 'checkbox', onchange: () => {
        if (box.checked) chosen.add(job.id); else chosen.delete(job.id);
        go.disabled = !chosen.size;
      }});
      const {final} = job.result;
      const details = [job.name ? `${architecture(job.spec)}, ${scheme(job.spec)}` : null, `seed ${job.spec.seed}`,
        `loss ${number(final.train_loss)}`].filter(Boolean).join(', ');
      return h('label', {class: 'check'}, box, h('span', {}, jobName(job), ' ', h('small', {}, details)));
    }), h('div', {}, go)) : h('p', {class: 'note'}, 'No job has ended yet. ',
      h('a', {href: './#lesson'}, 'The lesson trains three.')));
}
