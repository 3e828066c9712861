// Whom this user blocks. No event tells of a block, so the list is read again where it matters.

/** Event: "changed". */
export class Blocks extends EventTarget {
  #api;
  #users = new Map();

  constructor(api) {
    super();
    this.#api = api;
  }

  /** The blocked users, the newest block first. */
  get users() {
    return [...this.#users.values()];
  }

  has(userId) {
    return this.#users.has(userId);
  }

  async load() {
    const users = [];
    for (let path = 'users/me/blocks?limit=200'; path;) {
      const page = await this.#api.page(path);
      users.push(...page.items);
      path = page.next;
    }

    this.#users = new Map(users.map((user) => [user.id, user]));
    this.dispatchEvent(new Event('changed'));
  }

  async block(userId) {
    await this.#api.request('PUT', `users/${userId}/block`);
    await this.load();
  }

  async unblock(userId) {
    await this.#api.request('DELETE', `users/${userId}/block`);
    await this.load();
  }
}
