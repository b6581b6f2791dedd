// Colours that people with colour-blindness tell apart: Okabe & Ito's for categories, viridis for
// amounts, blue to orange through white for what has two signs.

const CATEGORIES = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8c6bb1', '#7f6a00'];
const CATEGORIES_ON_DARK = ['#56b4e9', '#ff8c42', '#2ec4a0', '#e8a2c8', '#f2c14e', '#8fb8ff', '#bfa2e0', '#d4c56a'];
const VIRIDIS = [[68, 1, 84], [72, 40, 120], [62, 74, 137], [49, 104, 142], [38, 130, 142], [31, 158, 137],
  [53, 183, 121], [110, 206, 88], [181, 222, 43], [253, 231, 37]];
const DIVERGING = [[33, 82, 150], [90, 150, 200], [170, 205, 228], [246, 246, 244], [250, 205, 160], [232, 140, 70],
  [168, 74, 8]];

const dark = matchMedia('(prefers-color-scheme: dark)');
export const isDark = () => dark.matches;
export const onSchemeChange = (call) => dark.addEventListener('change', call);

export function category(index) {
  const colours = isDark() ? CATEGORIES_ON_DARK : CATEGORIES;
  return colours[index % colours.length];
}

// Line styles after the first round of colours.
export const dashes = (index) => [[], [6, 4], [2, 3], [10, 3, 2, 3]][Math.floor(index / CATEGORIES.length) % 4];

function along(stops, part) {
  const place = Math.min(Math.max(part, 0), 1) * (stops.length - 1);
  const low = Math.min(Math.floor(place), stops.length - 2);
  return stops[low].map((value, channel) => Math.round(value + (stops[low + 1][channel] - value) * (place - low)));
}

// Red, green and blue for a part from 0 to 1, or from -1 to 1.
export const amount = (part) => along(VIRIDIS, part);
export const signed = (part) => along(DIVERGING, (part + 1) / 2);

export const css = ([red, green, blue]) => `rgb(${red} ${green} ${blue})`;

export const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
