package responses

import (
	"strconv"
	"strings"

	"keyport/proxy/jsonedit"
)

// kind is what a tool is in the Responses API. For the upstream all are functions.
type kind int

const (
	function   kind = iota
	custom          // free text instead of JSON arguments: Codex's apply_patch
	localShell      // runs in the client, with a fixed schema
	toolSearch      // looks for further tools in the client: Codex with many MCP servers
)

// tool is a tool that the client runs. Those that OpenAI runs itself (web_search,
// file_search, code_interpreter, image_generation, mcp …) are left out: the
// model just does not have them.
type tool struct {
	kind        kind
	name        string // as the client knows it, within its namespace
	namespace   string
	chat        string // the function's name for the upstream: [A-Za-z0-9_-]{1,64}
	description string
	parameters  jsonedit.Raw
	strict      bool
}

// tools are the tools of a request, in order, one per name.
type tools struct {
	list   []tool
	byChat map[string]int    // index of list by the upstream's name
	byName map[[2]string]int // by namespace and the client's name
}

// defaultNamespace is the one in which Codex puts tools that have none.
const defaultNamespace = "functions"

const (
	localShellName = "local_shell"
	toolSearchName = "tool_search"
	maxName        = 64
)

const (
	noParameters         = `{"type":"object","properties":{}}`
	customParameters     = `{"type":"object","properties":{"input":{"type":"string","description":"The whole input of the tool as plain text."}},"required":["input"],"additionalProperties":false}`
	localShellParameters = `{"type":"object","properties":{"command":{"type":"array","items":{"type":"string"},"description":"The command and its arguments."},"working_directory":{"type":"string"},"timeout_ms":{"type":"integer"}},"required":["command"],"additionalProperties":false}`
	searchParameters     = `{"type":"object","properties":{"query":{"type":"string"}},"required":["query"]}`
)

// collectTools gathers the tools of the request: those of "tools", and those
// that Codex adds in the middle of a conversation as items.
func (r *Request) collectTools() {
	if raw, ok := r.obj.Get("tools"); ok {
		r.tools.addAll("", raw)
	}
	for _, item := range r.items {
		switch pathText(item, "type") {
		case "additional_tools", "tool_search_output":
			if raw, ok := jsonedit.Path(item, "tools"); ok {
				r.tools.addAll("", raw)
			}
		}
	}
}

func (ts *tools) addAll(namespace string, list jsonedit.Raw) {
	if jsonedit.Kind(list) != '[' {
		return
	}
	for _, raw := range jsonedit.Elements(list) {
		ts.add(namespace, raw)
	}
}

func (ts *tools) add(namespace string, raw jsonedit.Raw) {
	t := tool{name: pathText(raw, "name"), namespace: namespace, description: pathText(raw, "description")}
	switch pathText(raw, "type") {
	case "function":
		t.parameters, _ = jsonedit.Path(raw, "parameters")
		if strict, ok := jsonedit.Path(raw, "strict"); ok {
			t.strict, _ = jsonedit.Bool(strict)
		}
	case "custom":
		t.kind, t.parameters = custom, jsonedit.Raw(customParameters)
		t.description = grammar(t.description, raw)
	case "local_shell":
		t.kind, t.name, t.parameters = localShell, localShellName, jsonedit.Raw(localShellParameters)
		t.description = "Runs a command on the person's computer."
	case "tool_search":
		if pathText(raw, "execution") != "client" {
			return // OpenAI's own search; what it would find is sent to the model anyway
		}
		t.kind, t.name = toolSearch, toolSearchName
		if t.parameters, _ = jsonedit.Path(raw, "parameters"); jsonedit.Kind(t.parameters) != '{' {
			t.parameters = jsonedit.Raw(searchParameters)
		}
	case "namespace":
		if inner, ok := jsonedit.Path(raw, "tools"); ok && namespace == "" {
			ts.addAll(t.name, inner)
		}
		return
	default:
		return
	}
	if jsonedit.Kind(t.parameters) != '{' {
		t.parameters = jsonedit.Raw(noParameters)
	}
	if t.name == "" || ts.find(t.namespace, t.name) != nil {
		return
	}
	ts.put(t, ts.free(chatName(t.namespace, t.name)))
}

func (ts *tools) put(t tool, chat string) {
	if ts.byChat == nil {
		ts.byChat, ts.byName = map[string]int{}, map[[2]string]int{}
	}
	t.chat = chat
	ts.byChat[chat], ts.byName[[2]string{t.namespace, t.name}] = len(ts.list), len(ts.list)
	ts.list = append(ts.list, t)
}

// grammar tells the model in words what a custom tool demands: chat completions
// cannot hold it to a grammar.
func grammar(description string, raw jsonedit.Raw) string {
	definition := pathText(raw, "format", "definition")
	if definition == "" {
		return description
	}
	return strings.TrimSpace(description + "\n\nThe input must follow this " + pathText(raw, "format", "syntax") + " grammar:\n" + definition)
}

// chatName makes a function name that every upstream takes.
func chatName(namespace, name string) string {
	if namespace != "" && namespace != defaultNamespace {
		name = strings.TrimRight(namespace, "_") + "__" + strings.TrimLeft(name, "_")
	}
	clean := []byte(name)
	for i, c := range clean {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '_', c == '-':
		default:
			clean[i] = '_'
		}
	}
	return string(clean[:min(len(clean), maxName)])
}

// free gives the name, or one like it that no other tool has.
func (ts *tools) free(name string) string {
	base := name
	for n := 2; ts.called(name) != nil; n++ {
		suffix := "_" + strconv.Itoa(n)
		name = base[:min(len(base), maxName-len(suffix))] + suffix
	}
	return name
}

// called finds a tool by the name that the upstream knows.
func (ts *tools) called(chat string) *tool {
	if i, ok := ts.byChat[chat]; ok {
		return &ts.list[i]
	}
	return nil
}

// find finds a tool by the name that the client knows.
func (ts *tools) find(namespace, name string) *tool {
	if i, ok := ts.byName[[2]string{namespace, name}]; ok {
		return &ts.list[i]
	}
	return nil
}

// chatNameOf is the upstream's name for a tool of the client, also for one that
// only the history knows.
func (ts *tools) chatNameOf(namespace, name string) string {
	if t := ts.find(namespace, name); t != nil {
		return t.chat
	}
	return chatName(namespace, name)
}

// appendJSON writes the tools as chat completions want them.
func (ts *tools) appendJSON(dst []byte) []byte {
	dst = append(dst, '[')
	for i, t := range ts.list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, `{"type":"function","function":{"name":`...)
		dst = jsonedit.AppendString(dst, t.chat)
		if t.description != "" {
			dst = append(dst, `,"description":`...)
			dst = jsonedit.AppendString(dst, t.description)
		}
		dst = append(dst, `,"parameters":`...)
		dst = append(dst, t.parameters...)
		if t.strict {
			dst = append(dst, `,"strict":true`...)
		}
		dst = append(dst, `}}`...)
	}
	return append(dst, ']')
}
