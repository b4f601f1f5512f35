/** Server-sent events out of a stream of bytes. */

/** @typedef {{event: string, data: string}} ServerEvent */

/** Events as their last line arrives; comments and other fields are passed over. */
export class EventParser {
  #rest = "";
  #event = "";
  /** @type {string[]} */
  #data = [];

  /** @param {string} text @returns {ServerEvent[]} what is complete now */
  feed(text) {
    const found = /** @type {ServerEvent[]} */ ([]);
    const whole = this.#rest + text;
    // a \r at the end may be half of a line end
    const usable = whole.endsWith("\r") ? whole.slice(0, -1) : whole;
    const lines = usable.split(/\r\n|\n|\r/);
    this.#rest = /** @type {string} */ (lines.pop()) + whole.slice(usable.length);
    for (const line of lines) {
      const event = this.#take(line);
      if (event) found.push(event);
    }
    return found;
  }

  /** @param {string} line @returns {ServerEvent | null} */
  #take(line) {
    if (line) {
      const [, name, value] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
      if (name === "event") this.#event = value;
      if (name === "data") this.#data.push(value);
      return null;
    }
    const event = { event: this.#event || "message", data: this.#data.join("\n") };
    const any = this.#data.length > 0;
    this.#event = "";
    this.#data = [];
    return any ? event : null;
  }
}

/** @param {ReadableStream<Uint8Array>} stream @returns {AsyncGenerator<ServerEvent>} */
export async function* events(stream) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  const parser = new EventParser();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* parser.feed(decoder.decode(value, { stream: true }));
    }
  } finally {
    await reader.cancel().catch(() => undefined); // it has ended by itself, or the reader left
  }
}
