// The address after #: the view's name and its whole state, so that a link shows what its sender saw.
// #lesson?alpha=0.5&seed=1, #job/ID?layer=1

export function read() {
  const [path, search = ''] = location.hash.slice(1).split('?');
  const [view, ...rest] = path.split('/').map(decode);
  return {view: view || 'lesson', id: rest.join('/') || null, values: Object.fromEntries(new URLSearchParams(search))};
}

function decode(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

export function address(view, id, values = {}) {
  const search = new URLSearchParams(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== '')).toString();
  return `#${view}${id ? `/${encodeURIComponent(id)}` : ''}${search ? `?${search}` : ''}`;
}

// The same as a link's target. Not a bare fragment, which readers of pages take for a place on this one.
export const link = (view, id, values) => `./${address(view, id, values)}`;

// Puts the view's state into the address without another entry in the history.
export function keep(view, id, values) {
  history.replaceState(null, '', address(view, id, values));
}
