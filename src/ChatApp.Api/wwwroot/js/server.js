// Where the server is. These modules lie in `js/` below its root, whatever path a proxy has put before it; so nothing
// else needs to know.

const ROOT = new URL('..', import.meta.url);

/** What the paths of calls are relative to. */
export const API = new URL('api/v1/', ROOT);

/** The address of a socket. */
export function socketAddress(query) {
  const address = new URL(`ws/chat?${query}`, ROOT);
  address.protocol = address.protocol.replace('http', 'ws');
  return address;
}

/** A name in the browser's storage. All servers of an origin share that, so one not at its root adds its path. */
export const storageKey = (name) => `chatapp.${name}${ROOT.pathname === '/' ? '' : `@${ROOT.pathname}`}`;
