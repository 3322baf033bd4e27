// The link to the server: one stream of events, one list of the pages that are open, and coming back when the server was away.

const EVENTS = ["pages", "assets", "problems", "follow"];
const SHORTEST_WAIT = 250;
const LONGEST_WAIT = 2_000;

/// Gives every event of the server to `receive(event, data)`, and `state` with `{ connected }` besides.
export class Link {
  #receive;
  #stream;
  #timer;
  #wait = SHORTEST_WAIT;
  #client;
  #pages = {};
  #told;
  #telling = false;

  constructor(receive) {
    this.#receive = receive;
  }

  open() {
    if (!this.#stream && !this.#timer) this.#connect();
  }

  close() {
    clearTimeout(this.#timer);
    this.#stream?.close();
    this.#timer = this.#stream = this.#client = undefined;
  }

  /// Says which pages are open, by path, and the tag of what each shows. `arrived`: one of them was opened just now, and may have
  /// missed a change even where the list is the same as before.
  show(pages, arrived) {
    this.#pages = pages;
    if (arrived) this.#told = undefined;
    this.#tell();
  }

  #connect() {
    this.#timer = undefined;
    const stream = new EventSource("/__ribbon/events");
    this.#stream = stream;
    stream.addEventListener("hello", ({ data }) => {
      const { client, revision, errors, warnings } = JSON.parse(data);
      this.#client = client;
      this.#told = undefined;
      this.#wait = SHORTEST_WAIT;
      this.#receive("state", { connected: true });
      this.#receive("problems", { revision, errors, warnings });
      this.#tell();
    });
    for (const event of EVENTS) stream.addEventListener(event, ({ data }) => this.#receive(event, JSON.parse(data)));
    // A stream gives up for good on some failures and waits for seconds on others, so the waiting is done here.
    stream.addEventListener("error", () => stream === this.#stream && this.#again());
  }

  #again() {
    this.close();
    this.#receive("state", { connected: false });
    this.#timer = setTimeout(() => this.#connect(), this.#wait);
    this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT);
  }

  /// One request at a time: what changes meanwhile goes into the next.
  async #tell() {
    if (this.#telling) return;
    this.#telling = true;
    while (this.#client && this.#told !== JSON.stringify(this.#pages)) {
      const client = this.#client;
      this.#told = JSON.stringify(this.#pages);
      try {
        const response = await fetch("/__ribbon/open", {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ client, pages: this.#pages }),
        });
        if (!response.ok) throw new Error(`status ${response.status}`);
        const changed = await response.json();
        if (Object.keys(changed).length > 0) this.#receive("pages", changed);
      } catch {
        // The server restarted or is gone: another connection brings another `hello`, and then everything is told again.
        if (client === this.#client) this.#again();
      }
    }
    this.#telling = false;
  }
}
