// A job's spec with every default, and its results to take away.

import {button, download, h, replace} from './dom.js';
import {text} from './api.js';
import {currentKey} from './key.js';
import {curl, written} from './spec-edit.js';

export async function spec(place, job, state, signal) {
  const path = `v1/jobs/${job.id}`;
  const take = (label, what, accept, name) =>
    button(label, async () => download(name, await text(`${path}/${what}`, accept, {signal}), accept));
  replace(place, h('div', {class: 'two'},
    h('section', {class: 'card stack', 'aria-label': 'Spec'}, h('h2', {}, 'The spec, with every default'),
      h('pre', {class: 'code', tabindex: '0'}, written(job.spec))),
    h('section', {class: 'card stack', 'aria-label': 'Downloads'}, h('h2', {}, 'To take away'),
      job.result ? h('div', {class: 'row'},
        take('Curves as CSV', 'curves?points=all', 'text/csv', `${job.id}-curves.csv`),
        job.spec.record.similarity ? take('Similarity as CSV', 'similarity', 'text/csv', `${job.id}-similarity.csv`)
          : null,
        take('Weights as JSON', 'weights', 'application/json', `${job.id}-weights.json`)) : null,
      h('h3', {}, 'Ask for it'), h('pre', {class: 'command', tabindex: '0'},
        curl('GET', path, undefined, Boolean(currentKey()))),
      h('h3', {}, 'Train it again'),
        h('pre', {class: 'command', tabindex: '0'}, curl('POST', 'v1/jobs', job.spec, Boolean(currentKey()))))));
}
