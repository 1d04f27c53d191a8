// The npm package "ollama": VS Code's Ollama extension, Roo Code and n8n use it.
import assert from "node:assert/strict";
import { Ollama } from "ollama";
import { chat, check, embedder, png, thinker, url } from "./check.mjs";

const ollama = new Ollama({ host: url });
const user = (content, more) => ({ role: "user", content, ...more });
const weather = {
  type: "function",
  function: {
    name: "weather",
    description: "the weather of a city",
    parameters: { type: "object", required: ["city"], properties: { city: { type: "string" } } },
  },
};
const schema = { type: "object", properties: { city: { type: "string" }, degrees: { type: "integer" } } };

async function collect(stream) {
  const all = { content: "", thinking: "", calls: [], last: null };
  for await (const line of stream) {
    all.content += line.message?.content ?? line.response ?? "";
    all.thinking += line.message?.thinking ?? line.thinking ?? "";
    all.calls.push(...(line.message?.tool_calls ?? []));
    all.last = line;
  }
  return all;
}

await check("list, show, version", async () => {
  const { models } = await ollama.list();
  assert.deepEqual(models.map((m) => m.model), [chat, thinker]);
  for (const m of models) assert.ok(m.name && m.digest && m.modified_at && m.details.family);
  const shown = await ollama.show({ model: chat });
  assert.ok(shown.capabilities.includes("tools") && shown.capabilities.includes("vision"));
  assert.equal(shown.model_info["gpt.context_length"], 128000);
  assert.match((await ollama.version()).version, /^\d+\.\d+\.\d+$/);
});

await check("chat", async () => {
  const r = await ollama.chat({ model: chat, messages: [user("hi")], options: { temperature: 0, num_ctx: 4096, top_k: 5 } });
  assert.equal(r.message.content, "Hello from Keyport");
  assert.ok(r.done && r.done_reason === "stop" && r.model === chat);
  assert.ok(r.prompt_eval_count === 9 && r.eval_count === 5 && r.eval_duration > 0);
});

await check("stream", async () => {
  const all = await collect(await ollama.chat({ model: chat, messages: [user("hi")], stream: true, keep_alive: "5m" }));
  assert.equal(all.content, "Hello from Keyport");
  assert.ok(all.last.done && all.last.eval_count === 5);
});

await check("generate", async () => {
  assert.equal((await ollama.generate({ model: chat, prompt: "hi" })).response, "Hello from Keyport");
  const all = await collect(await ollama.generate({ model: chat, system: "be kind", prompt: "hi", stream: true }));
  assert.ok(all.content === "Hello from Keyport" && all.last.done);
});

for (const stream of [false, true]) {
  await check(`tools over two turns, stream ${stream}`, async () => {
    const messages = [user("the weather in two cities")];
    const ask = async (tools) => {
      const r = await ollama.chat({ model: chat, messages, tools, stream });
      return stream ? await collect(r) : { content: r.message.content, calls: r.message.tool_calls };
    };
    const first = await ask([weather]);
    assert.deepEqual(first.calls.map((c) => [c.function.name, c.function.arguments]), [["weather", { city: "Paris" }], ["weather", { city: "Rome" }]]);
    // With names only, as the package's own examples have it; no ids.
    messages.push({ role: "assistant", content: "", tool_calls: first.calls.map((c) => ({ function: c.function })) });
    for (const c of first.calls) messages.push({ role: "tool", tool_name: c.function.name, content: c.function.arguments.city + " is sunny" });
    assert.equal((await ask([weather])).content, "Reports: Paris Paris is sunny, Rome Rome is sunny");
  });
}

await check("tool results as user messages", async () => {
  // Roo Code: the calls stay in the history, the results are the person's words.
  const messages = [
    user("the weather"),
    { role: "assistant", content: "", tool_calls: [{ function: { name: "weather", arguments: { city: "Paris" } } }] },
    user("sunny"),
  ];
  assert.equal((await ollama.chat({ model: chat, messages })).message.content, "Hello from Keyport");
});

await check("structured output", async () => {
  for (const format of ["json", schema]) {
    const r = await ollama.chat({ model: chat, messages: [user("the weather")], format });
    assert.deepEqual(JSON.parse(r.message.content), { city: "Paris", degrees: 21 });
    const all = await collect(await ollama.generate({ model: chat, prompt: "the weather", format, stream: true }));
    assert.deepEqual(JSON.parse(all.content), { city: "Paris", degrees: 21 });
  }
});

await check("images", async () => {
  for (const image of [png, new Uint8Array(Buffer.from(png, "base64"))]) {
    const r = await ollama.chat({ model: chat, messages: [user("what is this", { images: [image] })] });
    assert.equal(r.message.content, "I see image/png");
  }
  assert.equal((await ollama.generate({ model: chat, prompt: "what", images: [png] })).response, "I see image/png");
});

await check("thinking", async () => {
  for (const think of [true, "high", undefined]) {
    const r = await ollama.chat({ model: thinker, messages: [user("hi")], think });
    assert.deepEqual([r.message.thinking, r.message.content], ["Let me see. ", "Hello from Keyport"]);
  }
  const all = await collect(await ollama.chat({ model: thinker, messages: [user("hi")], think: true, stream: true }));
  assert.deepEqual([all.thinking, all.content], ["Let me see. ", "Hello from Keyport"]);
  assert.equal((await ollama.chat({ model: thinker, messages: [user("hi")], think: false })).message.thinking, undefined);
});

await check("embeddings", async () => {
  assert.deepEqual((await ollama.embed({ model: embedder, input: "abc" })).embeddings, [[3, 0.5]]);
  assert.deepEqual((await ollama.embed({ model: embedder, input: ["a", "bb", "ccc"] })).embeddings, [[1, 0.5], [2, 0.5], [3, 0.5]]);
  assert.deepEqual((await ollama.embed({ model: embedder, input: [] })).embeddings, []);
  assert.deepEqual((await ollama.embeddings({ model: embedder, prompt: "abcd" })).embedding, [4, 0.5]);
});

await check("ps and pull", async () => {
  const { models } = await ollama.ps();
  assert.ok(models.some((m) => m.model === chat && new Date(m.expires_at) > new Date()));
  assert.ok(models.some((m) => m.model === embedder));
  assert.equal((await ollama.pull({ model: chat })).status, "success");
  const seen = [];
  for await (const p of await ollama.pull({ model: chat, stream: true })) seen.push(p.status);
  assert.equal(seen.at(-1), "success");
  await assert.rejects(ollama.pull({ model: "nope" }), /file does not exist/);
});

await check("errors are sentences", async () => {
  await assert.rejects(ollama.chat({ model: chat, messages: [user("bad key")] }), { message: /refused the API key/, status_code: 400 });
  await assert.rejects(ollama.chat({ model: chat, messages: [user("bad key")], stream: true }), /refused the API key/);
  await assert.rejects(ollama.show({ model: "nope" }), /model 'nope' not found/);
  await assert.rejects(ollama.delete({ model: chat }), /does not manage model files/);
  await assert.rejects(ollama.create({ model: "x", from: chat }), /does not manage model files/);
});

await check("a stream that breaks", async () => {
  let said = "";
  await assert.rejects(async () => {
    for await (const line of await ollama.chat({ model: chat, messages: [user("break")], stream: true })) said += line.message.content;
  }, (e) => !/Did not receive done/.test(e.message));
  assert.equal(said, "Hello ");
});

await check("a stream that the client ends", async () => {
  const stream = await ollama.chat({ model: chat, messages: [user("wait for ever")], stream: true });
  await assert.rejects(async () => {
    for await (const _ of stream) stream.abort();
  }, /abort/i);
});
