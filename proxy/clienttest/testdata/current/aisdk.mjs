// ollama-ai-provider-v2 under the AI SDK: Cline uses it. It sends "think": false on every call.
import assert from "node:assert/strict";
import { embed, embedMany, generateText, Output, stepCountIs, streamText, tool } from "ai";
import { createOllama } from "ollama-ai-provider-v2";
import { z } from "zod";
import { chat, check, embedder, png, thinker, url } from "./check.mjs";

const ollama = createOllama({ baseURL: url + "/api" });
const model = ollama(chat);
const weather = tool({
  description: "the weather of a city",
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => city + " is sunny",
});
const report = z.object({ city: z.string(), degrees: z.number() });
globalThis.AI_SDK_LOG_WARNINGS = false;
const quiet = { maxRetries: 0 };

await check("chat", async () => {
  const r = await generateText({ ...quiet, model, system: "be kind", prompt: "hi", temperature: 0, maxOutputTokens: 100 });
  assert.equal(r.text, "Hello from Keyport");
  assert.equal(r.finishReason, "stop");
  assert.equal(r.usage.inputTokens, 9);
});

await check("stream", async () => {
  const r = streamText({ ...quiet, model, prompt: "hi", onError() {} });
  let said = "";
  for await (const part of r.textStream) said += part;
  assert.equal(said, "Hello from Keyport");
  assert.equal(await r.finishReason, "stop");
  assert.equal((await r.usage).outputTokens, 5);
});

await check("completion", async () => {
  assert.equal((await generateText({ ...quiet, model: ollama.completion(chat), prompt: "hi" })).text, "Hello from Keyport");
});

await check("an upstream that does not count", async () => {
  assert.equal((await generateText({ ...quiet, model, prompt: "uncounted" })).text, "Hello from Keyport");
});

await check("tools over two turns", async () => {
  const r = await generateText({ ...quiet, model, prompt: "the weather in two cities", tools: { weather }, stopWhen: stepCountIs(3) });
  assert.equal(r.text, "Reports: Paris Paris is sunny, Rome Rome is sunny");
  assert.equal(r.steps.length, 2);
});

await check("tools in a stream", async () => {
  const r = streamText({ ...quiet, model, prompt: "the weather in two cities", tools: { weather }, stopWhen: stepCountIs(3), onError() {} });
  let said = "";
  for await (const part of r.textStream) said += part;
  assert.equal(said, "Reports: Paris Paris is sunny, Rome Rome is sunny");
});

await check("a chosen tool", async () => {
  const r = await generateText({ ...quiet, model, prompt: "the weather", tools: { weather }, toolChoice: { type: "tool", toolName: "weather" } });
  assert.equal(r.toolCalls[0].toolName, "weather");
  assert.deepEqual(r.toolCalls[0].input, { city: "Paris" });
});

await check("structured output", async () => {
  const r = await generateText({ ...quiet, model, prompt: "the weather", output: Output.object({ schema: report }) });
  assert.deepEqual(r.output, { city: "Paris", degrees: 21 });
  const s = streamText({ ...quiet, model, prompt: "the weather", output: Output.object({ schema: report }), onError() {} });
  let last;
  for await (const part of s.partialOutputStream) last = part;
  assert.deepEqual(last, { city: "Paris", degrees: 21 });
});

await check("images", async () => {
  const content = [{ type: "text", text: "what is this" }, { type: "file", mediaType: "image/png", data: png }];
  assert.equal((await generateText({ ...quiet, model, messages: [{ role: "user", content }] })).text, "I see image/png");
});

await check("thinking", async () => {
  const providerOptions = { ollama: { think: true } };
  const r = await generateText({ ...quiet, model: ollama(thinker), prompt: "hi", providerOptions });
  assert.deepEqual([r.reasoningText, r.text], ["Let me see. ", "Hello from Keyport"]);
  const s = streamText({ ...quiet, model: ollama(thinker), prompt: "hi", providerOptions, onError() {} });
  const seen = { "text-delta": "", "reasoning-delta": "" };
  for await (const part of s.fullStream) if (part.type in seen) seen[part.type] += part.text;
  assert.deepEqual(Object.values(seen), ["Hello from Keyport", "Let me see. "]);
});

await check("embeddings", async () => {
  assert.deepEqual((await embed({ ...quiet, model: ollama.embedding(embedder), value: "abc" })).embedding, [3, 0.5]);
  const many = await embedMany({ ...quiet, model: ollama.embedding(embedder), values: ["a", "bb"] });
  assert.deepEqual(many.embeddings, [[1, 0.5], [2, 0.5]]);
});

await check("errors are sentences", async () => {
  // The provider looks for OpenAI's error object, which Ollama does not send; the body is kept.
  await assert.rejects(generateText({ ...quiet, model, prompt: "bad key" }), (e) => e.statusCode === 400 && /refused the API key/.test(e.responseBody));
});
