// Faults of a spec at the fields that they are about, suggestions as buttons.

import {button, h, newID, replace} from './dom.js';
import {mended} from './spec-edit.js';

// Puts each fault at the field whose pointer it is or lies within, the longest first, the others into
// `rest`.
export function showFaults(faults, fields, rest, spec, change) {
  for (const one of fields) {
    replace(one.fault);
    one.control.removeAttribute('aria-invalid');
    const hint = document.getElementById(`${one.control.id}-hint`);
    if (hint) one.control.setAttribute('aria-describedby', hint.id);
    else one.control.removeAttribute('aria-describedby');
  }
  const others = [];
  for (const fault of faults) {
    const [place] = fields.map((one) => ({...one, length: longest(one.pointers, fault.pointer)}))
      .filter((one) => one.length >= 0).sort((a, b) => b.length - a.length);
    if (place) {
      const line = told(fault, spec, change, false);
      line.id = newID('fault');
      place.fault.append(line);
      place.control.setAttribute('aria-invalid', 'true');
      place.control.setAttribute('aria-describedby',
        [place.control.getAttribute('aria-describedby'), line.id].filter(Boolean).join(' '));
    } else others.push(told(fault, spec, change, true));
  }
  replace(rest, others);
}

// The length of the longest of `pointers` that `pointer` is or lies within; -1 for none.
const longest = (pointers, pointer) => Math.max(-1, ...pointers
  .filter((one) => pointer === one || pointer?.startsWith(`${one}/`)).map((one) => one.length));

function told(fault, spec, change, withPlace) {
  return h('p', {class: 'fault'}, withPlace && fault.pointer ? [h('code', {}, fault.pointer), ' '] : null, fault.detail,
    fault.suggestion === undefined ? null
      : [' ', button(`Use ${fault.suggestion}`, () => change(mended(spec(), fault)), {class: 'quiet suggestion'})]);
}
