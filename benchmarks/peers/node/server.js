// The server that ChatApp is measured against in Node: direct messages with ws and pg, one insert for each
// message, one process.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import * as accounts from './accounts.js';
import * as store from './store.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const largestBody = 64 * 1024;
const sockets = new Map(); // user id → set of that user's sockets

class Refusal extends Error {
  constructor(status, code) {
    super(code);
    Object.assign(this, { status, code });
  }
}

async function send(sender, { recipient_id: recipientId, content, client_message_id: clientMessageId = null }) {
  if (typeof content !== 'string' || content.trim() === '' || content.length > 4000 || !uuid.test(recipientId)) {
    throw new Refusal(400, 'validation_failed');
  }
  const { id, created_at } = await store.addMessage(sender.id, recipientId, content, clientMessageId);
  const message = {
    id, sender_id: sender.id, sender_username: sender.username, recipient_id: recipientId, content, created_at, seq: id,
    client_message_id: clientMessageId,
  };
  const frame = JSON.stringify({ type: 'message', ...message });
  for (const user of new Set([sender.id, recipientId])) {
    for (const socket of sockets.get(user) ?? []) socket.send(frame);
  }
  return message;
}

async function register({ username, email, password }) {
  if (!(username?.length >= 3 && username.length <= 32 && email && password?.length >= 8 && password.length <= 128)) {
    throw new Refusal(400, 'validation_failed');
  }
  return store.addUser(username, email, await accounts.hashPassword(password));
}

async function logIn({ username, password }) {
  const user = await store.findUser(username);
  if (!user || !(await accounts.isPassword(password, user.password_hash))) {
    throw new Refusal(401, 'invalid_credentials');
  }
  return { access_token: accounts.createToken(user), token_type: 'bearer', expires_in: accounts.tokenSeconds };
}

async function readJson(request) {
  let body = '';
  for await (const part of request) {
    body += part;
    if (body.length > largestBody) throw new Refusal(413, 'too_large');
  }
  try {
    return JSON.parse(body);
  } catch {
    throw new Refusal(400, 'validation_failed');
  }
}

function caller(request) {
  const user = accounts.readToken(request.headers.authorization?.replace(/^Bearer /, ''));
  if (!user) throw new Refusal(401, 'unauthorized');
  return user;
}

function readHistory(user, peer, parameters) {
  const limit = Number(parameters.get('limit') ?? 50);
  const before = Number(parameters.get('before') ?? Number.MAX_SAFE_INTEGER);
  if (!(limit >= 1 && limit <= 200) || !Number.isSafeInteger(before) || !uuid.test(peer)) {
    throw new Refusal(400, 'validation_failed');
  }
  return store.history(user.id, peer, limit, before);
}

async function route(request) {
  const url = new URL(request.url, 'http://localhost');
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /health/ready': await store.ping(); return [200, { status: 'ready' }];
    case 'POST /api/v1/auth/register': return [201, await register(await readJson(request))];
    case 'POST /api/v1/auth/login': return [200, await logIn(await readJson(request))];
    case 'POST /api/v1/messages/dm': return [201, await send(caller(request), await readJson(request))];
    case 'GET /api/v1/users/me': {
      const user = await store.getUser(caller(request).id);
      if (!user) throw new Refusal(404, 'user_not_found');
      return [200, user];
    }
  }
  if (request.method === 'GET' && url.pathname.startsWith('/api/v1/messages/dm/')) {
    return [200, await readHistory(caller(request), url.pathname.split('/').pop(), url.searchParams)];
  }
  throw new Refusal(404, 'not_found');
}

/** What to tell a client of an error: nothing of a fault of ours. */
function answerTo(error) {
  if (error instanceof Refusal) return error;
  const code = store.refusal(error);
  if (code) return new Refusal(code === 'taken' ? 409 : 404, code);
  console.error(error);
  return new Refusal(500, 'internal_error');
}

const server = createServer(async (request, response) => {
  let status;
  let body;
  try {
    [status, body] = await route(request);
  } catch (error) {
    const refusal = answerTo(error);
    [status, body] = [refusal.status, { code: refusal.code }];
  }
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
});

const webSockets = new WebSocketServer({ noServer: true, maxPayload: largestBody });

server.on('upgrade', (request, connection, head) => {
  const url = new URL(request.url, 'http://localhost');
  const user = url.pathname === '/ws/chat' ? accounts.readToken(url.searchParams.get('token')) : null;
  if (!user) {
    connection.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
    return;
  }
  const events = url.searchParams.get('events') === 'all';
  webSockets.handleUpgrade(request, connection, head, (socket) => open(socket, user, events));
});

function open(socket, user, all) {
  if (!sockets.has(user.id)) sockets.set(user.id, new Set());
  sockets.get(user.id).add(socket);
  socket.on('close', () => {
    const own = sockets.get(user.id);
    own.delete(socket);
    if (own.size === 0) sockets.delete(user.id);
  });
  socket.on('error', () => socket.terminate());
  socket.alive = true;
  socket.on('pong', () => { socket.alive = true; });
  // One message of a socket after the other, so that they are stored in the order in which they were sent.
  let last = Promise.resolve();
  socket.on('message', (data) => { last = last.then(() => receive(socket, user, data)); });
  if (all) socket.send(JSON.stringify({ type: 'ready', user_id: user.id }));
}

async function receive(socket, user, data) {
  try {
    const frame = JSON.parse(data);
    if (frame.type === 'ping') socket.send('{"type":"pong"}');
    else await send(user, frame);
  } catch (error) {
    const code = error instanceof SyntaxError ? 'malformed_json' : answerTo(error).code;
    socket.send(JSON.stringify({ type: 'error', code }));
  }
}

const heartbeat = setInterval(() => {
  for (const socket of webSockets.clients) {
    if (!socket.alive) { socket.terminate(); continue; }
    socket.alive = false;
    socket.ping();
  }
}, 20_000);

process.on('SIGTERM', () => {
  clearInterval(heartbeat);
  for (const socket of webSockets.clients) socket.terminate();
  server.closeAllConnections();
  server.close(async () => { await store.close(); process.exit(0); });
});

await store.migrate();
server.listen(Number(process.env.PORT ?? 8000), '127.0.0.1');
