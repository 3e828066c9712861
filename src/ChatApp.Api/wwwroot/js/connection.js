// One socket that is kept open: it begins where the last one ended, so no event is missed and none comes twice.

import { socketAddress } from './server.js';

const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 30_000;

// A browser does not show the server's pings to a page, so it asks for signs of life itself.
const PING_MS = 25_000;
const PATIENCE_MS = 10_000;

// Close codes of the contract, section 4, that are no reason to come back at once.
const UNAUTHORIZED = 4001;
const TOO_MANY_SOCKETS = 4013;
const TOO_MANY_FRAMES = 4029;

/**
 * Events: "frame" (detail: the frame), "state" (detail: "online", "connecting", "offline": there is no network, or
 * "away": the server cannot be reached).
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

  /** Events after `cursor` come first. */
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

  /** Sends a frame; false when there is no connection, and then nothing was sent. */
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
      // A ticket is good once and for seconds: no token stands in the address.
      const { ticket } = await this.#api.post('auth/ticket');
      if (this.#isRunning) this.#connect(ticket);
    } catch (problem) {
      // Logged out is told by the session; everything else may pass.
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

  // The token was good when the socket was opened, and is no longer: it has expired, or its session has ended.
  async #renew() {
    this.#become('connecting');
    try {
      await this.#session.refresh(await this.#session.accessToken());
      this.#comeBack();
    } catch (problem) {
      if (problem.status !== 401) this.#comeBack();
    }
  }

  // Twice as long each time, and a different time for everybody, so that a server that comes back is not overrun.
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

  /** A network is there again, or a person says so: does at once what would be done later. */
  tryNow = () => {
    if (this.isOnline) {
      this.#askForSign();
      return;
    }

    // Whoever has waited for this is told at once when it fails.
    this.#attempts = 1;
    this.#become('connecting');
    this.#open();
  };

  // Seen again: what there is may be dead, and what there is not need not wait.
  #wake = () => {
    if (document.visibilityState !== 'visible' || !this.#isRunning) return;
    if (this.#socket) this.#askForSign();
    else this.#open();
  };

  // A socket without a network says nothing for minutes.
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
