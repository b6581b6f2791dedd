// Sweeps: the list, a new one, and one of them as a table, a heat map and a plot.

import {announce, button, h, replace, table} from './dom.js';
import {get, post, Problem, remove} from './api.js';
import {currentKey} from './key.js';
import {address, keep, link} from './route.js';
import {ago, number, plural} from './format.js';
import {curl, written} from './spec-edit.js';
import {showFaults} from './train-faults.js';
import {results} from './sweep-table.js';
import {plots} from './sweep-plots.js';

export const title = 'Sweeps';

const FIRST = {
  name: 'how small is too small',
  spec: {architecture: [2, 10, 1], dataset: 'circle', training: {steps: 1000, learning_rate: 0.3},
    record: {points: 20}},
  grid: {init: ['constant', 'normal'], alpha: [0.001, 0.01, 0.1, 0.5, 1, 3], seed: [1, 2, 3]},
};

export const show = (place, {id, values, signal}) => (id ? one(place, id, values, signal)
  : list(place, values, signal));

async function list(place, values, signal) {
  const {items} = await get('v1/sweeps', {signal});
  const json = h('textarea', {class: 'code', rows: '15', spellcheck: 'false', 'aria-label': 'The sweep as JSON'});
  json.value = values.sweep ?? written(FIRST);
  const faults = h('div', {class: 'faults', 'aria-live': 'polite'});
  const command = h('pre', {class: 'command', tabindex: '0', 'aria-label': 'The same as a command'});
  const given = () => JSON.parse(json.value);
  const tell = () => {
    try { command.textContent = curl('POST', 'v1/sweeps', given(),
      Boolean(currentKey())); } catch { command.textContent = ''; }
    keep('sweep', null, {sweep: json.value});
  };
  json.addEventListener('input', tell);
  const start = button('Start the sweep', async () => {
    start.disabled = true;
    try {
      const sweep = await post('v1/sweeps', given(), {signal});
      location.hash = address('sweep', sweep.id);
    } catch (error) {
      if (signal.aborted) return;
      const errors = error instanceof Problem && error.errors.length ? error.errors : [{detail: error.message}];
      showFaults(errors, [], faults, given, (next) => { json.value = written(next); tell(); });
    } finally { start.disabled = false; }
  }, {class: 'primary'});
  replace(place,
    h('section', {class: 'intro'}, h('h1', {}, 'Sweeps'),
      h('p', {class: 'lead'}, 'One spec, some of its fields varied: every combination is trained, side by side.')),
    h('div', {class: 'two'},
      h('section', {class: 'card stack', 'aria-label': 'A new sweep'}, h('h2', {}, 'A new sweep'), json, faults,
        h('div', {class: 'row'}, start), command),
      h('section', {class: 'card stack', 'aria-label': 'Sweeps'}, h('h2', {}, 'Sweeps so far'),
        items.length ? table('Sweeps, newest first', ['Sweep', 'State', 'Jobs', 'When'],
          items.map((sweep) => h('tr', {},
          h('td', {}, h('a', {class: 'name', href: link('sweep', sweep.id)}, nameOf(sweep))),
          h('td', {}, h('span', {class: `state ${sweep.state}`}, sweep.state)),
            h('td', {class: 'number'}, number(sweep.jobs.total)), h('td', {class: 'when'}, ago(sweep.created_at)))))
          : h('p', {class: 'note'}, 'None yet.'))));
  tell();
}

const nameOf = (sweep) => sweep.name || `by ${sweep.varied.map((pointer) => pointer.slice(1)).join(', ')}`;

async function one(place, id, values, signal) {
  const path = `v1/sweeps/${encodeURIComponent(id)}`;
  const state = {...values};
  const remember = (changes) => { Object.assign(state, changes); keep('sweep', id, state); };
  const statistics = (fields) =>
    get(`${path}/statistics?by=${fields.map(encodeURIComponent).join(',')}`, {signal});
  const head = h('section', {class: 'stack'});
  const drawn = h('section', {class: 'view'});
  const rows = h('section', {class: 'card'});
  replace(place, head, drawn, rows);
  let shown = null;
  for (;;) {
    const [sweep, answer] = await Promise.all([get(path, {signal}), get(`${path}/results`, {signal})]);
    const {jobs} = sweep;
    const ended = jobs.succeeded + jobs.failed + jobs.cancelled;
    const isDone = ended === jobs.total;
    document.title = `${nameOf(sweep)} – Symbreak`;
    replace(head, h('div', {class: 'row spread'},
      h('div', {class: 'row'}, h('h1', {class: 'long'}, nameOf(sweep)),
        h('span', {class: `state ${sweep.state}`}, sweep.state)),
      h('div', {class: 'row'}, h('a', {href: link('jobs', null, {sweep: id})}, 'Its jobs'),
        isDone ? button('Delete', async () => {
          await remove(path);
          announce('The sweep is deleted.');
          location.hash = '#sweep';
        }, {class: 'danger'}) : button('Cancel', async () => {
          await post(`${path}/cancel`);
          announce('The sweep is cancelled.');
        }))),
    h('p', {class: 'note', role: 'status'}, `${number(ended)} of ${plural(jobs.total, 'job')} ended`,
      jobs.failed ? `, ${number(jobs.failed)} failed` : '', `, ${ago(sweep.created_at)}. `, h('code', {}, sweep.id)),
    isDone ? null : h('progress', {max: jobs.total, value: ended, 'aria-label': 'Jobs ended'}));
    // Only what is new: a table that is drawn anew takes the focus from what was chosen in it.
    if (ended !== shown) {
      replace(rows, results(answer, state, remember));
      replace(drawn, plots(answer, {statistics, signal}, state, remember));
      shown = ended;
    }
    if (isDone) return;
    await new Promise((resolve) => setTimeout(resolve, 1200));
    if (signal.aborted) return;
  }
}
