// The caller's key, where the service asks for one: kept for this tab until it is closed, and sent in
// the field Authorization alone.

import {h, field} from './dom.js';

const NAME = 'symbreak-key';

export const currentKey = () => sessionStorage.getItem(NAME);

export function forgetKey() {
  sessionStorage.removeItem(NAME);
  show();
}

function show() {
  document.getElementById('forget-key').hidden = !currentKey();
}

let asked = null;

// Resolves when a key was given; many calls that need one ask once.
export function askForKey(reason) {
  asked ??= new Promise((resolve) => {
    const input = h('input', {type: 'password', autocomplete: 'off', required: true, spellcheck: 'false'});
    const dialog = h('dialog', {'aria-labelledby': 'key-title'},
      h('form', {method: 'dialog', onsubmit: (event) => {
        event.preventDefault();
        if (!input.value.trim()) return;
        sessionStorage.setItem(NAME, input.value.trim());
        asked = null;
        dialog.close();
        dialog.remove();
        show();
        resolve();
      }},
      h('h2', {id: 'key-title'}, 'This service needs a key'),
      h('p', {}, reason ?? 'Whoever runs it makes one with symbreak key create. It is kept for this tab until you close it, '
        + 'and never becomes part of an address.'),
      field('Key', input),
      h('button', {type: 'submit', class: 'primary'}, 'Use this key')));
    // Without a key there is nothing to see behind it.
    dialog.addEventListener('cancel', (event) => event.preventDefault());
    document.body.append(dialog);
    dialog.showModal();
  });
  return asked;
}

export function startKeys() {
  document.getElementById('forget-key').addEventListener('click', () => {
    forgetKey();
    location.reload();
  });
  show();
}
