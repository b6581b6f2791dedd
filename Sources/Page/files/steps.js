// A slider over the steps whose weights a job kept, with play.

import {button, field, h} from './dom.js';
import {number} from './format.js';

const PACE = 350;

// `show(step)` may take its time: the next step waits for it.
export function steps(available, chosen, show, signal) {
  let index = Math.max(0, available.indexOf(Number(chosen)));
  if (chosen === undefined || chosen === '') index = available.length - 1;
  let isPlaying = false;
  const output = h('output', {}, `step ${number(available[index])}`);
  const input = h('input', {type: 'range', min: 0, max: available.length - 1, value: index,
    oninput: () => { isPlaying = false; play.textContent = 'Play'; move(Number(input.value)); }});
  const play = button('Play', async () => {
    isPlaying = !isPlaying;
    play.textContent = isPlaying ? 'Pause' : 'Play';
    if (isPlaying && index === available.length - 1) await move(0);
    while (isPlaying && !signal.aborted && index < available.length - 1) {
      await new Promise((resolve) => setTimeout(resolve, PACE));
      if (isPlaying && !signal.aborted) await move(index + 1);
    }
    isPlaying = false;
    play.textContent = 'Play';
  });
  async function move(next) {
    index = next;
    input.value = next;
    output.textContent = `step ${number(available[index])}`;
    input.setAttribute('aria-valuetext', output.textContent);
    await show(available[index]);
  }
  return h('div', {class: 'steps'}, play, h('div', {class: 'slider'}, field('Step of the training', input), output));
}
