// Bob talks to Alice, loses his connection, and goes on where he was: node client.mjs [http://localhost:8000]
// In a browser, and in Node from 22 on, there is a WebSocket; before that it is the package ws (npm install).

const WebSocket = globalThis.WebSocket ?? (await import('ws')).default;
const crypto = globalThis.crypto ?? (await import('node:crypto')).webcrypto;
const BASE = (process.argv[2] ?? 'http://localhost:8000').replace(/\/$/, '');

async function call(path, body, token = '') {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const answer = await fetch(`${BASE}/api/v1/${path}`, { method: 'POST', headers, body: JSON.stringify(body), signal: AbortSignal.timeout(15_000) });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

async function register(prefix) {
  const [username, password] = [`${prefix}_${crypto.randomUUID().slice(0, 8)}`, crypto.randomUUID()];
  const { id } = await call('auth/register', { username, email: `${username}@example.com`, password });
  return { id, token: (await call('auth/login', { username, password })).access_token };
}

class Client {
  cursor; socket; pending = new Map(); shown = 0; wait = 250; isDone = false;

  constructor(token) {
    this.token = token;
  }

  async open() {
    try {
      const { ticket } = await call('auth/ticket', undefined, this.token); // good for one socket
      const query = new URLSearchParams({ events: 'all', ticket, ...(this.cursor && { since: this.cursor }) });
      this.socket = new WebSocket(`${BASE.replace('http', 'ws')}/ws/chat?${query}`);
      this.socket.onmessage = ({ data }) => this.take(JSON.parse(data));
      this.socket.onerror = () => {}; // it is closed as well
      this.socket.onclose = () => this.comeBack();
    } catch {
      this.comeBack();
    }
  }

  comeBack() {
    if (!this.isDone) setTimeout(() => this.open(), this.wait * (0.5 + Math.random() / 2)); // nobody comes back at the same moment as all others
    this.wait = Math.min(30_000, 2 * this.wait);
  }

  take(frame) {
    this.wait = 250;
    this.cursor = frame.cursor ?? this.cursor; // where to go on after the next loss
    if (frame.type === 'ready') {
      for (const message of this.pending.values()) this.socket.send(JSON.stringify(message)); // not acknowledged: again, under the same id
    } else if (frame.type === 'message') {
      this.pending.delete(frame.client_message_id); // the own copy is the acknowledgement
      if (frame.repeat) return;
      this.shown++;
      console.log(`${frame.sender_username}: ${frame.content}`);
    }
  }

  send(recipient, content) {
    const message = { recipient_id: recipient, content, client_message_id: crypto.randomUUID() };
    this.pending.set(message.client_message_id, message);
    if (this.socket.readyState === 1) this.socket.send(JSON.stringify(message)); // else it waits for the next connection
  }
}

async function until(condition) {
  for (let tries = 0; !condition(); tries++) {
    if (tries === 400) throw new Error(`still waiting for ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const [alice, bob] = [await register('alice'), await register('bob')];
const client = new Client(bob.token);
client.open();
await until(() => client.cursor);
await call('messages/dm', { recipient_id: bob.id, content: 'Hello!' }, alice.token);
client.send(alice.id, 'Hello yourself!');
await until(() => client.shown === 2);
client.socket.terminate ? client.socket.terminate() : client.socket.close(); // the connection is lost
await call('messages/dm', { recipient_id: bob.id, content: 'Are you there?' }, alice.token);
client.send(alice.id, 'Sorry, the tunnel.');
await until(() => client.shown === 4);
client.isDone = true;
client.socket.close(1000);
