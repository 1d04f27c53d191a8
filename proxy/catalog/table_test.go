package catalog

import "testing"

func TestWellKnownModels(t *testing.T) {
	const (
		chat = 1 << (iota + 8)
		embed
		tools
	)
	all := chat | tools
	for id, want := range map[string]struct{ context, can int }{
		"gpt-6-astra":                           {922000, all | sees | thinks},
		"gpt-5.6":                               {922000, all | sees | thinks},
		"gpt-5.4":                               {272000, all | sees | thinks},
		"gpt-5-mini-2025-08-07":                 {272000, all | sees | thinks},
		"gpt-5.2-chat-latest":                   {128000, all | sees},
		"gpt-4.1-nano":                          {1000000, all | sees},
		"gpt-4o-2024-08-06":                     {128000, all | sees},
		"ft:gpt-4o-mini-2024-07-18:org:name:id": {128000, all | sees},
		"gpt-4":                                 {8192, all},
		"gpt-4-1106-preview":                    {128000, all},
		"gpt-3.5-turbo-0125":                    {16000, all},
		"o1-mini":                               {128000, chat | thinks},
		"o3-mini-2025-01-31":                    {200000, all | thinks},
		"o3":                                    {200000, all | sees | thinks},
		"o4-mini":                               {200000, all | sees | thinks},
		"o3x-labs":                              {DefaultContext, all},
		"openai/gpt-oss-120b":                   {131072, all | thinks},
		"openai/gpt-5-pro":                      {272000, all | sees | thinks},
		"claude-opus-4-1-20250805":              {200000, all | sees | thinks},
		"claude-opus-5-5":                       {1000000, all | sees | thinks},
		"anthropic/claude-sonnet-4.6":           {1000000, all | sees | thinks},
		"us.anthropic.claude-haiku-4-5-20251001-v1:0": {200000, all | sees | thinks},
		"claude-3-5-haiku-20241022":                   {200000, all | sees},
		"claude-3-7-sonnet-latest":                    {200000, all | sees | thinks},
		"gemini-3.8-flash":                            {1000000, all | sees | thinks},
		"models/gemini-2.0-flash":                     {1000000, all | sees},
		"gemma3:4b":                                   {128000, all | sees},
		"google/gemma-3-27b-it:free":                  {128000, all | sees},
		"grok-4.7":                                    {500000, all | sees | thinks},
		"grok-4-fast-non-reasoning":                   {2000000, all | sees},
		"x-ai/grok-4.1-fast":                          {2000000, all | sees | thinks},
		"deepseek-v4-pro":                             {1000000, all | thinks},
		"deepseek/deepseek-r1:free":                   {64000, all | thinks},
		"deepseek-chat":                               {128000, all},
		"mistral-small-latest":                        {128000, all | sees},
		"open-mistral-nemo":                           {128000, all},
		"codestral-latest":                            {256000, all},
		"qwen3:8b":                                    {32768, all | thinks},
		"Qwen/Qwen3-235B-A22B-Instruct-2507":          {256000, all},
		"qwen/qwen3.8-27b":                            {256000, all | sees | thinks},
		"qwen3-coder:480b":                            {256000, all},
		"qwen3-vl-8b-thinking":                        {131072, all | sees | thinks},
		"qwen2.5-coder:7b":                            {32768, all},
		"moonshotai/kimi-k2.6":                        {256000, all | sees | thinks},
		"kimi-k2-thinking":                            {256000, all | thinks},
		"z-ai/glm-5.2":                                {200000, all | thinks},
		"minimax/minimax-m3":                          {1000000, all | thinks},
		"meta-llama/Llama-3.3-70B-Instruct":           {128000, all},
		"Meta-Llama-3.1-8B-Instruct":                  {128000, all},
		"us.meta.llama3-3-70b-instruct-v1:0":          {128000, all},
		"llama3:8b":                                   {8192, chat},
		"llama3.2:3b":                                 {128000, all},
		"accounts/fireworks/models/llama-v3p1-405b-instruct": {DefaultContext, all},
		"amazon.nova-pro-v1:0":                               {300000, all | sees},
		"phi4:14b":                                           {16000, chat},
		"phind-codellama":                                    {DefaultContext, all},
		"somebodys-own-model":                                {DefaultContext, all},
		"vanguard-7b":                                        {DefaultContext, all},
		"olive-1":                                            {DefaultContext, all},

		"text-embedding-3-small":               {8191, embed},
		"text-embedding-nomic-embed-text-v1.5": {2048, embed},
		"nomic-embed-text:latest":              {2048, embed},
		"BAAI/bge-large-en-v1.5":               {512, embed},
		"bge-m3":                               {8191, embed},
		"all-minilm:l6-v2":                     {256, embed},
		"gemini-embedding-001":                 {2048, embed},

		"whisper-1": {DefaultContext, 0}, "tts-1-hd": {DefaultContext, 0}, "gpt-4o-mini-tts": {DefaultContext, 0}, "dall-e-3": {DefaultContext, 0},
		"gpt-image-1.5": {DefaultContext, 0}, "omni-moderation-latest": {DefaultContext, 0}, "gpt-4o-realtime-preview": {DefaultContext, 0},
		"gpt-4o-transcribe": {DefaultContext, 0}, "gpt-audio-mini": {DefaultContext, 0}, "sora-2-pro": {DefaultContext, 0}, "davinci-002": {DefaultContext, 0},
		"gpt-3.5-turbo-instruct": {DefaultContext, 0}, "o3-deep-research": {DefaultContext, 0}, "gpt-5-codex": {272000, sees | thinks}, "o1-pro": {200000, sees | thinks},
		"gpt-5.5-pro-2026-04-23": {922000, sees | thinks}, "codex-mini-latest": {DefaultContext, 0}, "computer-use-preview": {DefaultContext, 0},
		"imagen-4.0-generate-001": {DefaultContext, 0}, "veo-3.1-generate-preview": {DefaultContext, 0}, "gemini-3-pro-image-preview": {DefaultContext, 0},
		"gemini-3.1-flash-live-preview": {DefaultContext, 0}, "gemini-2.5-flash-native-audio-latest": {DefaultContext, 0}, "lyria-3-pro-preview": {DefaultContext, 0},
		"nano-banana-pro-preview": {DefaultContext, 0}, "aqa": {DefaultContext, 0}, "mistral-ocr-latest": {DefaultContext, 0}, "voxtral-mini-tts-2603": {DefaultContext, 0},
		"meta-llama/llama-guard-4-12b": {DefaultContext, 0}, "openai/gpt-oss-safeguard-20b": {DefaultContext, 0}, "grok-imagine-video": {DefaultContext, 0},
		"qwen3-asr-flash": {DefaultContext, 0}, "qwen-image-3.0-pro": {DefaultContext, 0}, "wan2.6-t2v": {DefaultContext, 0}, "rerank-v3.5": {DefaultContext, 0},
		"black-forest-labs/FLUX.1-schnell": {DefaultContext, 0}, "happyhorse-1.1-i2v": {DefaultContext, 0},
	} {
		m := Known(id)
		got := 0
		for bit, on := range map[int]bool{chat: m.Chat, embed: m.Embed, tools: m.Tools, sees: m.Vision, thinks: m.Thinking} {
			if on {
				got |= bit
			}
		}
		if m.ID != id || m.Context != want.context || got != want.can {
			t.Errorf("%s: %d %+v", id, m.Context, m)
		}
	}
}

func TestTheTableIsSound(t *testing.T) {
	names := map[string]bool{}
	for _, row := range known {
		if row.context < 1000 || row.context > 10_000_000 {
			t.Errorf("%v: %d", row.names, row.context)
		}
		for _, name := range row.names {
			if names[name] || plainName(name) != name {
				t.Errorf("%q stands there twice, or can never match", name)
			}
			names[name] = true
			if m := Known(name); m.Context != row.context {
				t.Errorf("%q has %d, its row says %d", name, m.Context, row.context)
			}
		}
	}
}
