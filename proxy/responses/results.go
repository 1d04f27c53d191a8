package responses

import (
	"strings"

	"keyport/proxy/dialect"
	"keyport/proxy/jsonedit"
)

// results are those under one call id, in order. Some upstreams number their
// calls anew in each turn, so that one id has several.
type results struct {
	list []content
	told int // how many went out
	seen int // how many of their items have passed
}

// next gives the result of the next call under the id.
func (r *results) next() content {
	if r == nil || r.told >= len(r.list) {
		return content{}
	}
	r.told++
	return r.list[r.told-1]
}

// collect takes note of the results, which may stand far behind their calls.
func (h *history) collect(item jsonedit.Raw) *dialect.Error {
	switch itemType(item) {
	case "local_shell_call":
		if id := pathText(item, "id"); id != "" {
			h.ids[id] = callID(item)
		}
	case "function_call_output", "custom_tool_call_output", "local_shell_call_output", "tool_search_output":
		c, e := readResult(item)
		if e != nil {
			return e
		}
		id := h.resultID(item)
		if h.results[id] == nil {
			h.results[id] = &results{}
		}
		h.results[id].list = append(h.results[id].list, c)
	}
	return nil
}

func callID(item jsonedit.Raw) string {
	if id := pathText(item, "call_id"); id != "" {
		return id
	}
	return pathText(item, "id")
}

func (h *history) resultID(item jsonedit.Raw) string {
	id := callID(item)
	if call, ok := h.ids[id]; ok {
		return call
	}
	return id
}

func readResult(item jsonedit.Raw) (content, *dialect.Error) {
	if itemType(item) == "tool_search_output" {
		var c content
		c.addText(foundTools(item))
		return c, nil
	}
	output, _ := jsonedit.Path(item, "output")
	if inner := pathText(output, "content"); inner != "" && jsonedit.Kind(output) == '{' {
		var c content // older builds of Codex: {"content":…,"success":false}
		c.addText(inner)
		return c, nil
	}
	return readContent(output)
}

// foundTools says which tools a search has found; they are among the request's tools from then on.
func foundTools(item jsonedit.Raw) string {
	var found tools
	if raw, ok := jsonedit.Path(item, "tools"); ok {
		found.addAll("", raw)
	}
	if len(found.list) == 0 {
		return "No tools found."
	}
	names := make([]string, len(found.list))
	for i, t := range found.list {
		names[i] = t.chat
	}
	return "Tools found, ready to be called: " + strings.Join(names, ", ")
}

// addResult sees to it that the calls go out in front of their results. A result
// without a call is told as a message: its text must not get lost.
func (h *history) addResult(item jsonedit.Raw) {
	h.flush()
	r := h.results[h.resultID(item)]
	if r.seen++; r.seen > r.told {
		h.user(r.next())
	}
}
