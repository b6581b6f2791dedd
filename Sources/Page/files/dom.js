// Builds elements. Texts go in as text nodes and attributes as values: nothing is ever read as markup.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value') element.value = value;
    else if (name === 'style') for (const [key, text] of Object.entries(value)) element.style.setProperty(key, text);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// h('p', {class: 'note'}, 'text', otherElement)
export function h(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}

export function svg(name, attributes, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

export function replace(element, ...children) {
  element.replaceChildren(...children.flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

let ids = 0;
export const newID = (stem) => `${stem}-${(ids += 1)}`;

// A labelled control: the label is tied to it, and what is wrong with its value stands below.
export function field(label, control, hint) {
  control.id ||= newID('field');
  const note = hint ? h('small', {id: `${control.id}-hint`}, hint) : null;
  if (note) control.setAttribute('aria-describedby', note.id);
  return h('div', {class: 'field'}, h('label', {for: control.id}, label), control, note);
}

export function select(options, chosen, onchange, attributes) {
  const element = h('select', {...attributes, onchange: () => onchange?.(element.value)},
    options.map((option) => {
      const [value, text] = Array.isArray(option) ? option : [option, option];
      return h('option', {value: String(value), selected: String(value) === String(chosen)}, text);
    }));
  return element;
}

// A choice of few, as buttons of which one is pressed.
export function segments(label, options, chosen, onchange) {
  const group = h('div', {class: 'segments', role: 'group', 'aria-label': label});
  const buttons = options.map((option) => {
    const [value, text] = Array.isArray(option) ? option : [option, option];
    return h('button', {type: 'button', 'aria-pressed': String(value === chosen), onclick: () => {
      for (const other of buttons) other.setAttribute('aria-pressed',
        String(other === buttons[options.indexOf(option)]));
      onchange(value);
    }}, text);
  });
  group.append(...buttons);
  return group;
}

// A button whose failure is told beside it.
export function button(text, onclick, attributes) {
  const told = h('span', {class: 'fault', role: 'alert'});
  const element = h('button', {type: 'button', onclick: async (event) => {
    told.remove();
    try {
      await onclick(event);
    } catch (error) {
      if (error.name === 'AbortError') return;
      told.textContent = error.message;
      element.after(told);
      // What is no answer of the service is a fault of the page's own.
      if (error.status === undefined) throw error;
    }
  }, ...attributes}, text);
  return element;
}

export function table(caption, heads, rows) {
  const element = h('div', {class: 'table', tabindex: '0', role: 'region', 'aria-label': caption},
    h('table', {}, h('caption', {class: 'unseen'}, caption),
      h('thead', {}, h('tr', {}, heads.map((head) => h('th', {scope: 'col'}, head)))),
      h('tbody', {}, rows)));
  align(element);
  return element;
}

// Puts the head of a column of numbers above them.
export function align(element) {
  const first = element.querySelector('tbody tr');
  element.querySelectorAll('thead th').forEach((head, index) =>
    head.classList.toggle('number', first?.children[index]?.classList.contains('number') ?? false));
}

export function download(name, content, type) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], {type}));
  const link = h('a', {href: url, download: name});
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

// Tells a screen reader what has happened.
export function announce(text) {
  document.getElementById('announcer').textContent = text;
}
