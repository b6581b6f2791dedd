// One job: live while it trains, then its parts, each asked for when it is opened.

import {announce, button, h, replace} from './dom.js';
import {follow, get, isEnded, post, Problem, remove} from './api.js';
import {keep, link} from './route.js';
import {ago, architecture, jobName, number, plural, scheme, seconds} from './format.js';
import {chart} from './chart.js';
import {shortened} from './spec-short.js';
import {overview} from './job-overview.js';
import {neurons} from './job-neurons.js';
import {answers} from './job-answers.js';
import {layers} from './job-layers.js';
import {claims} from './job-claims.js';
import {spec} from './job-spec.js';

export const title = 'Job';

const PARTS = {overview, neurons, answers, layers, claims, spec};
const NAMES = {overview: 'Overview', neurons: 'Neurons', answers: 'Answers', layers: 'Layers', claims: 'Claims',
  spec: 'Spec'};

export async function show(place, {id, values, signal}) {
  let job = await get(`v1/jobs/${encodeURIComponent(id)}`, {signal});
  const state = {part: 'overview', ...values};
  const head = h('section', {class: 'stack'});
  const part = h('section', {class: 'part view'});
  replace(place, head, part);
  await tell();

  async function tell() {
    document.title = `${jobName(job)} – Symbreak`;
    const isDone = isEnded(job.state);
    const hasResult = job.state === 'succeeded';
    replace(head,
      h('div', {class: 'row spread'},
        h('div', {class: 'row'}, h('h1', {class: 'long'}, jobName(job)),
          h('span', {class: `state ${job.state}`}, job.state)),
        h('div', {class: 'row'},
          h('a', {class: 'as-button', href: link('train', null,
            {spec: JSON.stringify(shortened(job.spec))})}, 'Change and train'),
          isDone ? button('Delete', async () => { await remove(`v1/jobs/${job.id}`); announce(
            'The job is deleted.'); location.hash = '#jobs'; }, {class: 'danger'})
            : button('Cancel', async () => { await post(`v1/jobs/${job.id}/cancel`); announce(
              'The job is cancelled.'); }))),
      h('p', {class: 'note'}, `${architecture(job.spec)} from ${scheme(job.spec)}, seed ${job.spec.seed}, ${plural(job.progress.steps, 'step')}`,
        job.result ? ` in ${seconds(job.result.seconds)}` : '', `, ${ago(job.created_at)}. `, h('code', {}, job.id),
        Object.entries(job.labels ?? {})
          .map(([name, value]) => h('a', {class: 'label', href: link('jobs', null, {label: `${name}:${value}`})},
          `${name}: ${value}`))),
      job.error ? h('p', {class: 'fault', role: 'alert'},
        job.error.message ?? job.error.detail ?? JSON.stringify(job.error)) : null,
      hasResult ? tabs() : null);
    head.querySelector('.tabs [aria-current=page]')?.scrollIntoView({block: 'nearest', inline: 'center'});
    if (hasResult) await open();
    else if (isDone) await PARTS.spec(part, job, state, signal, () => {});
    else live();
  }

  function tabs() {
    return h('nav', {class: 'tabs', 'aria-label': 'Parts of the job'}, Object.entries(NAMES).map(([name, text]) =>
      h('a', {href: link('job', id, name === 'overview' ? {} : {part: name}),
        'aria-current': (PARTS[state.part] ? state.part : 'overview') === name ? 'page' : null}, text)));
  }

  async function open() {
    const name = PARTS[state.part] ? state.part : 'overview';
    replace(part, h('p', {class: 'note'}, 'Loading …'));
    const remember = (changes) => {
      Object.assign(state, changes);
      keep('job', id, {...state, part: name === 'overview' ? '' : name});
    };
    try {
      await PARTS[name](part, job, state, signal, remember);
    } catch (error) {
      // What a job did not record is no trouble of the others.
      if (signal.aborted || !(error instanceof Problem)) throw error;
      replace(part, h('p', {class: 'card note'}, error.message));
    }
  }

  // Points as they are recorded, until the job ends.
  async function live() {
    const points = {step: [], train_loss: []};
    const bar = h('progress', {max: job.progress.steps, value: job.progress.step, 'aria-label': 'Steps trained'});
    const words = h('p', {role: 'status'}, job.state === 'queued' ? 'It waits for a worker.' : 'It trains.');
    const box = h('div', {});
    replace(part, h('section', {class: 'card stack'}, words, bar, box));
    let drawn = 0;
    await follow(job.id, (name, data) => {
      if (name === 'state') words.textContent = data.state === 'queued' ? 'It waits for a worker.'
        : data.state === 'running' ? 'It trains.' : `It is ${data.state}.`;
      if (name === 'progress' || name === 'state') bar.value = data.step ?? bar.value;
      if (name !== 'points') return;
      for (const column of ['step', 'train_loss']) points[column].push(...(data.columns[column] ?? []));
      if (Date.now() - drawn < 400) return;
      drawn = Date.now();
      words.textContent = `Loss ${number(points.train_loss.at(-1))} at step ${number(points.step.at(-1))}.`;
      replace(box, chart({title: 'Loss', name: `${job.id}-loss`, xLabel: 'step', yLabel: 'loss',
        log: state.log === '1', onLog: (log) => { state.log = log ? '1' : ''; },
        series: [{label: 'training', x: points.step, y: points.train_loss}]}));
    }, signal);
    if (signal.aborted) return;
    job = await get(`v1/jobs/${job.id}`, {signal});
    announce(`The job is ${job.state}.`);
    await tell();
  }
}
