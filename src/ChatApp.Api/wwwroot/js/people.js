// The names of users, from the conversation list or, for others, from the server.

/** The name to show. A closed account has an empty one. */
export const nameOf = (person) => person.display_name || 'Deleted user';

export class People {
  #api;
  #conversations;
  #me;
  #others = new Map();

  constructor(api, conversations, me) {
    this.#api = api;
    this.#conversations = conversations;
    this.#me = me;
  }

  /** What is known of a user at once, or undefined. */
  known(userId) {
    return userId === this.#me.id ? this.#me : this.#conversations.of(userId) ?? this.#others.get(userId);
  }

  /** A user with username and display_name. */
  async get(userId) {
    const known = this.known(userId);
    if (known) return known;
    const user = await this.#api.get(`users/${userId}`);
    this.#others.set(userId, user);
    return user;
  }

  /** Handles a user_updated event. */
  take({ user_id: userId, username, display_name }) {
    const names = { username, display_name };
    if (userId === this.#me.id) Object.assign(this.#me, names);
    else if (this.#others.has(userId)) Object.assign(this.#others.get(userId), names);
  }
}
