// What a user can do with a conversation: find in it, pin, mute and archive it, and block the other user.

import { confirmed } from './confirm.js';
import { openMenu } from './menu.js';
import { nameOf } from './people.js';

/**
 * Opens the menu of a conversation at an element.
 * @param search begins a search in the conversation
 * @param report shows a Problem, or with null that there is none
 */
export async function openConversationMenu({ chat, peerId, at, returnTo, search, report }) {
  const row = chat.conversations.of(peerId);
  const name = nameOf(await chat.people.get(peerId));
  const attempt = async (work) => {
    report(null);
    try {
      await work();
    } catch (problem) {
      report(problem);
    }
  };
  const arrange = (changes) => () => attempt(() => chat.conversations.arrange(peerId, changes));
  const block = async () => {
    const question = {
      title: `Block ${name}?`,
      text: 'Neither of you can write to the other until you lift the block. Your messages stay.',
      action: 'Block',
    };
    if (await confirmed(question)) await attempt(() => chat.blocks.block(peerId));
  };
  openMenu(at, `Conversation with ${name}`, [
    row && { text: 'Search in this conversation', icon: 'search', act: () => search(peerId, name) },
    row && { text: row.pinned ? 'Unpin' : 'Pin', icon: 'pin', act: arrange({ pinned: !row.pinned }) },
    row && { text: row.muted ? 'Unmute' : 'Mute', icon: 'mute', act: arrange({ muted: !row.muted }) },
    row && {
      text: row.archived ? 'Take out of the archive' : 'Archive', icon: 'archive',
      act: arrange({ archived: !row.archived }),
    },
    blockItem(),
  ].filter((item) => item), returnTo);

  function blockItem() {
    if (peerId === chat.me.id) return null;
    return chat.blocks.has(peerId)
      ? { text: 'Lift the block', icon: 'block', act: () => attempt(() => chat.blocks.unblock(peerId)) }
      : { text: 'Block …', icon: 'block', act: block, isDangerous: true };
  }
}
