// The URL of the server. These modules are in `js/` below its root, whatever path prefix a proxy adds, so nothing has
// to be configured.

const ROOT = new URL('..', import.meta.url);

/** The base URL for the paths of calls. */
export const API = new URL('api/v1/', ROOT);

/** The URL of a socket. */
export function socketAddress(query) {
  const address = new URL(`ws/chat?${query}`, ROOT);
  address.protocol = address.protocol.replace('http', 'ws');
  return address;
}

/** A key in the browser's storage. Servers of one origin share the storage, so a path prefix is part of the key. */
export const storageKey = (name) => `chatapp.${name}${ROOT.pathname === '/' ? '' : `@${ROOT.pathname}`}`;
