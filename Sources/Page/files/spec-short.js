// A normalised spec in the short form that people write, where it has one.

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// What a layer has unless told otherwise; its `init`, `units` and `activation` apart.
const PLAIN = {
  bias: true, bias_init: {scheme: 'zeros', perturbation: 0}, dropout: 0, dropconnect: 0, sparse_mask: 0,
    normalization: 'none',
};

export function shortened(spec) {
  const {inputs, layers} = spec.architecture;
  if (!layers) return spec;
  const hidden = layers.slice(0, -1);
  const isPlain = layers.every((layer) => Object.entries(layer).every(([name, value]) =>
    ['units', 'activation', 'init'].includes(name) || isSame(value, PLAIN[name])));
  const isUniform = layers.every((layer) => isSame(layer.init, layers[0].init))
    && hidden.every((layer) => layer.activation === hidden[0].activation) && layers.at(-1).activation === 'linear';
  if (!isPlain || !isUniform) return spec;
  const {scheme, alpha, perturbation, ...parameters} = layers[0].init;
  const init = {scheme, ...parameters};
  if (perturbation) init.perturbation = perturbation;
  const isName = Object.keys(init).length === 1;
  if (alpha !== undefined && !isName) init.alpha = alpha;
  const {architecture, ...rest} = spec;
  return given({
    architecture: [inputs, ...layers.map((layer) => layer.units)],
    ...(hidden.length ? {activation: hidden[0].activation} : {}),
    init: isName ? scheme : init, ...(isName && alpha !== undefined ? {alpha} : {}), ...rest,
  });
}

// Without the members that say that there is nothing.
function given(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null)
    .map(([name, member]) => [name, given(member)]));
}
