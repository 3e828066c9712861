// Puts the page together: the session decides what is shown, the address which conversation is open.

import { AccountView } from './account-view.js';
import { Api } from './api.js';
import { Chat } from './chat.js';
import { $, announce, setText } from './dom.js';
import { Session } from './session.js';
import { SideView } from './side-view.js';
import { TalkView } from './talk-view.js';
import { WelcomeView } from './welcome-view.js';

const RETRY_MS = 3_000;

const CONNECTION = {
  online: '',
  connecting: 'Connecting …',
  offline: 'You are offline. What you write is sent as soon as the connection is back.',
};

const session = new Session();
const api = new Api(session);
const welcome = new WelcomeView(session);
const side = new SideView(api);
const talk = new TalkView(api);
const account = new AccountView(api, session);
let chat = null;
let opening = 0;

session.addEventListener('started', () => open());
session.addEventListener('ended', ({ detail }) => close(detail));
window.addEventListener('hashchange', () => route());
$('skip').addEventListener('click', (event) => {
  // The address says which conversation is open.
  event.preventDefault();
  $(talk.peerId ? 'message-text' : 'search').focus();
});
$('open-account').addEventListener('click', () => account.show(chat.me));

if (session.isOpen) open();
else welcome.show('');

async function open() {
  const mine = ++opening;
  welcome.hide();
  $('chat').hidden = false;
  showConnection('connecting');
  try {
    const opened = await Chat.open(api, session);
    if (mine !== opening) {
      opened.close();
      return;
    }

    chat?.close();
    chat = opened;
  } catch (problem) {
    // Logged out is told by the session.
    if (problem.status === 401 || mine !== opening) return;
    showConnection('offline');
    setTimeout(() => mine === opening && open(), RETRY_MS);
    return;
  }

  chat.addEventListener('connection', ({ detail }) => showConnection(detail));
  chat.conversations.addEventListener('changed', showUnread);
  chat.addEventListener('message', ({ detail }) => {
    if (detail.sender_id !== talk.peerId) announce(`New message from ${detail.sender_username}`);
  });
  side.show(chat);
  talk.show(chat);
  showUnread();
  route();
}

function close(reason) {
  opening++;
  chat?.close();
  chat = null;
  account.hide();
  talk.close();
  $('chat').hidden = true;
  history.replaceState(null, '', '#/');
  document.title = 'ChatApp';
  welcome.show(reason);
}

function route() {
  if (!chat) return;
  const peerId = /^#\/with\/([0-9a-f-]{36})$/.exec(location.hash)?.[1];
  $('chat').dataset.pane = peerId ? 'talk' : 'side';
  side.open(peerId ?? null);
  if (peerId) talk.open(peerId);
  else talk.close();
}

function showConnection(state) {
  setText($('connection'), CONNECTION[state]);
  $('chat').dataset.connection = state;
}

function showUnread() {
  const { unread } = chat.conversations;
  document.title = unread > 0 ? `(${unread}) ChatApp` : 'ChatApp';
}
