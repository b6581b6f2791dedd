// The contract as a reference: each call with a command for it, and calls that read tried at once.

import {announce, button, field, h, replace, table} from './dom.js';
import {get, text} from './api.js';
import {currentKey} from './key.js';
import {keep} from './route.js';
import {sentence} from './format.js';
import {curl} from './spec-edit.js';

export const title = 'API';

const METHODS = ['get', 'post', 'patch', 'put', 'delete'];
const LONGEST = 20000;

export async function show(place, {values, signal}) {
  const document = await get('openapi.json', {signal});
  const search = h('input', {type: 'text', value: values.find ?? '', autocomplete: 'off', spellcheck: 'false',
    oninput: () => { keep('api', null, {find: search.value.trim()}); filter(); }});
  const sections = document.tags.map((tag) => section(document, tag)).filter(Boolean);
  replace(place,
    h('section', {class: 'intro'}, h('h1', {}, 'API'),
      h('p', {class: 'lead'}, document.info.summary, ' All that this page shows, it asks for by these calls.'),
      h('p', {}, h('a', {href: 'openapi.yaml'}, 'openapi.yaml'), ' · ',
        h('a', {href: 'openapi.json'}, 'openapi.json'))),
    h('div', {class: 'filters'}, field('Find a call', search)),
    sections.map((one) => one.element), problems(document));

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const one of sections) {
      let count = 0;
      for (const call of one.calls) {
        const isFound = words.every((word) => call.text.includes(word));
        call.element.hidden = !isFound;
        count += isFound;
      }
      one.element.hidden = count === 0;
    }
  }
  filter();
}

function section(document, tag) {
  const calls = Object.entries(document.paths)
    .flatMap(([path, item]) => METHODS.filter((method) => item[method]?.tags?.includes(tag.name))
    .map((method) => call(document, path, method, item[method], item.parameters ?? [])));
  if (!calls.length) return null;
  return {calls, element: h('section', {class: 'card stack', 'aria-label': tag.name}, h('h2', {}, sentence(tag.name)),
    h('p', {class: 'note'}, tag.description ?? ''), calls.map((one) => one.element))};
}

const resolved = (document, value) => (value?.$ref ? value.$ref.slice(2).split('/')
  .reduce((place, part) => place[part.replaceAll('~1', '/')], document) : value);

function call(document, path, method, operation, shared) {
  const parameters = [...shared, ...(operation.parameters ?? [])].map((one) => resolved(document, one));
  const body = example(document, operation);
  const command = curl(method.toUpperCase(), path.slice(1), body, Boolean(currentKey()));
  const pre = h('pre', {class: 'command', tabindex: '0', 'aria-label': `Command for ${method} ${path}`}, command);
  const element = h('details', {class: 'call'},
    h('summary', {}, h('code', {class: `method ${method}`}, method.toUpperCase()), ' ', h('code', {}, path), ' ',
      h('span', {}, operation.summary)));
  // What is inside is made when it is opened: there are fifty calls.
  element.addEventListener('toggle', () => {
    if (!element.open || element.childElementCount > 1) return;
    element.append(h('div', {class: 'stack inside'}, prose(operation.description ?? ''),
      parameters.length ? table(`Parameters of ${method} ${path}`, ['Parameter', 'In', 'What'],
        parameters.map((one) => h('tr', {},
        h('td', {}, h('code', {}, one.name), one.required ? ' (needed)' : ''), h('td', {}, one.in),
          h('td', {}, prose(one.description ?? ''))))) : null,
      table(`Answers of ${method} ${path}`, ['Status', 'What'],
        Object.entries(operation.responses).map(([status, answer]) => h('tr', {},
        h('td', {}, h('code', {}, status)), h('td', {}, prose(resolved(document, answer).description ?? ''))))),
      pre, h('div', {class: 'row'}, button('Copy', async () => {
        try { await navigator.clipboard.writeText(command); announce('The command is copied.'); } catch { getSelection()
          .selectAllChildren(pre); }
      })), method === 'get' ? trial(path) : null));
  });
  return {element, text: `${method} ${path} ${operation.summary} ${operation.operationId}`.toLowerCase()};
}

function example(document, operation) {
  const media = operation.requestBody?.content?.['application/json'];
  if (!media) return undefined;
  return media.example ?? Object.values(media.examples ?? {})[0]?.value ?? {};
}

function trial(path) {
  const input = h('input', {type: 'text', value: path.slice(1), autocomplete: 'off', spellcheck: 'false'});
  const shown = h('pre', {class: 'command answer', tabindex: '0', 'aria-label': 'Answer', hidden: true});
  const send = button('Send', async () => {
    send.disabled = true;
    let told;
    try {
      told = await text(input.value.replace(/^\/+/, ''), '*/*');
      try { told = JSON.stringify(JSON.parse(told), null, 2); } catch { /* It is no JSON. */ }
    } catch (error) {
      told = error.message;
    }
    shown.textContent = told.length > LONGEST ? `${told.slice(0, LONGEST)}\n… ${told.length - LONGEST} characters more`
      : told;
    shown.hidden = false;
    send.disabled = false;
  });
  return h('div', {class: 'stack'}, h('div', {class: 'trial'}, field('Try it', input), send), shown);
}

function problems(document) {
  const byStatus = new Map();
  for (const item of Object.values(document.paths)) for (const method of METHODS) for (
    const [status, answer] of Object.entries(item[method]?.responses ?? {})) {
    if (!/^[45]\d\d$/.test(status)) continue;
    const whole = resolved(document, answer);
    if (!byStatus.has(status)) byStatus.set(status, new Set());
    byStatus.get(status).add(whole.description.trim());
  }
  const rows = [...byStatus].sort()
    .map(([status, texts]) => h('tr', {}, h('td', {}, h('code', {}, status)),
    h('td', {}, [...texts].map((one) => prose(one)))));
  return h('section', {class: 'card stack', 'aria-label': 'Problems'}, h('h2', {}, 'Problems'),
    h('p', {class: 'note'}, 'Errors are application/problem+json: type, title, status, detail, ',
      'and every single fault with its place.'),
    table('Problems by status', ['Status', 'When'], rows));
}

// Paragraphs with `code` and **strong** words of the contract's texts.
function prose(source) {
  return h('div', {class: 'prose'}, source.trim().split(/\n\s*\n/).filter(Boolean).map((paragraph) =>
    h('p', {}, paragraph.replace(/\s+/g, ' ').split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) =>
      (part.startsWith('`') ? h('code', {}, part.slice(1, -1)) : part.startsWith('**')
        ? h('strong', {}, part.slice(2, -2)) : part)))));
}
