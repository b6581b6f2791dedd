// The list of jobs, live: filters, selection for a comparison, cancelling and deleting.

import {align, announce, button, field, h, replace, select, table} from './dom.js';
import {catalogue, get, isEnded, post, query, remove} from './api.js';
import {address, keep, link} from './route.js';
import {ago, architecture, jobName, number, percent, plural, scheme, words} from './format.js';

export const title = 'Jobs';

const unseen = (text) => h('span', {class: 'unseen'}, text);

const LIVE = 1500;
const QUIET = 6000;
const PAGE = 50;

export async function show(place, {values, signal}) {
  const filter = {state: values.state ?? '', scheme: values.scheme ?? '', label: values.label ?? '',
    sweep: values.sweep ?? ''};
  const chosen = new Set();
  const rows = new Map();
  let extra = [];
  let next = null;
  const schemes = await catalogue('schemes');
  const body = h('tbody', {});
  const heads = [unseen('Choose'), 'Job', 'State', 'Start', 'Loss', 'Right', 'Distinct neurons', 'When',
    unseen('Remove')];
  const list = table('Jobs, newest first', heads, []);
  list.querySelector('tbody').replaceWith(body);
  const note = h('p', {class: 'note', role: 'status'});
  const more = button('More', async () => {
    const page = await ask(next);
    extra = extra.concat(page.items);
    next = page.next;
    await refresh();
  }, {hidden: true});
  const actions = h('div', {class: 'row actions'});

  const changed = (name) => (value) => {
    filter[name] = value;
    extra = [];
    keep('jobs', null, filter);
    refresh();
  };
  const label = h('input', {type: 'text', value: filter.label, placeholder: 'key:value',
    onchange: () => changed('label')(label.value.trim())});
  replace(place,
    h('section', {class: 'row spread'}, h('h1', {}, 'Jobs'), h('a', {href: './#train'}, 'Train another')),
    h('section', {class: 'filters', 'aria-label': 'Filters'},
      field('State', select([['', 'any'], 'queued', 'running', 'succeeded', 'failed', 'cancelled'], filter.state,
        changed('state'))),
      field('Scheme', select([['', 'any'], ...schemes.map((one) => [one.name, words(one.name)])], filter.scheme,
        changed('scheme'))),
      field('Label', label),
      filter.sweep ? button('Of one sweep: show all', () => { location.hash = '#jobs'; }) : null),
    actions, h('section', {class: 'card'}, list, note, more));

  const ask = (cursor) => get(`v1/jobs${query({...filter, limit: PAGE, cursor})}`, {signal});

  async function refresh() {
    let page;
    try {
      page = await ask();
    } catch (error) {
      if (!signal.aborted) note.textContent = error.message;
      return QUIET;
    }
    const items = [...page.items, ...extra.filter((job) => page.items.every((one) => one.id !== job.id))];
    if (!extra.length) next = page.next;
    more.hidden = !next;
    const present = new Set(items.map((job) => job.id));
    for (const [id, row] of rows) if (!present.has(id)) { row.element.remove(); rows.delete(id); chosen.delete(id); }
    items.forEach((job, index) => {
      let row = rows.get(job.id);
      if (!row) {
        row = line(job);
        rows.set(job.id, row);
      }
      row.tell(job);
      // In their order, without moving those that are there: what has the focus keeps it.
      if (body.children[index] !== row.element) body.insertBefore(row.element, body.children[index] ?? null);
    });
    align(list);
    note.textContent = items.length ? '' : 'No job fits. Train one, or widen the filters.';
    tellActions();
    return items.some((job) => !isEnded(job.state)) ? LIVE : QUIET;
  }

  function line(first) {
    const box = h('input', {type: 'checkbox', 'aria-label': `Choose ${jobName(first)}`, onchange: () => {
      if (box.checked) chosen.add(first.id); else chosen.delete(first.id);
      tellActions();
    }});
    const cells = heads.slice(2).map((_, index) =>
      h('td', {class: [2, 3, 4].includes(index) ? 'number' : index === 5 ? 'when' : ''}));
    const element = h('tr', {}, h('td', {}, box),
      h('td', {}, h('a', {class: 'name', href: link('job', first.id)}, jobName(first)),
        first.name ? h('small', {class: 'under'}, architecture(first.spec)) : null), cells);
    let version = '';
    return {
      element,
      job: first,
      tell(job) {
        this.job = job;
        const now = JSON.stringify([job.state, job.progress.step, job.cancel_requested]);
        cells[5].textContent = ago(job.created_at);
        if (now === version) return;
        version = now;
        const {result} = job;
        replace(cells[0], h('span', {class: `state ${job.state}`}, job.state),
          job.state === 'running' ? h('progress',
            {max: job.progress.steps, value: job.progress.step, 'aria-label': 'Steps'}) : null);
        cells[1].textContent = scheme(job.spec);
        cells[2].textContent = result ? number(result.final?.train_loss) : '';
        cells[3].textContent = result ? percent(result.final?.train_accuracy) : '';
        cells[4].textContent = result ? result.symmetry.layers.map((layer) =>
          `${layer.distinct_neurons} of ${layer.units}`).join(', ') : '';
        replace(cells[6], isEnded(job.state)
          ? button('Delete', () => act([job.id], (id) => remove(`v1/jobs/${id}`), 'deleted'),
            {class: 'quiet danger', 'aria-label': `Delete ${jobName(job)}`})
          : button('Cancel', () => act([job.id], (id) => post(`v1/jobs/${id}/cancel`), 'cancelled'),
            {class: 'quiet', 'aria-label': `Cancel ${jobName(job)}`}));
      },
    };
  }

  function tellActions() {
    const jobs = [...chosen].map((id) => rows.get(id)?.job).filter(Boolean);
    const key = JSON.stringify(jobs.map((job) => [job.id, job.state]));
    if (actions.dataset.key === key) return;
    actions.dataset.key = key;
    const isDone = jobs.every((job) => isEnded(job.state));
    replace(actions,
      jobs.length ? h('span', {}, `${plural(jobs.length, 'job')} chosen`)
        : h('span', {class: 'note'}, 'Choose jobs to compare or to delete them.'),
      jobs.length > 1 ? button('Compare',
        () => { location.hash = address('compare', null, {jobs: [...chosen].join(',')}); }, {class: 'primary'}) : null,
      jobs.length && isDone ? button('Delete chosen',
        () => act([...chosen], (id) => remove(`v1/jobs/${id}`), 'deleted'), {class: 'danger'}) : null,
      jobs.length && !isDone ? button('Cancel chosen',
        () => act(jobs.filter((job) => !isEnded(job.state)).map((job) => job.id), (id) => post(`v1/jobs/${id}/cancel`),
        'cancelled')) : null);
  }

  async function act(ids, call, done) {
    const results = await Promise.allSettled(ids.map(call));
    const failed = results.find((result) => result.status === 'rejected');
    extra = extra.filter((job) => !ids.includes(job.id));
    await refresh();
    if (failed) note.textContent = failed.reason.message;
    announce(`${plural(results.filter((result) => result.status === 'fulfilled').length, 'job')} ${done}.`);
  }

  (async () => {
    while (!signal.aborted) {
      const pause = await refresh();
      await new Promise((resolve) => setTimeout(resolve, document.hidden ? QUIET * 4 : pause));
    }
  })();
}
