package ollama

import (
	"net/netip"
	"strconv"
	"strings"
)

// Target is what is known of where a request goes.
type Target struct {
	Model    string // the upstream's name of the model
	Kind     string // kind of the upstream: openai, azure, anthropic, demo
	Host     string // host of its base URL, with or without a port
	Thinking bool   // the catalogue says that the model reasons
	Insert   bool   // the upstream completes with a suffix (fill in the middle)
}

// host is the host in lower case without its port.
func (t Target) host() string {
	host := strings.ToLower(t.Host)
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") && strings.Count(host, ":") == 1 || strings.Contains(host, "]:") {
		host = host[:i]
	}
	return strings.Trim(host, "[]")
}

// at reports whether the host is one of the domains or below it.
func (t Target) at(domains ...string) bool {
	host := t.host()
	for _, d := range domains {
		if host == d || strings.HasSuffix(host, "."+d) {
			return true
		}
	}
	return false
}

// openAI reports OpenAI itself and Azure's OpenAI, who refuse what they do not know.
func (t Target) openAI() bool {
	return t.Kind == "azure" || t.at("openai.com", "openai.azure.com", "cognitiveservices.azure.com", "services.ai.azure.com")
}

// compatible reports an upstream that speaks OpenAI's API and may be anything.
func (t Target) compatible() bool { return t.Kind == "openai" || t.Kind == "" }

func (t Target) anthropic() bool { return t.Kind == "anthropic" || t.at("anthropic.com") }

// private reports a server on this computer or a private network: llama.cpp,
// vLLM, LM Studio, another Ollama.
func (t Target) private() bool {
	host := t.host()
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return host != "" && !strings.Contains(host, ".") || t.at("localhost", "local", "internal", "lan", "home.arpa")
	}
	return addr.IsLoopback() || addr.IsPrivate() || addr.IsLinkLocalUnicast()
}

// samplers reports hosts known to take top_k, min_p and repetition_penalty.
func (t Target) samplers() bool {
	return t.compatible() && (t.private() || t.at("openrouter.ai"))
}

// schemas is false for hosts that know json_object only.
func (t Target) schemas() bool {
	return !t.at("deepseek.com", "bigmodel.cn", "z.ai", "moonshot.ai", "moonshot.cn")
}

// completions reports whether a prompt without a chat can be sent.
func (t Target) completions() bool {
	switch {
	case t.Kind == "demo", t.at("openrouter.ai", "together.xyz", "fireworks.ai"):
		return true
	case t.compatible() && t.at("openai.com"):
		name := t.name()
		return strings.HasSuffix(name, "-instruct") || name == "davinci-002" || name == "babbage-002"
	}
	return t.compatible() && (t.private() || t.Insert && !t.at("mistral.ai"))
}

// name is the model's name in lower case without the maker that routers put in front.
func (t Target) name() string {
	name := strings.ToLower(t.Model)
	return name[strings.LastIndexByte(name, '/')+1:]
}

// thoughts says when earlier thoughts go back to the model.
type thoughts int

const (
	never  thoughts = iota
	inLoop          // between a tool call and the end of the answer
	always
)

// thoughtsBack knows the families that want their thoughts back: Kimi all of
// them, DeepSeek inside a tool loop (outside it refuses them). Strict servers
// refuse the member, whatever model they serve.
func thoughtsBack(t Target) thoughts {
	if t.openAI() || t.anthropic() || !t.compatible() || t.at("groq.com", "mistral.ai", "googleapis.com") {
		return never
	}
	switch name := t.name(); {
	case t.at("moonshot.ai", "moonshot.cn", "kimi.com"), strings.Contains(name, "kimi"):
		return always
	case t.at("deepseek.com"), strings.Contains(name, "deepseek"):
		return inLoop
	}
	return never
}

// fixedSampling reports models that refuse temperature and top_p: OpenAI's
// reasoning models, and Claude from 4.7 on.
func (t Target) fixedSampling() bool {
	name := t.name()
	switch {
	case t.openAI():
		_, five := gpt5(name)
		return five && !strings.Contains(name, "chat") || len(name) > 1 && name[0] == 'o' && name[1] >= '1' && name[1] <= '9'
	case t.anthropic():
		return claude(name) >= 47
	}
	return false
}

// gpt5 gives the minor version of a model of the gpt-5 family: 0 for gpt-5-mini, 1 for gpt-5.1.
func gpt5(name string) (minor int, ok bool) {
	rest, ok := strings.CutPrefix(name, "gpt-5")
	if !ok || rest == "" || rest[0] == '-' {
		return 0, ok
	}
	if rest[0] != '.' {
		return 0, false
	}
	digits, _, _ := strings.Cut(rest[1:], "-")
	minor, err := strconv.Atoi(digits)
	return minor, err == nil
}

// claude gives ten times the version of a Claude model: 47 for claude-opus-4-7
// and claude-opus-4.7, 50 for claude-sonnet-5, 35 for claude-3-5-haiku-20241022;
// 0 for anything else.
func claude(name string) int {
	rest, ok := strings.CutPrefix(name, "claude-")
	if !ok {
		return 0
	}
	var version []int
	for _, part := range strings.FieldsFunc(rest, func(r rune) bool { return r == '-' || r == '.' }) {
		n, err := strconv.Atoi(part)
		if err != nil {
			if len(version) > 0 {
				break
			}
			continue
		}
		if len(part) > 2 || len(version) == 2 { // a date
			break
		}
		version = append(version, n)
	}
	switch len(version) {
	case 1:
		return version[0] * 10
	case 2:
		return version[0]*10 + min(version[1], 9)
	}
	return 0
}
