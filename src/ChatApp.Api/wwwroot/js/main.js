// The entry point of the page. The session decides what is shown, and the URL decides which conversation is open.

import { AccountView } from './account-view.js';
import { Api } from './api.js';
import { showUnread } from './badge.js';
import { Chat } from './chat.js';
import { $, announce, setText } from './dom.js';
import { Drafts } from './drafts.js';
import { nameOf } from './people.js';
import { Session } from './session.js';
import { SideView } from './side-view.js';
import { TalkView } from './talk-view.js';
import { followViewport } from './viewport.js';
import { WelcomeView } from './welcome-view.js';

const RETRY_MS = 3_000;

// A conversation, or one of its messages.
const ROUTE = /^#\/with\/([0-9a-f-]{36})(?:\/at\/([0-9a-f-]{36}))?$/;

const CONNECTION = {
  online: '',
  connecting: 'Connecting …',
  offline: 'You are offline. Your messages are sent when the connection is back.',
  away: 'The server cannot be reached. Your messages are sent when it is back.',
};

const session = new Session();
const api = new Api(session);
const welcome = new WelcomeView(session);
const side = new SideView(api);
const talk = new TalkView(api, search);
const account = new AccountView(api, session);
let chat = null;
let opening = 0;

followViewport($('chat'));
session.addEventListener('started', () => open({ isLogin: true }));
session.addEventListener('ended', ({ detail }) => close(detail));
window.addEventListener('hashchange', () => route());
document.addEventListener('click', (event) => {
  // A link to where the page already is changes nothing, but a found message may be out of view by now.
  const link = event.target.closest('a');
  if (link?.hash === location.hash && ROUTE.exec(link.hash)?.[2]) route();
});
$('skip').addEventListener('click', (event) => {
  // The URL decides which conversation is open.
  event.preventDefault();
  $(talk.peerId ? 'message-text' : 'search').focus();
});
$('try-now').addEventListener('click', () => (chat ? chat.connection.tryNow() : open()));
$('open-account').addEventListener('click', () => chat && account.show(chat));

if (session.isOpen) open();
else welcome.show('');

async function open({ isLogin = false } = {}) {
  const mine = ++opening;
  welcome.hide();
  $('chat').hidden = false;
  if (isLogin) side.focus();
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
    // For a 401, the session reports the logout.
    if (problem.status === 401 || mine !== opening) return;
    showConnection(navigator.onLine ? 'away' : 'offline');
    setTimeout(() => mine === opening && open(), RETRY_MS);
    return;
  }

  chat.addEventListener('connection', ({ detail }) => showConnection(detail));
  const { conversations } = chat;
  conversations.addEventListener('changed', () => {
    if (chat?.conversations === conversations) showUnread(conversations.unread);
  });
  chat.addEventListener('message', ({ detail }) => announceElsewhere(detail));
  side.show(chat);
  talk.show(chat);
  showUnread(conversations.unread);
  if (isLogin) announce(`You are logged in as ${chat.me.display_name}.`);
  route();
}

function close(reason) {
  opening++;
  chat?.close();
  chat = null;
  for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();
  for (const popover of document.querySelectorAll(':popover-open')) popover.hidePopover();
  talk.close();
  side.close();
  Drafts.forgetAll();
  $('chat').hidden = true;
  history.replaceState(null, '', '#/');
  showUnread(0);
  welcome.show(reason);
  announce(reason || 'You are logged out.');
}

function route() {
  if (!chat) return;
  const [, peerId, messageId] = ROUTE.exec(location.hash) ?? [];
  const left = talk.peerId;
  $('chat').dataset.pane = peerId ? 'talk' : 'side';
  side.open(peerId ?? null);
  if (!peerId) {
    talk.close();
    if (left) side.focus(left);
  } else if (messageId && peerId === left) {
    talk.goTo(messageId);
  } else {
    talk.open(peerId, messageId);
  }

  // The results of a search stay while its reader goes through them.
  if (peerId && !messageId) side.clearSearch();
}

// On a phone, the list takes the place of the conversation.
function search(peerId, name) {
  if ($('side').checkVisibility()) {
    side.searchIn(peerId, name);
    return;
  }

  window.addEventListener('hashchange', () => side.searchIn(peerId, name), { once: true });
  location.hash = '#/';
}

function announceElsewhere(message) {
  const row = chat?.conversations.of(message.sender_id);
  if (row && !row.muted && row.user_id !== talk.peerId) announce(`New message from ${nameOf(row)}`);
}

function showConnection(state) {
  $('chat').dataset.connection = state;
  $('connection').hidden = state === 'online';
  setText($('connection-text'), CONNECTION[state]);

  // While connecting, the button does not move, so that the focus stays on it.
  if (state === 'connecting') return;
  const hasFocus = document.activeElement === $('try-now');
  $('try-now').hidden = state !== 'away';
  if (hasFocus && state !== 'away') (talk.peerId ? talk : side).focus();
}
