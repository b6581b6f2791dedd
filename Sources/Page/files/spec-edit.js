// Changes to specs: members by JSON Pointer (RFC 6901), merge patches (RFC 7396), and specs as commands.

const parts = (pointer) => pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

export function at(spec, pointer) {
  return parts(pointer).reduce((value, part) => value?.[part], spec);
}

// A spec with `value` at `pointer`; undefined removes what is there.
export function setting(spec, pointer, value) {
  const changed = structuredClone(spec);
  const path = parts(pointer);
  const last = path.pop();
  let place = changed;
  for (const part of path) {
    if (typeof place[part] !== 'object' || place[part] === null) place[part] = {};
    place = place[part];
  }
  if (value === undefined) delete place[last];
  else place[last] = value;
  return changed;
}

// A spec in which what is wrong is replaced by what was probably meant: a member's name or its value.
export function mended(spec, fault) {
  const path = parts(fault.pointer);
  const parent = path.slice(0, -1).reduce((value, part) => value?.[part], spec);
  const name = path.at(-1);
  if (fault.code !== 'unknown_field' || typeof parent !== 'object' || parent === null) {
    return setting(spec, fault.pointer, fault.suggestion);
  }
  const changed = structuredClone(spec);
  const place = path.slice(0, -1).reduce((value, part) => value[part], changed);
  const members = Object.entries(place);
  for (const [key] of members) delete place[key];
  for (const [key, value] of members) place[key === name ? fault.suggestion : key] = value;
  return changed;
}

export function merged(value, patch) {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result = typeof value === 'object' && value !== null && !Array.isArray(value) ? {...value} : {};
  for (const [name, member] of Object.entries(patch)) {
    if (member === null) delete result[name];
    else result[name] = merged(result[name], member);
  }
  return result;
}

const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

// The command that makes the same call.
export function curl(method, path, body, hasKey) {
  const words = ['curl', quoted(new URL(path, document.baseURI).href)];
  if (method !== 'GET' && !(method === 'POST' && body !== undefined)) words.splice(1, 0, '-X', method);
  if (hasKey) words.push('-H', '"Authorization: Bearer $SYMBREAK_KEY"');
  if (body !== undefined) words.push('-H', quoted('Content-Type: application/json'), '-d',
    quoted(JSON.stringify(body)));
  return words.join(' ');
}

// JSON as people write it: short lists on one line.
export function written(value, indent = '') {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const flat = JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ').replace(/([[{]) /g, '$1').replace(/ ([\]}])/g,
    '$1');
  if (flat.length + indent.length <= 60 && indent) return flat;
  const deeper = `${indent}  `;
  const members = Array.isArray(value) ? value.map((member) => written(member, deeper))
    : Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${written(member, deeper)}`);
  if (!members.length) return flat;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${deeper}${members.join(`,\n${deeper}`)}\n${indent}${close}`;
}
