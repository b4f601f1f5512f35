/** Adding articles: files from here, or an address that the service fetches. */

import { json, post, signed } from "./client.js";
import { recount } from "./collection.js";
import { button, byId, el, fill } from "./dom.js";
import { bar, ENDED, follow } from "./job.js";
import { key, keyAfter } from "./key.js";
import { words } from "./language.js";
import { detailOf, inWords, Problem } from "./problem.js";
import { announce } from "./toast.js";

const INGEST = "/v1/ingest";
const JOBS = "/v1/jobs?limit=20";
const MISSING = new Set([404, 405]);

/** @typedef {import("./types.js").Job} Job */

/** The dialog in which articles are added; what is under way goes on when it is closed. */
export class AddDialog {
  constructor() {
    this.dialog = byId("add");
    this.jobs = el("ul", { class: "jobs" });
    this.followed = new Set();
  }

  show() {
    fill(this.dialog, this.#sheet());
    this.dialog.showModal();
    this.#resume();
  }

  #sheet() {
    const said = words();
    return el(
      "div",
      { class: "sheet" },
      el(
        "div",
        { class: "row" },
        el("h2", { id: "add-title" }, said.add),
        button("×", () => this.dialog.close(), { class: "plain icon", "aria-label": said.close }),
      ),
      el("p", { class: "quiet" }, said.addText),
      this.#fileForm(),
      this.#urlForm(),
      this.jobs,
    );
  }

  #fileForm() {
    const said = words();
    const input = el("input", { type: "file", id: "files", multiple: true });
    input.addEventListener("change", () => {
      if (input.files?.length) this.#start([...input.files]);
      input.value = "";
    });
    const area = el(
      "div",
      { class: "drop-area" },
      el("label", { for: "files" }, said.chooseFiles),
      input,
      el("span", { class: "quiet small" }, said.dropHere),
    );
    dropping(area, (files) => this.#start(files));
    return area;
  }

  #urlForm() {
    const said = words();
    const input = el("input", {
      type: "url",
      id: "url",
      required: true,
      placeholder: "https://",
      maxlength: 2000,
      pattern: "https?://.+",
    });
    const form = el(
      "form",
      {},
      el("label", { for: "url" }, said.url),
      el("div", { class: "row" }, input, el("button", { type: "submit", class: "plain" }, said.addUrl)),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#fetch(input.value);
      input.value = "";
    });
    return form;
  }

  /** Follow what was begun before this page was opened, or elsewhere. */
  async #resume() {
    for (const job of await running()) {
      if (!this.followed.has(job.id)) this.#run(words().filesNamed(job.first, job.total - 1), async () => job);
    }
  }

  /** @param {File[]} files */
  #start(files) {
    const name = words().filesNamed(files[0].name, files.length - 1);
    return this.#run(name, (row) =>
      upload(files, (share) => {
        fill(row, el("strong", { class: "clip" }, name), bar(words().sending(share), share, 100));
      }),
    );
  }

  /** @param {string} url */
  #fetch(url) {
    return this.#run(url, async () => (await (await post(INGEST, { url })).json()).job);
  }

  /** @param {string} name @param {(row: HTMLElement) => Promise<Job>} begin */
  async #run(name, begin) {
    const row = el("li", {}, el("strong", { class: "clip" }, name));
    this.jobs.prepend(row);
    try {
      const begun = await begin(row);
      this.followed.add(begun.id);
      const job = await follow(row, begun, name);
      announce(`${name}: ${words().states[job.state] ?? job.state}`);
      recount();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const why = MISSING.has(error.status) ? words().uploadMissing : inWords(error);
      fill(row, el("strong", { class: "clip" }, name), el("p", { class: "notice bad wrap", role: "alert" }, why));
    }
  }
}

/**
 * The jobs that have not ended; none where the service does not tell, which adding then says.
 * @returns {Promise<Job[]>}
 */
async function running() {
  try {
    const { jobs } = await json(JOBS);
    return jobs.filter((/** @type {Job} */ job) => !ENDED.has(job.state));
  } catch (error) {
    if (error instanceof Problem) return [];
    throw error;
  }
}

/** @param {HTMLElement} area @param {(files: File[]) => void} take */
function dropping(area, take) {
  area.addEventListener("dragover", (event) => {
    event.preventDefault();
    area.classList.add("over");
  });
  area.addEventListener("dragleave", () => area.classList.remove("over"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    area.classList.remove("over");
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length) take(files);
  });
}

/**
 * Send files; `fetch` cannot tell how much has gone out, hence the older interface.
 * @param {File[]} files @param {(percent: number) => void} progress
 * @returns {Promise<Job>}
 */
async function upload(files, progress) {
  for (;;) {
    const sent = key();
    const { status, text } = await send(files, sent, progress);
    if (status === 401 && (await keyAfter(sent))) continue;
    if (status < 200 || status >= 300) throw new Problem(status, detailOf(text));
    return JSON.parse(text).job;
  }
}

/**
 * @param {File[]} files @param {string} sent the key @param {(percent: number) => void} progress
 * @returns {Promise<{status: number, text: string}>}
 */
function send(files, sent, progress) {
  const body = new FormData();
  for (const file of files) body.append("files", file, file.name);
  const xhr = new XMLHttpRequest();
  xhr.open("POST", INGEST);
  for (const [name, value] of Object.entries(signed(sent))) xhr.setRequestHeader(name, value);
  xhr.upload.addEventListener("progress", ({ loaded, total }) => progress(Math.round((100 * loaded) / total)));
  return new Promise((resolve, reject) => {
    xhr.addEventListener("load", () => resolve({ status: xhr.status, text: xhr.responseText }));
    xhr.addEventListener("error", () => reject(new Problem(0, "")));
    xhr.send(body);
  });
}
