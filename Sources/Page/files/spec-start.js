// The start of a spec: its scheme, α and ε, whether they stand in the short form or in the long one.

const isLong = (spec) => typeof spec.init === 'object' && spec.init !== null;

export const schemeOf = (spec) => (isLong(spec) ? spec.init.scheme : spec.init) ?? 'xavier_uniform';
export const alphaOf = (spec) => (isLong(spec) ? spec.init.alpha : spec.alpha);
export const epsilonOf = (spec) => (isLong(spec) ? spec.init.perturbation : undefined);

// A spec that starts otherwise: `changes` of scheme, alpha and epsilon, undefined for none. What only
// the former scheme understands goes with it, and α where the new one has no use for it.
export function starting(spec, changes, takesAlpha) {
  const start = {scheme: schemeOf(spec), alpha: alphaOf(spec), epsilon: epsilonOf(spec), ...changes};
  const {scheme, alpha, perturbation, ...parameters} = isLong(spec) ? spec.init : {};
  const others = start.scheme === schemeOf(spec) ? parameters
    : parameters.bias === undefined ? {} : {bias: parameters.bias};
  if (!takesAlpha(start.scheme)) start.alpha = undefined;
  const next = structuredClone(spec);
  if (start.epsilon === undefined && !Object.keys(others).length) {
    next.init = start.scheme;
    if (start.alpha === undefined) delete next.alpha;
    else next.alpha = start.alpha;
    return next;
  }
  // An `init` of the long form looks for its α in itself.
  delete next.alpha;
  next.init = {scheme: start.scheme, ...others};
  if (start.alpha !== undefined) next.init.alpha = start.alpha;
  if (start.epsilon !== undefined) next.init.perturbation = start.epsilon;
  return next;
}
