/**
 * What the service sends and takes, as far as the page looks at it.
 *
 * @typedef {{as_of?: string, since?: string, until?: string, sources?: string[], languages?: string[]}} Filters
 * @typedef {{passages: number, articles: number, undated?: number, filters: Filters, question?: string}} Searched
 * @typedef {{number: number, article_id: string, revision: number, title: string, source: string,
 *   url: string, published_at: string | null, locator?: string | null, start: number, end: number,
 *   quote: string}} Citation
 * @typedef {{subject: string, values: {value: string, citations: number[]}[]}} Disagreement
 * @typedef {{reason: string, message: string, nearest?: Citation[]}} Abstention
 * @typedef {{id: string, question: string, status: "answered" | "abstained", answer: string,
 *   citations: Citation[], disagreements: Disagreement[],
 *   abstention: Abstention | null, searched: Searched, generator: string,
 *   degraded: boolean, degraded_because?: string, removed_claims?: number, confidence?: number,
 *   timings_ms?: Record<string, number>}} Answer
 * @typedef {{article_id: string, revision: number, title: string, source: string, url: string,
 *   published_at: string | null}} Source
 * @typedef {{id: string, revision: number, title: string, source: string, topic?: string, url: string,
 *   published_at: string | null, language?: string, text?: string, valid_to?: string | null}} Article
 * @typedef {{id: string, state: string, first: string, counts: Record<string, number>, total: number,
 *   failures?: {what: string, why: string}[], created_at?: string}} Job
 * @typedef {{articles: number, revisions: number, passages: number, sources: Record<string, number>,
 *   embedder: string, bytes: number}} Stats
 */
export {};
