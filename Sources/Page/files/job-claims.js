// What is told of initial weights, held against the job.

import {h, replace} from './dom.js';
import {get} from './api.js';
import {number, words} from './format.js';

const VERDICTS = {holds: 'holds', does_not_hold: 'does not hold', does_not_apply: 'does not apply'};

export async function claims(place, job, state, signal) {
  const answer = await get(`v1/jobs/${job.id}/claims`, {signal});
  const order = Object.keys(VERDICTS);
  const sorted = [...answer.claims].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  replace(place, h('section', {class: 'claims', 'aria-label': 'Claims'},
    sorted.map((claim) => h('article', {class: `card claim ${claim.verdict}`},
    h('p', {class: 'row'}, h('strong', {}, claim.id),
      h('span', {class: 'badge'}, VERDICTS[claim.verdict] ?? words(claim.verdict))),
    h('h2', {}, claim.claim), h('p', {class: 'note'}, claim.explanation),
    Object.keys(claim.measured).length ? h('details', {}, h('summary', {}, 'Measured'),
      h('dl', {class: 'facts'}, Object.entries(claim.measured)
        .map(([name, value]) => h('div', {}, h('dt', {}, words(name)), h('dd', {}, shown(value)))))) : null))));
}

function shown(value) {
  if (Array.isArray(value)) return value.slice(0, 12).map(shown).join(', ') + (value.length > 12 ? ', …' : '');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'object' && value !== null) return Object.entries(value)
    .map(([name, one]) => `${words(name)} ${shown(one)}`).join(', ');
  return number(value);
}
