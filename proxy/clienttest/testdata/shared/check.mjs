// What the scripts share. Each check prints one line of JSON that the Go test reads.
export const url = process.env.KEYPORT_URL;
export const chat = "gpt-4o";
export const thinker = "qwen3-8b";
export const embedder = "text-embedding-3-small";

// A red point, as PNG.
export const png =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";

export async function check(name, run) {
  let error;
  try {
    await run();
  } catch (e) {
    error = String(e?.stack ?? e);
    if (e?.cause) error += "\ncause: " + String(e.cause?.stack ?? e.cause);
    if (e?.responseBody) error += "\nbody: " + e.responseBody;
  }
  console.log(JSON.stringify({ name, error }));
}
