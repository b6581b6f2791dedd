// Shows the view that the address names.

import {replace, h} from './dom.js';
import {get, Problem} from './api.js';
import {startKeys} from './key.js';
import {onSchemeChange} from './palette.js';
import {read} from './route.js';
import * as lesson from './lesson.js';
import * as train from './train.js';
import * as jobs from './jobs.js';
import * as job from './job.js';
import * as compare from './compare.js';
import * as sweep from './sweep.js';
import * as api from './reference.js';

const VIEWS = {lesson, train, jobs, job, compare, sweep, api};
// Which entry of the navigation a view belongs to.
const ENTRY = {job: 'jobs'};

const main = document.getElementById('main');
let leaving = new AbortController();

async function show() {
  leaving.abort();
  leaving = new AbortController();
  const {signal} = leaving;
  const {view, id, values} = read();
  const name = VIEWS[view] ? view : 'lesson';
  for (const link of document.querySelectorAll('#views a')) {
    const isHere = link.hash.slice(1) === (ENTRY[name] ?? name);
    if (isHere) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const place = h('div', {class: `view ${name}`});
  replace(main, place);
  document.title = `${VIEWS[name].title} – Symbreak`;
  try {
    await VIEWS[name].show(place, {id, values, signal});
  } catch (error) {
    if (signal.aborted) return;
    replace(place, trouble(error));
    if (!(error instanceof Problem)) throw error;
  }
}

function trouble(error) {
  return h('section', {class: 'card trouble', role: 'alert'},
    h('h1', {}, error.status === 404 ? 'There is nothing here' : 'That did not work'),
    h('p', {}, error.message), h('p', {}, h('a', {href: './#lesson'}, 'To the lesson')));
}

addEventListener('hashchange', () => {
  if (location.hash === '#main') return;
  show();
  main.focus({preventScroll: true});
  scrollTo(0, 0);
});
document.getElementById('skip').addEventListener('click', (event) => {
  // The address is the view's state: it stays.
  event.preventDefault();
  main.focus();
});
onSchemeChange(show);
startKeys();
show();
get('healthz').then((health) => {
  document.getElementById('service').textContent =
    `Version ${health.version}, ${health.kernels}, ${health.workers} workers.`;
}).catch(() => {});
