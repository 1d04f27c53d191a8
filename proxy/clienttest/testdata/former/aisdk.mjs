// ollama-ai-provider under the AI SDK 4, as older programs still carry it.
import assert from "node:assert/strict";
import { embed, embedMany, generateObject, generateText, streamObject, streamText, tool } from "ai";
import { createOllama } from "ollama-ai-provider";
import { z } from "zod";
import { chat, check, embedder, png, url } from "./check.mjs";

const ollama = createOllama({ baseURL: url + "/api" });
const model = ollama(chat);
const weather = tool({
  description: "the weather of a city",
  parameters: z.object({ city: z.string() }),
  execute: async ({ city }) => city + " is sunny",
});
const report = z.object({ city: z.string(), degrees: z.number() });
const quiet = { maxRetries: 0 };

await check("chat", async () => {
  const r = await generateText({ ...quiet, model, system: "be kind", prompt: "hi", temperature: 0, maxTokens: 100 });
  assert.deepEqual([r.text, r.finishReason, r.usage.promptTokens], ["Hello from Keyport", "stop", 9]);
});

await check("stream", async () => {
  const r = streamText({ ...quiet, model, prompt: "hi" });
  let said = "";
  for await (const part of r.textStream) said += part;
  assert.deepEqual([said, await r.finishReason, (await r.usage).completionTokens], ["Hello from Keyport", "stop", 5]);
});

await check("an upstream that does not count", async () => {
  assert.equal((await generateText({ ...quiet, model, prompt: "uncounted" })).text, "Hello from Keyport");
  let said = "";
  for await (const part of streamText({ ...quiet, model, prompt: "uncounted" }).fullStream) {
    assert.notEqual(part.type, "error", String(part.error));
    said += part.textDelta ?? "";
  }
  assert.equal(said, "Hello from Keyport");
});

await check("tools over two turns", async () => {
  const r = await generateText({ ...quiet, model, prompt: "the weather in two cities", tools: { weather }, maxSteps: 3 });
  assert.equal(r.text, "Reports: Paris Paris is sunny, Rome Rome is sunny");
  assert.equal(r.steps.length, 2);
});

await check("tools in a stream", async () => {
  // Of a true stream this provider reads the text alone, whoever answers.
  const r = streamText({ ...quiet, model: ollama(chat, { simulateStreaming: true }), prompt: "the weather in two cities", tools: { weather }, maxSteps: 3 });
  let said = "";
  for await (const part of r.textStream) said += part;
  assert.equal(said, "Reports: Paris Paris is sunny, Rome Rome is sunny");
});

await check("structured output", async () => {
  for (const structuredOutputs of [true, false]) {
    const r = await generateObject({ ...quiet, model: ollama(chat, { structuredOutputs }), prompt: "the weather", schema: report });
    assert.deepEqual(r.object, { city: "Paris", degrees: 21 });
  }
  const byTool = await generateObject({ ...quiet, model, mode: "tool", prompt: "the weather", schema: report });
  assert.deepEqual(byTool.object, { city: "Paris", degrees: 21 });
  const s = streamObject({ ...quiet, model: ollama(chat, { structuredOutputs: true }), prompt: "the weather", schema: report });
  let last;
  for await (const part of s.partialObjectStream) last = part;
  assert.deepEqual(last, { city: "Paris", degrees: 21 });
});

await check("images", async () => {
  const content = [{ type: "text", text: "what is this" }, { type: "image", image: Buffer.from(png, "base64") }];
  assert.equal((await generateText({ ...quiet, model, messages: [{ role: "user", content }] })).text, "I see image/png");
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
