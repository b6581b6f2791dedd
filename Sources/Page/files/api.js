// Calls of the service. Addresses are relative to the page, so that a proxy may put it anywhere.

import {askForKey, currentKey, forgetKey} from './key.js';

export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? body.title ?? `The service answered ${status}.`);
    this.status = status;
    this.code = String(body.type ?? '').split('/').pop();
    this.errors = body.errors ?? [];
    this.body = body;
  }
}

async function send(method, path, {body, headers, signal, accept = 'application/json'} = {}) {
  for (;;) {
    const key = currentKey();
    const sent = {Accept: accept, ...headers};
    if (key) sent.Authorization = `Bearer ${key}`;
    if (body !== undefined) sent['Content-Type'] = 'application/json';
    let answer;
    try {
      answer = await fetch(path, {
        method, headers: sent, signal, credentials: 'omit',
        body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      });
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      throw new Problem(0, {detail: 'The service cannot be reached. Is it running?'});
    }
    if (answer.status === 401) {
      const problem = await answer.json().catch(() => ({}));
      if (key && key === currentKey()) forgetKey();
      if (!currentKey()) await askForKey(key ? problem.detail : null);
      continue;
    }
    if (!answer.ok) throw new Problem(answer.status, await answer.json().catch(() => ({})));
    return answer;
  }
}

export async function get(path, options) {
  return (await send('GET', path, options)).json();
}

export async function text(path, accept, options) {
  return (await send('GET', path, {...options, accept})).text();
}

export async function post(path, body, options) {
  const answer = await send('POST', path, {...options, body});
  return answer.json();
}

export const remove = (path) => send('DELETE', path);

// What a catalogue lists, asked for once.
const catalogues = new Map();
export function catalogue(name) {
  if (!catalogues.has(name)) {
    const items = get(`v1/${name}`).then((answer) => answer.items);
    items.catch(() => catalogues.delete(name));
    catalogues.set(name, items);
  }
  return catalogues.get(name);
}

export const query = (values) => {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== '') pairs.append(name, value);
  }
  const text = pairs.toString();
  return text ? `?${text}` : '';
};

// A job as soon as it has ended; `onchange` is told of every state before.
async function ended(id, {signal, onchange} = {}) {
  for (;;) {
    const job = await get(`v1/jobs/${id}?wait=20`, {signal});
    onchange?.(job);
    if (isEnded(job.state)) return job;
  }
}

export const isEnded = (state) => ['succeeded', 'failed', 'cancelled'].includes(state);

// Trains a spec, or throws the Problem that it has.
export async function train(spec, options) {
  const job = await post('v1/jobs', spec, {...options, headers: {Prefer: 'wait=10', ...options?.headers}});
  return isEnded(job.state) ? job : ended(job.id, options);
}

// Follows a job's events until it ends. By fetch and not by EventSource, which sends no key but in the
// address.
export async function follow(id, call, signal) {
  let last = '';
  for (;;) {
    try {
      const answer = await send('GET', `v1/jobs/${id}/events`,
        {signal, accept: 'text/event-stream', headers: last ? {'Last-Event-ID': last} : {}});
      if (answer.status === 204) return;
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (;;) {
        const {value, done} = await reader.read();
        if (done) break;
        const blocks = (rest + value).split('\n\n');
        rest = blocks.pop();
        for (const block of blocks) {
          const event = read(block);
          if (event.id) last = event.id;
          if (event.data) call(event.name, JSON.parse(event.data));
        }
      }
    } catch (error) {
      if (signal?.aborted || (error instanceof Problem && error.status >= 400)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

function read(block) {
  const event = {name: 'message', data: '', id: ''};
  for (const line of block.split('\n')) {
    const [, name, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (name === 'event') event.name = value;
    else if (name === 'data') event.data += value;
    else if (name === 'id') event.id = value;
  }
  return event;
}
