// Numbers and times as people read them.

export function number(value, digits = 4) {
  if (value === null || value === undefined) return '–';
  if (typeof value !== 'number') return String(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? '∞' : '−∞';
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return grouped(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) {
    const [mantissa, exponent] = value.toExponential(Math.max(1, digits - 2)).split('e');
    const factor = String(Number(mantissa));
    const power = `10${raised(Number(exponent))}`;
    return factor === '1' ? power : factor === '-1' ? `−${power}` : `${minus(factor)} × ${power}`;
  }
  return minus(String(Number(value.toPrecision(digits))));
}

export const percent = (value, digits = 1) =>
  value === null || value === undefined ? '–' : `${Number((value * 100).toFixed(digits))} %`;

const minus = (text) => text.replace('-', '−');
const grouped = (value) => minus(String(value).replace(/\B(?=(\d{3})+$)/g, '\u202f'));

const RAISED = {'-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹'};
const raised = (exponent) => [...String(exponent)].map((sign) => RAISED[sign]).join('');

export function seconds(value) {
  if (value === null || value === undefined) return '–';
  if (value < 1) return `${number(Math.round(value * 1000))} ms`;
  if (value < 120) return `${number(value, 3)} s`;
  return `${number(Math.round(value / 60))} min`;
}

export function ago(text) {
  const past = (Date.now() - Date.parse(text)) / 1000;
  if (past < 60) return 'just now';
  if (past < 3600) return `${Math.floor(past / 60)} min ago`;
  if (past < 86400) return `${Math.floor(past / 3600)} h ago`;
  return new Date(text).toLocaleDateString(undefined, {day: 'numeric', month: 'short', year: 'numeric'});
}

export const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

// snake_case names as words.
export const words = (name) => String(name).replaceAll('_', ' ');

export const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

// The end of an id, which tells it from others.
export const short = (id) => id.slice(-6);

export function architecture(spec) {
  const shape = spec.architecture;
  return Array.isArray(shape) ? shape.join('-') : [shape.inputs, ...shape.layers.map((layer) => layer.units)].join('-');
}

export function scheme(spec) {
  const first = spec.architecture.layers?.[0]?.init ?? spec.init ?? {};
  if (typeof first === 'string') return words(first);
  const alpha = first.alpha !== undefined && first.alpha !== 1 ? `, α = ${number(first.alpha)}` : '';
  const epsilon = first.perturbation ? `, ε = ${number(first.perturbation)}` : '';
  return words(first.scheme) + alpha + epsilon;
}

export const jobName = (job) => job.name || `${architecture(job.spec)}, ${scheme(job.spec)}`;
