// Reactions: how an event changes a message, and which emoji the page offers.

/** The emoji of a message's menu, each with its name. */
export const COMMON = [
  ['👍', 'thumbs up'], ['❤️', 'heart'], ['😂', 'tears of joy'], ['😮', 'surprised'], ['😢', 'crying'], ['🙏', 'thanks'],
];

/** All emoji of the picker, each with its name. The server takes every emoji of Unicode. */
export const OFFERED = [
  ...COMMON,
  ['👎', 'thumbs down'], ['👏', 'applause'], ['🎉', 'party'], ['🔥', 'fire'], ['💯', 'hundred'], ['✅', 'check mark'],
  ['😀', 'grinning'], ['😅', 'relieved'], ['😍', 'in love'], ['🤔', 'thinking'], ['🙄', 'rolling eyes'], ['😎', 'cool'],
  ['😭', 'sobbing'], ['😡', 'angry'], ['👀', 'eyes'], ['🤝', 'handshake'], ['🚀', 'rocket'], ['☕', 'coffee'],
];

/** The message after an event of a reaction; the same object if nothing changes, because events may be repeated. */
export function withReaction(message, { type, emoji, user_id: userId }) {
  const known = message.reactions.find((reaction) => reaction.emoji === emoji);
  const isThere = known?.user_ids.includes(userId) ?? false;
  if (message.deleted_at || isThere === (type === 'reaction_added')) return message;
  const users = isThere ? known.user_ids.filter((id) => id !== userId) : [...(known?.user_ids ?? []), userId];
  const changed = { emoji, user_ids: users };
  const reactions = known
    ? message.reactions.map((reaction) => (reaction === known ? changed : reaction))
    : [...message.reactions, changed];
  return { ...message, reactions: reactions.filter((reaction) => reaction.user_ids.length > 0) };
}
