// Keeps one socket open and reconnects it. Each connection resumes from the last cursor, so every event arrives once.

import { socketAddress } from './server.js';

const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 30_000;

// A browser does not show the server's pings to the page, so the page sends its own.
const PING_MS = 25_000;
const PATIENCE_MS = 10_000;

// Close codes of the contract, section 4, after which the client must not reconnect at once.
const UNAUTHORIZED = 4001;
const TOO_MANY_SOCKETS = 4013;
const TOO_MANY_FRAMES = 4029;

/**
 * Events: "frame" (detail: the frame); "state" (detail: "online", "connecting", "offline" for no network, or "away" for
 * a server that cannot be reached).
 */
export class Connection extends EventTarget {
  #api;
  #session;
  #cursor;
  #socket = null;
  #attempts = 0;
  #isRunning = false;
  #isOpening = false;
  #state = 'connecting';
  #retry;
  #ping;
  #silence;

  /** The first events are those after `cursor`. */
  constructor(api, session, cursor) {
    super();
    this.#api = api;
    this.#session = session;
    this.#cursor = cursor;
  }

  get isOnline() {
    return this.#state === 'online';
  }

  start() {
    this.#isRunning = true;
    window.addEventListener('online', this.tryNow);
    window.addEventListener('offline', this.#drop);
    document.addEventListener('visibilitychange', this.#wake);
    this.#open();
  }

  stop() {
    this.#isRunning = false;
    window.removeEventListener('online', this.tryNow);
    window.removeEventListener('offline', this.#drop);
    document.removeEventListener('visibilitychange', this.#wake);
    this.#clearTimers();
    this.#socket?.close(1000);
    this.#socket = null;
  }

  /** Sends a frame. Returns false, and sends nothing, if there is no connection. */
  send(frame) {
    if (!this.isOnline) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  async #open() {
    if (!this.#isRunning || this.#isOpening || this.#socket) return;
    clearTimeout(this.#retry);
    this.#isOpening = true;
    if (this.#attempts === 0) this.#become('connecting');
    try {
      // A ticket is valid once and for seconds, so no access token needs to be in the URL.
      const { ticket } = await this.#api.post('auth/ticket');
      if (this.#isRunning) this.#connect(ticket);
    } catch (problem) {
      // For a 401, the session reports the logout; other failures may be temporary.
      if (problem.status !== 401) this.#comeBack();
    } finally {
      this.#isOpening = false;
    }
  }

  #connect(ticket) {
    const query = new URLSearchParams({ events: 'all', ticket });
    if (this.#cursor) query.set('since', this.#cursor);
    const socket = new WebSocket(socketAddress(query));
    this.#socket = socket;
    this.#expectSign();
    socket.onmessage = (event) => this.#take(JSON.parse(event.data));
    socket.onclose = (event) => {
      if (this.#socket === socket) this.#lost(event.code);
    };
  }

  #take(frame) {
    this.#expectNothing();
    if (frame.cursor) this.#cursor = frame.cursor;
    if (frame.type === 'ready') {
      this.#attempts = 0;
      this.#become('online');
      this.#ping = setInterval(() => this.#askForSign(), PING_MS);
    }

    this.dispatchEvent(new CustomEvent('frame', { detail: frame }));
  }

  #lost(code) {
    this.#clearTimers();
    this.#socket = null;
    if (!this.#isRunning) return;
    if (code === UNAUTHORIZED) {
      this.#renew();
    } else if (code === TOO_MANY_SOCKETS || code === TOO_MANY_FRAMES) {
      this.#attempts = Math.max(this.#attempts, 6);
      this.#comeBack();
    } else {
      this.#comeBack();
    }
  }

  // The token was valid when the socket was opened. Now it has expired, or its session has ended.
  async #renew() {
    this.#become('connecting');
    try {
      await this.#session.refresh(await this.#session.accessToken());
      this.#comeBack();
    } catch (problem) {
      if (problem.status !== 401) this.#comeBack();
    }
  }

  // Exponential backoff with jitter, so that clients do not overload a server that has restarted.
  #comeBack() {
    if (!navigator.onLine) this.#become('offline');
    else this.#become(this.#attempts === 0 ? 'connecting' : 'away');
    const longest = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#attempts++);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#open(), longest * (0.5 + Math.random() / 2));
  }

  #askForSign() {
    if (this.send({ type: 'ping' })) this.#expectSign();
  }

  #expectSign() {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(this.#drop, PATIENCE_MS);
  }

  #expectNothing() {
    clearTimeout(this.#silence);
    this.#silence = undefined;
  }

  /** Retries at once, when the network is back or the user asks for it. */
  tryNow = () => {
    if (this.isOnline) {
      this.#askForSign();
      return;
    }

    // With at least one attempt counted, a failure is shown at once to the user, who has already waited.
    this.#attempts = 1;
    this.#become('connecting');
    this.#open();
  };

  // The page is visible again: check an existing connection, or open one without further delay.
  #wake = () => {
    if (document.visibilityState !== 'visible' || !this.#isRunning) return;
    if (this.#socket) this.#askForSign();
    else this.#open();
  };

  // Without a network, a socket may not report its end for minutes, so close it here.
  #drop = () => {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#clearTimers();
    if (this.#isRunning) {
      this.#attempts = Math.max(this.#attempts, 1);
      this.#comeBack();
    }
  };

  #clearTimers() {
    clearTimeout(this.#retry);
    clearTimeout(this.#silence);
    clearInterval(this.#ping);
  }

  #become(state) {
    if (this.#state === state && state !== 'connecting') return;
    this.#state = state;
    this.dispatchEvent(new CustomEvent('state', { detail: state }));
  }
}
